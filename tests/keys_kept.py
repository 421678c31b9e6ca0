"""Officers' keys of the tests: locking one takes seconds, by design; each is made once for all.

What `sealing` answered is kept in files that every process of every run reads, until `sealing`
itself, or the library under it, changes. The phrases and keys are those of invented people.
"""

import fcntl
import hashlib
import json
from collections.abc import Callable
from functools import cache, wraps
from importlib.metadata import version
from pathlib import Path

from atelier_local.steps.competition import sealing
from tests.databases import KEPT

FOLDER = KEPT / "keys"


def new_identity(make: Callable[[str], tuple[str, bytes]]) -> Callable[[str], tuple[str, bytes]]:
    """The same phrase, the same key."""

    @cache
    @wraps(make)
    def kept(secret: str) -> tuple[str, bytes]:
        def answer() -> list[str]:
            recipient, locked = make(secret)
            return [recipient, locked.hex()]

        recipient, locked = _once(b"new", secret, answer)
        return recipient, bytes.fromhex(locked)

    return kept


def unlock(open_it: Callable[[bytes, str], sealing.Identity]) -> Callable:
    """The same lock and the same phrase open, or do not, as they did."""

    @cache
    @wraps(open_it)
    def kept(locked: bytes, secret: str) -> sealing.Identity:
        def answer() -> list[str]:
            try:
                return [str(open_it(locked, secret))]
            except sealing.WrongPassphrase:
                return []

        found = _once(locked, secret, answer)
        if not found:
            raise sealing.WrongPassphrase
        return sealing.identity_of(found[0])

    return kept


def _once(asked: bytes, secret: str, answer: Callable[[], list[str]]) -> list[str]:
    FOLDER.mkdir(parents=True, exist_ok=True)
    code = Path(sealing.__file__).read_bytes()
    parts = (code, version("pyrage").encode(), asked, secret.encode())
    digest = hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts))
    file = FOLDER / digest.hexdigest()
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            being_written = file.with_suffix(".part")
            being_written.write_text(json.dumps(answer()))
            being_written.replace(file)
        return json.loads(file.read_text())
