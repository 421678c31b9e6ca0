"""Markdown of what people wrote: their signs stay signs, their lines stay where they are."""

import zipfile
from io import BytesIO

import pytest

from atelier_local.ground.files import odt, plain
from atelier_local.ground.files.papers import (
    Bullets,
    Heading,
    Paper,
    Para,
    Picture,
    Quote,
    Table,
    composed,
)


def markdown(*blocks) -> str:
    """What comes after the title and the facts, of which there are none."""
    return plain.markdown(composed(Paper("Titre", "k", blocks=blocks))).split("\n\n", 2)[2]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("- pas une liste", "\\- pas une liste"),
        ("+ ni elle", "\\+ ni elle"),
        ("3. pas la troisième", "3\\. pas la troisième"),
        ("12) non plus", "12\\) non plus"),
        ("Un titre ?\n===", "Un titre\u202f?  \n\\==="),
        ("un\n---", "un  \n\\---"),
        ("une ligne\n\nune autre", "une ligne  \nune autre"),
        ("# a *b* [c](d) <e> &amp; `f`", "\\# a \\*b\\* \\[c\\](d) \\<e\\> \\&amp; \\`f\\`"),
        ("moins 3 - 2 et 3.5", "moins 3 - 2 et 3.5"),
    ],
)
def test_a_sign_stays_a_sign_and_a_line_a_line(typed, written):
    assert markdown(Para(typed)) == f"{written}\n"


def test_what_holds_several_lines_stays_one():
    assert markdown(Heading(1, "a\n- b")) == "## a - b\n"
    assert markdown(Bullets(("a\n- b", "c"))) == "- a  \n  \\- b\n- c\n"
    assert markdown(Quote("a\n- b", "c\nd")) == "> a  \n> \\- b\n>\n> — c  \n> d\n"
    assert "| a b |" in markdown(Table("T", ("A",), (("a\nb",),)))


def test_many_empty_lines_are_read_once():
    assert markdown(Para("a" + "\n" * 500_000 + "- b")) == "a  \n\\- b\n"


@pytest.mark.parametrize(
    ("name", "kind"), [("a.jpeg", "jpeg"), ("a.jpg", "jpeg"), ("a.png", "png"), ("a.webp", "webp")]
)
def test_a_picture_of_an_odt_is_of_its_kind(name, kind):
    paper = Paper("Titre", "k", blocks=(Picture(name, "La halle", 60, 40),))
    held = odt.compose(composed(paper), pictures={name: b"\x00"})
    with zipfile.ZipFile(BytesIO(held)) as read:
        manifest = read.read("META-INF/manifest.xml").decode()
    assert f'full-path="Pictures/{name}" manifest:media-type="image/{kind}"' in manifest
