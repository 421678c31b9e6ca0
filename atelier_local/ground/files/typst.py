"""Documents: a template of ours, plain data, a PDF that screen readers and archivists accept.

What people wrote is only ever data (a JSON file the template reads); the template is only ever
ours. The compiler runs in a child process, in a fresh folder that holds nothing else, within
limits of time and memory.
"""

import json
import logging
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from atelier_local.refusal import Refused

from . import confined
from .typography import drawable, each_text, font_folders

log = logging.getLogger(__name__)
_CHILD = Path(__file__).with_name("typst_child.py")
_PICTURE_SUFFIXES = {".png", ".jpg", ".jpeg", ".webp"}


class RenderingFailed(Refused):
    """The document could not be composed; the log says why."""

    def __init__(self, title: str) -> None:
        super().__init__([f"le document « {title} » n’a pas pu être composé"])


def render(
    template_dir: Path,
    main: str,
    data: Mapping[str, Any],
    *,
    pictures: Mapping[str, bytes] | None = None,
    title: str,
    seconds: int = 60,
    memory: int = 2_000_000_000,
) -> bytes:
    """The PDF (UA-1 and A-2a) of template `main`, which reads `data.json` and `pictures/<name>`.

    Typst itself refuses a figure without alternative text or a document without title. Names of
    pictures are plain file names that code made. Raises `RenderingFailed`, with `title` in it.
    """
    with tempfile.TemporaryDirectory(prefix="typst-") as folder:
        root = Path(folder)
        for template in template_dir.glob("*.typ"):
            shutil.copy(template, root)
        (root / "data.json").write_text(
            json.dumps(each_text(data, drawable), ensure_ascii=False), "utf-8"
        )
        _write_pictures(root / "pictures", pictures or {})
        return _compiled(root, main, title, seconds, memory)


def _write_pictures(folder: Path, pictures: Mapping[str, bytes]) -> None:
    folder.mkdir()
    for name, content in pictures.items():
        if Path(name).name != name or Path(name).suffix not in _PICTURE_SUFFIXES:
            raise ValueError(f"not a picture name: {name!r}")
        (folder / name).write_bytes(content)


def _compiled(root: Path, main: str, title: str, seconds: int, memory: int) -> bytes:
    arguments = [str(root), main, *map(str, font_folders())]
    try:
        child = confined.run(_CHILD, arguments, seconds=seconds, memory=memory)
    except subprocess.TimeoutExpired:
        log.error("%s: not composed within %d seconds", main, seconds)
        raise RenderingFailed(title) from None
    if child.returncode or not child.stdout.startswith(b"%PDF-"):
        log.error("%s: %s", main, child.stderr.decode("utf-8", "replace")[-4000:])
        raise RenderingFailed(title)
    return child.stdout
