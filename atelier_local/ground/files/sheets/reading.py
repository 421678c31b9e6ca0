"""A picture made anew; if it shows sheets, each straightened, its code, its cells cut out.

Decoding what came from outside is the work of a child process (`reading_child.py`), as confined as
the one that composes documents. This side only sees what it found.
"""

import json
import logging
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import confined
from .forms import Form
from .marks import DICTIONARY

log = logging.getLogger(__name__)
_CHILD = Path(__file__).with_name("reading_child.py")
SECONDS, MEMORY = 30, 2_000_000_000
_BOUNDS = {"OPENBLAS_NUM_THREADS": "1", "OPENCV_IO_MAX_IMAGE_PIXELS": "120000000"}
"""A picture that says it is bigger is not decoded: the best phones make 108 million dots."""

AT_ONCE, PATIENCE = 2, 20
"""Pictures decoded at the same time, and seconds that another waits for its turn: a whole hall may
send its own at once."""
_turns = threading.BoundedSemaphore(AT_ONCE)

LONGEST = 4200
"""A picture of sheets is brought down to that: thirteen pixels for a millimetre of a page."""

UNREADABLE = "unreadable"
BLURRED = "blurred"
NO_SHEET = "no sheet"
HIDDEN_CORNERS = "hidden corners"
FOLDED = "folded"
NO_CODE = "no code"
TWICE = "twice"
TOO_LONG = "too long"
BUSY = "busy"
"""What may be wrong with a picture, or with one sheet in it."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A cell as it was cut out (JPEG), and whether a hand seems to have written there."""

    picture: bytes
    inked: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A sheet in the picture: what its code says, or what is wrong with it."""

    text: str
    group: int
    corners: int
    problem: str
    cells: tuple[Cut, ...] = ()
    page: bytes = b""
    """The whole of it, seen from above (JPEG), where that was asked."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The picture made anew (JPEG, nothing but the image: no place, no device), and its sheets."""

    kept: bytes
    sheets: tuple[Found, ...]
    problem: str = ""


def read(picture: bytes, forms: Sequence[Form]) -> Reading:
    """What `picture` (JPEG, PNG or WebP) shows of sheets of these forms. Never raises for a bad
    picture: says what is wrong with it.
    """
    plain = [form.plain() for form in forms]
    return _asked(picture, {"longest": LONGEST, "dictionary": DICTIONARY, "forms": plain})


def straightened(picture: bytes, forms: Sequence[Form], *, longest: int) -> Reading:
    """The same, each sheet whole as well, its longest side at most that many pixels."""
    plain = [form.plain() for form in forms]
    told = {"longest": LONGEST, "dictionary": DICTIONARY, "forms": plain, "whole": longest}
    return _asked(picture, told)


def redraw(picture: bytes, *, longest: int) -> Reading:
    """The picture made anew, its longest side at most that many pixels; no sheet is looked for."""
    return _asked(picture, {"longest": longest, "dictionary": DICTIONARY, "forms": []})


def _asked(picture: bytes, told: dict[str, Any]) -> Reading:
    if not _turns.acquire(timeout=PATIENCE):
        return Reading(b"", (), BUSY)
    try:
        child = confined.run(
            _CHILD, [json.dumps(told)], seconds=SECONDS, memory=MEMORY, given=picture,
            environment=_BOUNDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        log.warning("a picture of %d bytes was not read within %d s", len(picture), SECONDS)
        return Reading(b"", (), TOO_LONG)
    finally:
        _turns.release()
    if child.returncode:
        log.warning("a picture was not read: %s", child.stderr.decode("utf-8", "replace")[-2000:])
        return Reading(b"", (), UNREADABLE)
    return _understood(child.stdout)


def _understood(said: bytes) -> Reading:
    """One line that says the lengths, then the pictures one after the other."""
    head, _, rest = said.partition(b"\n")
    told = json.loads(head)
    start = 0

    def next_picture(size: int) -> bytes:
        nonlocal start
        start += size
        return rest[start - size : start]

    kept = next_picture(told["kept"])
    sheets = [
        Found(
            text=one["text"],
            group=one["group"],
            corners=one["corners"],
            problem=one["problem"],
            cells=tuple(Cut(next_picture(c["size"]), c["inked"]) for c in one["cells"]),
            page=next_picture(one.get("page", 0)),
        )
        for one in told["sheets"]
    ]
    return Reading(kept, tuple(sheets), told["problem"])
