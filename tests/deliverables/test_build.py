"""One command writes the five documents, each to read and to edit."""

import hashlib
import io
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from atelier_local.ground.files.rules import recognise
from atelier_local.steps.deliverables.enums import DeliverableKind
from atelier_local.steps.deliverables.management.commands import build_deliverables
from atelier_local.steps.deliverables.press import TEMPLATES
from tests.factories.deliverables import a_draft
from tests.full_disk import a_full_disk

STEMS = {
    "note-de-cadrage",
    "carnet-de-suivi",
    "rapport-final",
    "feuille-de-route",
    "livret-de-capitalisation",
}
FORMS = {"pdf": "PDF", "odt": "ODT", "docx": "DOCX"}


def build(slug: str, to: Path) -> dict[str, str]:
    """The digest of each file that the command wrote, by name."""
    said = io.StringIO()
    call_command("build_deliverables", slug, "--out", str(to), "--date", "2027-01-02", stdout=said)
    written = {file.name: file.read_bytes() for file in to.iterdir()}
    assert {line.split(" : ")[0] for line in said.getvalue().splitlines()} == set(written)
    for name, content in written.items():
        kind = recognise(content, name)
        assert kind is not None
        assert kind.name == FORMS[name.rsplit(".", 1)[1]]
    return {name: hashlib.sha256(content).hexdigest() for name, content in written.items()}


def test_the_same_data_on_the_same_day_are_the_same_files(told, cast, tmp_path):
    """One document was begun, four were not: they are made of what the Atelier holds."""
    a_draft(told, cast, DeliverableKind.BOOKLET)
    first = build(told.atelier.slug, tmp_path / "a")
    assert set(first) == {f"{stem}.{form}" for stem in STEMS for form in FORMS}
    assert build(told.atelier.slug, tmp_path / "b") == first
    again = tmp_path / "a"
    assert build(told.atelier.slug, again) == first
    command = build_deliverables.Command(stdout=io.StringIO())
    with a_full_disk(), pytest.raises(CommandError, match="1 fichier sur 2 écrit, entier"):
        command._write(again, {"court.pdf": b"x", "note-de-cadrage.pdf": b"x" * 10_000})
    kept = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in again.iterdir()}
    assert kept == first | {"court.pdf": hashlib.sha256(b"x").hexdigest()}


def test_an_atelier_that_is_not_there(db, tmp_path):
    with pytest.raises(CommandError, match="Aucun Atelier"):
        build("ailleurs", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_where_one_is_not_composed_none_is_written(told, monkeypatch, tmp_path):
    """The first document can be composed, those after it cannot."""
    broken = [f"{kind}.typ" for kind in ("logbook", "final_report", "roadmap", "booklet")]
    shutil.copytree(TEMPLATES, tmp_path / "typst", ignore=shutil.ignore_patterns(*broken))
    monkeypatch.setattr("atelier_local.steps.deliverables.press.TEMPLATES", tmp_path / "typst")
    why = r"^Rien n’a été écrit : le document « .+ » n’a pas pu être composé\.$"
    with pytest.raises(CommandError, match=why):
        build(told.atelier.slug, tmp_path / "out")
    assert not (tmp_path / "out").exists()
