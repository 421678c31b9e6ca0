"""The user guide quotes the screens: what it prints in bold is written on one of them."""

import re
from functools import cache
from pathlib import Path

import pytest

from tests.house.repository import ROOT, sources, within

GUIDE = [path for path in sources(".md") if path.parent == ROOT / "docs" / "guide"]
CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", re.S)


def plain(text: str) -> str:
    """Without what a screen and a page may each write in their own way: spaces, case."""
    return " ".join(text.replace("'", "’").casefold().split())


@cache
def screens() -> str:
    """Every word of templates, scripts and code, templates with and without their tags."""
    ours = [path for path in sources(".html", ".js", ".py") if "atelier_local" in path.parts]
    texts = [path.read_text() for path in ours]
    return plain("\n".join([*texts, *(CODE.sub("", text) for text in texts)]))


@pytest.mark.parametrize("path", GUIDE, ids=within)
def test_words_in_bold_are_on_a_screen(path: Path):
    bold = re.findall(r"\*\*(.+?)\*\*", path.read_text())
    assert bold
    assert [words for words in bold if plain(words) not in screens()] == []
