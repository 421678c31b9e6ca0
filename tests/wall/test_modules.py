"""The scripts of a phone: modules that all run, or none does; asked for at once."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import get_template

IMPORTED = re.compile(r"""^import (?:[^"]* from )?"(\.{1,2}/[^"]+)";""", re.M)
PRELOADED = re.compile(r"""rel="modulepreload" href="[^"]*/static/([^"]+)\"""")


def graph(name: str) -> set[str]:
    """A module and all that it imports, by the names of static files."""
    found, left = set(), [Path(finders.find(name)).resolve()]
    root = left[0].parents[len(Path(name).parts) - 1]
    ui = Path(finders.find("ui/js/live.js")).resolve()
    while left:
        path = left.pop()
        if path in found:
            continue
        found.add(path)
        for said in IMPORTED.findall(path.read_text()):
            left.append(ui if said == "../ui/js/live.js" else (path.parent / said).resolve())
    return {"ui/js/live.js" if path == ui else str(path.relative_to(root)) for path in found}


def test_all_that_a_phone_imports_is_asked_for_at_once():
    listed = PRELOADED.findall(get_template("wall/modules.html").render())
    assert sorted(listed) == sorted(graph("wall/phone.js") - {"wall/phone.js"})


@pytest.mark.parametrize("entry", ["wall/phone.js", "wall/scribe.js"])
def test_a_script_that_fails_to_come_lets_none_run(entry):
    """Only imports that browsers resolve before running anything: none comes later."""
    for name in graph(entry):
        assert "import(" not in Path(finders.find(name)).read_text(), name
