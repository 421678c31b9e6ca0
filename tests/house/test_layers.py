"""One order, learned once: contract, INSTALLED_APPS and URLs tell the rooms alike."""

import ast
import subprocess
import sys
from pathlib import Path

from django.urls import get_resolver

from tests.house.repository import ROOMS, ROOT, contract_order


def test_imports_run_one_way():
    linter = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([linter], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def test_every_room_is_in_the_contract():
    assert {room.module for room in ROOMS} <= contract_order().keys()


def test_every_package_is_an_installed_room():
    packages = {
        ".".join(folder.parent.relative_to(ROOT).parts)
        for folder in (ROOT / "atelier_local").glob("*/*/__init__.py")
    }
    assert packages == {room.module for room in ROOMS}


def test_installed_apps_follow_the_contract():
    places = [contract_order()[room.module] for room in ROOMS]
    assert places == sorted(places)


def test_urls_follow_the_contract():
    included = [
        pattern.urlconf_module.__name__.removesuffix(".urls")
        for pattern in get_resolver().url_patterns
        if hasattr(pattern.urlconf_module, "__name__")
    ]
    order = [room.module for room in ROOMS]
    rooms = [name for name in included if name in order]
    assert rooms == sorted(rooms, key=order.index)


def test_no_page_nor_command_erases_a_line():
    """Nothing but a bundle brings an erasure home. The day something here erases, a line that had
    added an objective, an action or an issue must leave one state on every machine (docs/trust.md):
    what it made is here where it came before, and not where it came after.
    """
    callers = {
        str(file.relative_to(ROOT))
        for file in (ROOT / "atelier_local").rglob("*.py")
        if _ERASERS & _names(ast.parse(file.read_text()))
    }
    journal = "atelier_local/ground/journal"
    assert callers == {f"{journal}/models.py", f"{journal}/operations.py", f"{journal}/union.py"}


_ERASERS = {"erase", "forget"}


def _names(tree: ast.AST) -> set[str]:
    """Every name that some code defines, imports, calls or reads."""
    return {
        named
        for node in ast.walk(tree)
        for named in (
            getattr(node, "id", None),
            getattr(node, "attr", None),
            getattr(node, "name", None),
        )
        if isinstance(named, str)
    }
