"""Templates: none missing, none unused, none that a strict Content-Security-Policy would break."""

import re
from functools import cache
from pathlib import Path

import pytest
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from tests.house.repository import ROOMS, sources, within

FOUND = {
    path.relative_to(folder).as_posix(): path
    for room in ROOMS
    if (folder := room.folder / "templates").is_dir()
    for path in sorted(folder.rglob("*"))
    if path.is_file()
}
"""Name → file of every template of the rooms."""
NAMED_BY_DJANGO = {f"{code}.html" for code in (400, 403, 404, 500)} | {"403_csrf.html"}
NAME = re.compile(r"""["']([\w-]+/[\w./-]+\.(?:html|txt|svg|xml|ics))(?:#[\w-]+)?["']""")
PARENT = re.compile(r"""\{%\s*extends\s+["']([^"'#]+)""")
UNESCAPED = re.compile(r"\|\s*safe(?:seq)?\b|\bautoescape\s+off")
COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}", re.S)
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.S)
MARKUP = re.compile(r"""</?[a-zA-Z](?:[^>"']|"[^"]*"|'[^']*')*>""")
BREAKS = re.compile(r"(?<![ \n]) (?=[?!:;»])|« ")
"""Where a line could break between a word and its sign; either no-break space will do."""
NO_INLINE = {
    "inline style": re.compile(r"<style\b|\sstyle\s*="),
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)|javascript:"),
    "inline handler": re.compile(r"<[^>]*\s(?:hx-)?on[a-z:]+\s*="),
    "another site": re.compile(r"(?:src|action)\s*=\s*[\"'](?:https?:)?//"),
}


@cache
def named() -> frozenset[str]:
    """Every template named in Python or by another template."""
    texts = [path for path in sources(".py") if "tests" not in path.parts]
    texts += FOUND.values()
    return frozenset(name for path in texts for name in NAME.findall(path.read_text()))


@cache
def pages() -> frozenset[str]:
    """Templates that a view renders whole: those its code names without a `#partial`."""
    whole = re.compile(r"""["']([\w-]+/[\w./-]+\.html)["']""")
    views = [p for p in sources(".py") if p.stem == "views" or p.parent.name == "views"]
    return frozenset(name for path in views for name in whole.findall(path.read_text()))


def overrides(name: str) -> bool:
    """Whether the template replaces one of Django's or of a dependency's."""
    return name.split("/")[0] not in {room.name for room in ROOMS}


def test_no_template_is_unused():
    unused = FOUND.keys() - named() - NAMED_BY_DJANGO
    assert sorted(name for name in unused if not overrides(name)) == []


def test_no_template_is_missing():
    rooms = {room.name for room in ROOMS}
    missing = {n for n in named() if n.split("/")[0] in rooms and n not in FOUND}
    missing -= {n for n in missing if n.rpartition(".")[2] == "svg"}  # static drawings
    assert missing == set()


@pytest.mark.parametrize("name", FOUND)
def test_template_compiles(name):
    try:
        get_template(name)
    except TemplateDoesNotExist as missing:
        pytest.fail(f"{name} needs {missing}")


@pytest.mark.parametrize("name", sorted(pages() & FOUND.keys()))
def test_page_extends_a_layout(name):
    seen = name
    while parent := PARENT.search(FOUND[seen].read_text()):
        seen = parent[1]
        if seen.startswith("ui/"):
            return
    pytest.fail(f"{name} extends no layout of ui")


@pytest.mark.parametrize("path", [p for n, p in FOUND.items() if n.endswith(".html")], ids=within)
def test_nothing_inline_and_nothing_unescaped(path: Path):
    text = COMMENT.sub("", path.read_text())
    assert UNESCAPED.findall(text) == []
    html = TAG.sub("", text)
    faults = [f"{what}: {m[0]!r}" for what, rule in NO_INLINE.items() for m in rule.finditer(html)]
    assert faults == []


@pytest.mark.parametrize("path", [p for n, p in FOUND.items() if n.endswith(".html")], ids=within)
def test_no_line_breaks_before_a_sign(path: Path):
    text = TAG.sub("\0", COMMENT.sub("", path.read_text()))
    words = MARKUP.sub("\0", text)
    assert [words[max(0, at.start() - 20) : at.end() + 9] for at in BREAKS.finditer(words)] == []
