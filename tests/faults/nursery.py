"""Servers born ready: the application it is told is loaded once, each server is a fork of this.

Reads a port on a line, prints the new server's process; its parent reaps it once it was killed.
"""

import os
import sys

import uvicorn
from uvicorn.importer import import_from_string


def say(what: object) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def main(named: str) -> None:
    application = import_from_string(named)
    say("ready")
    for line in sys.stdin:
        child = os.fork()
        if not child:
            port = int(line)
            uvicorn.run(application, port=port, log_level="error", access_log=False)
            os._exit(0)
        say(child)
        os.waitpid(child, 0)
        say("dead")


if __name__ == "__main__":
    main(sys.argv[1])
