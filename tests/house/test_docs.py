"""Documents that must say what the code says: the glossary and the list of settings."""

import ast
import re
from pathlib import Path

import pytest

from tests.house.repository import ROOT, models, sources, within

MODELS = models()


def glossary() -> dict[str, str]:
    """Model (`room.Model`) → French, from the table of docs/glossary.md."""
    row = re.compile(r"^\| `(\w+\.\w+)` \| ([^|]+?) \|", re.M)
    return dict(row.findall((ROOT / "docs" / "glossary.md").read_text()))


def test_glossary_has_the_french_of_every_model():
    french = {model._meta.label: str(model._meta.verbose_name) for model in MODELS}
    rows = [f"| `{m}` | {name} | … |" for m, name in french.items() if glossary().get(m) != name]
    assert rows == [], "docs/glossary.md needs these rows:\n" + "\n".join(rows)


def test_glossary_names_no_model_that_is_gone():
    assert glossary().keys() - {model._meta.label for model in MODELS} == set()


def settings_read(path: Path) -> set[str]:
    """Names that `env.<type>("NAME", …)` reads in a file."""
    return {
        node.args[0].value
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "env"
        and node.func.attr != "read_env"
        and isinstance(node.args[0], ast.Constant)
    }


def test_env_example_lists_exactly_the_settings_that_are_read():
    listed = re.findall(r"^#? ?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M)
    assert sorted(listed) == sorted(settings_read(ROOT / "config" / "settings.py"))


def test_nothing_else_reads_the_environment():
    reads = re.compile(r"\bos\.(?:environ|getenv)\b|\bfrom environs\b|\bimport environs\b")
    room_code = [p for p in sources(".py") if "atelier_local" in p.parts]
    assert {within(path) for path in room_code if reads.search(path.read_text())} == set()


@pytest.mark.parametrize("name", ["README.md", "LISEZMOI.md"])
def test_readme_gives_both_commands_first(name):
    top = (ROOT / name).read_text().splitlines()[:30]
    assert "make demo" in top
    assert "make test" in top


@pytest.mark.parametrize("path", sources(".md"), ids=within)
def test_links_between_documents_lead_somewhere(path):
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", path.read_text())
    assert [link for link in links if not (path.parent / link).exists()] == []
