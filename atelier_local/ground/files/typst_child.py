"""Compiles one document, alone in its own process, then dies. Run by `typst.py`, never imported.

Usage: python -I typst_child.py ROOT MAIN SECONDS BYTES FONTS…; the PDF leaves by standard output.
"""

import os
import resource
import sys
from contextlib import suppress


def confine(seconds: int, memory: int) -> None:
    """Give up the network, files to write, and more than a fair share of the machine."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    with suppress(AttributeError, OSError):  # some hosts forbid it; no template imports a package
        os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNET)


def main() -> None:
    root, name, seconds, memory, *fonts = sys.argv[1:]
    confine(int(seconds), int(memory))
    import typst

    try:
        pdf = typst.compile(
            os.path.join(root, name),
            root=root,
            font_paths=fonts,
            ignore_system_fonts=True,
            package_path=os.path.join(root, "none"),
            package_cache_path=os.path.join(root, "none"),
            pdf_standards=["ua-1", "a-2a"],
        )
    except RuntimeError as error:
        sys.exit(str(error))
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main()
