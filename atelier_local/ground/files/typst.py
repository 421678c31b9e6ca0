"""Documents: a template of ours, plain data, a PDF that screen readers and archivists accept.

What people wrote is only ever data (a JSON file the template reads); the template is only ever
ours. The compiler runs in a child process, in a fresh folder that holds nothing else, within
limits of time and memory.
"""

import json
import logging
import re
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from atelier_local.refusal import Refused

from . import confined
from .typography import drawable, each_text, font_folders, legible, texts

log = logging.getLogger(__name__)
_CHILD = Path(__file__).with_name("typst_child.py")
SIZE = 4
"""Bytes that say how long a piece is, before it."""
_FRUGAL = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_TRIM_THRESHOLD_": str(2 << 20),
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
}
"""How the compiler holds its memory (glibc): in one heap, as one for each thread is more and no
faster; in large pages, which the system gives at once; what is free goes back to it. It works in
as many threads as there are cores: a tenth sooner by the clock than in one, for as much more of the
processor.
"""
AT_ONCE = 2
"""Documents composed at the same time by a process, whoever asks: one of hundreds of pages takes
hundreds of megabytes."""
_turns = threading.BoundedSemaphore(AT_ONCE)
_FOLDER = "atelier-local-typst-"
_LONG_AGO = 3600
"""Seconds after which a folder is nobody's: no document takes so long."""
_WORD = re.compile(r"\w{2,}")
_WHERE = re.compile(r"([\w-]+\.typ:\d+:\d+)?\n")
_PICTURE_SUFFIXES = {".png", ".jpg", ".jpeg", ".webp", ".svg"}


class RenderingFailed(Refused):
    """The document could not be composed; the log says why, without a word of what it says."""

    def __init__(self, title: str) -> None:
        super().__init__([f"le document « {title} » n’a pas pu être composé"])


def render(
    template_dir: Path,
    main: str,
    data: Mapping[str, Any],
    *,
    pictures: Mapping[str, bytes] | None = None,
    title: str,
    words: Callable[[str], str] = drawable,
    seconds: int = 60,
    memory: int = 2_000_000_000,
) -> bytes:
    """The PDF (UA-1 and A-2a) of template `main`, which reads `data.json` and `pictures/<name>`.

    Typst itself refuses a figure without alternative text or a document without title. Names of
    pictures are plain file names that code made. `words` makes each text drawable. Raises
    `RenderingFailed`, with `title` in it.
    """
    asked = (template_dir, main, "pdf", data, pictures or {}, words)
    [pdf] = _pieces(*asked, title=title, seconds=seconds, memory=memory)
    return pdf


def measured(
    template_dir: Path,
    main: str,
    data: Mapping[str, Any],
    *,
    pictures: Mapping[str, bytes] | None = None,
    title: str,
    words: Callable[[str], str] = drawable,
) -> tuple[bytes, Any]:
    """The PDF, and what the document counted of itself once laid out (its `<counted>`): half as
    much time and memory again.
    """
    asked = (template_dir, main, "counted", data, pictures or {}, words)
    pdf, counted = _pieces(*asked, title=title)
    return pdf, next(iter(json.loads(counted)), None)


def stills(
    template_dir: Path,
    main: str,
    data: Mapping[str, Any],
    *,
    pictures: Mapping[str, bytes] | None = None,
    title: str,
) -> list[bytes]:
    """Each page of template `main` as a picture (PNG): drawings for who does not take a PDF."""
    return _pieces(template_dir, main, "png", data, pictures or {}, drawable, title=title)


def _pieces(
    template_dir: Path,
    main: str,
    form: str,
    data: Mapping[str, Any],
    pictures: Mapping[str, bytes],
    words: Callable[[str], str],
    *,
    title: str,
    seconds: int = 60,
    memory: int = 2_000_000_000,
) -> list[bytes]:
    """What the child gave back, from a fresh folder that holds nothing but what it is to read."""
    _sweep()
    try:
        with tempfile.TemporaryDirectory(prefix=_FOLDER) as folder:
            root = Path(folder)
            for template in template_dir.glob("*.typ"):
                shutil.copy(template, root)
            (root / "data.json").write_text(
                json.dumps(each_text(data, lambda text: legible(text, words)), ensure_ascii=False),
                "utf-8",
            )
            _write_pictures(root / "pictures", pictures)
            told = _compiled(root, main, form, seconds, memory)
    except _Failed as why:
        log.error("%s: %s", why.where or main, _untold(str(why), data))
        raise RenderingFailed(title) from None
    except OSError as fault:  # the disk is full, or no process may be started
        log.error("%s: %s", main, fault.strerror)
        raise RenderingFailed(title) from None
    pieces, at = [], 0
    while at < len(told):
        end = at + SIZE + int.from_bytes(told[at : at + SIZE])
        pieces.append(told[at + SIZE : end])
        at = end
    return pieces


def _sweep() -> None:
    """Remove the folders of those who were killed while they composed."""
    for left in Path(tempfile.gettempdir()).glob(f"{_FOLDER}*"):
        with suppress(OSError):  # another process removes it too
            if time.time() - left.stat().st_mtime > _LONG_AGO:
                shutil.rmtree(left)


def _write_pictures(folder: Path, pictures: Mapping[str, bytes]) -> None:
    folder.mkdir()
    for name, content in pictures.items():
        if Path(name).name != name or Path(name).suffix not in _PICTURE_SUFFIXES:
            raise ValueError(f"not a picture name: {name!r}")
        (folder / name).write_bytes(content)


class _Failed(Exception):
    """What the compiler says of it; where in a template, if it says so."""

    def __init__(self, why: str, where: str = "") -> None:
        super().__init__(why)
        self.where = where


def _compiled(root: Path, main: str, form: str, seconds: int, memory: int) -> bytes:
    arguments = [str(root), main, form, *map(str, font_folders())]
    try:
        with _turns:
            child = confined.run(
                _CHILD, arguments, seconds=seconds, memory=memory, environment=_FRUGAL
            )
    except subprocess.TimeoutExpired:
        raise _Failed(f"not composed within {seconds} seconds") from None
    if child.returncode:
        said = child.stderr.decode("utf-8", "replace")
        where, _, why = said.partition("\n") if _WHERE.match(said) else ("", "", said)
        raise _Failed(why[-4000:] or f"ended {child.returncode}", where)
    return child.stdout


def _untold(said: str, data: Any) -> str:
    """What the compiler says, less each word of the document: it may quote people's."""
    told = {word for text in texts(data) for word in _WORD.findall(text)}
    return _WORD.sub(lambda word: "…" if word[0] in told else word[0], said)
