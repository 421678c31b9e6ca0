"""A child that works on what strangers sent outlives nobody, and leaves nothing behind."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from atelier_local.ground.files.typst import stills

_PARENT = """
import sys
from pathlib import Path
from atelier_local.ground.files import confined
script, pipe = sys.argv[1:]
confined.run(Path(script), [pipe], seconds=20, memory=2_000_000_000)
"""
_CHILD = """
import sys, time
said = open(sys.argv[1], "wb", 0)
said.write(b"alive")
time.sleep(10)
said.write(b"still alive")
"""


def test_it_dies_with_who_asked(tmp_path: Path) -> None:
    pipe, script = tmp_path / "pipe", tmp_path / "script.py"
    os.mkfifo(pipe)
    script.write_text(_CHILD)
    asked = [sys.executable, "-c", _PARENT, str(script), str(pipe)]
    with subprocess.Popen(asked) as parent, pipe.open("rb", 0) as heard:
        assert heard.read(5) == b"alive"
        parent.kill()
        assert heard.read(5) == b""


def test_the_folder_of_who_was_killed_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    killed, at_work = tmp_path / "atelier-local-typst-1", tmp_path / "atelier-local-typst-2"
    for folder in (killed, at_work):
        folder.mkdir()
        (folder / "data.json").write_text("{}")
    os.utime(killed, (0, 0))
    templates = tmp_path / "templates"
    templates.mkdir()
    (templates / "page.typ").write_text("Une page.")
    assert len(stills(templates, "page.typ", {}, title="Essai")) == 1
    assert sorted(one.name for one in tmp_path.iterdir()) == [at_work.name, "templates"]
