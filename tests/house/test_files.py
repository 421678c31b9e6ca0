"""What no file of the repository may say, and how long one may grow."""

import ast
import re
from pathlib import Path

import pytest

from tests.house.repository import ROOT, sources, tracked, within

TOO_LONG = 400
LONGER_AND_WHY: dict[str, str] = {}
"""Files that may be longer, each with its reason."""

# Classes of one letter keep these expressions from finding themselves.
REGISTRY = re.compile(
    r"pypi[.]org|python[h]osted|npm[j]s[.]|yarn[p]kg|[.]debian[.]org|proxy[.]golang"
)
MACHINE = re.compile(r"(?<![\w.])/(?:work|root)/|/home/\w")
DANGEROUS = {"mark_safe", "SafeString", "SafeText", "csrf_exempt", "eval", "exec"}
TEXT = {".py", ".html", ".js", ".css", ".md", ".toml", ".txt", ".yml", ".typ", ".example", ""}


def texts() -> list[Path]:
    return [path for path in tracked() if path.suffix in TEXT]


def test_no_registry_is_named():
    found = {(within(p), m[0]) for p in texts() for m in REGISTRY.finditer(p.read_text())}
    assert found == set()


def test_no_path_of_a_machine():
    found = {(within(p), m[0]) for p in texts() for m in MACHINE.finditer(p.read_text())}
    assert found == set()


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-dev.txt", "requirements-benchmarks.txt"]
)
def test_requirements_are_pinned_by_hash_and_name_no_address(name):
    lines = (ROOT / name).read_text().replace("\\\n", " ").splitlines()
    wanted = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    assert wanted
    for line in wanted:
        assert re.match(r"[\w.-]+(\[[\w,-]+\])?==\S+ .*--hash=sha256:[0-9a-f]{64}", line), line
        assert "://" not in line, line


def called(path: Path) -> set[str]:
    """Names of everything that a Python file calls or decorates with."""
    nodes = list(ast.walk(ast.parse(path.read_text())))
    used = [node.func for node in nodes if isinstance(node, ast.Call)]
    used += [decorator for node in nodes for decorator in getattr(node, "decorator_list", [])]
    return {getattr(name, "id", None) or getattr(name, "attr", "") for name in used}


def test_no_untrusted_text_becomes_code():
    own = [path for path in sources(".py") if "atelier_local" in path.parts]
    found = {within(path): used for path in own if (used := called(path) & DANGEROUS)}
    assert found == {}


def test_no_file_grows_past_comfort():
    long = {
        within(path): lines
        for path in sources(".py", ".html", ".js")
        if (lines := len(path.read_text().splitlines())) > TOO_LONG
    }
    assert long.keys() - LONGER_AND_WHY.keys() == set(), long


def test_long_files_are_listed_only_while_they_are_long():
    for name in LONGER_AND_WHY:
        assert len((ROOT / name).read_text().splitlines()) > TOO_LONG, name


def test_no_skipped_or_expected_failure():
    """A check that does not run is not a check."""
    marks = re.compile(r"\b(?:pytest\.skip\(|mark\.skip|mark\.xfail|importorskip|unittest\.skip)")
    found = {within(p) for p in sources(".py") if marks.search(p.read_text())} - {
        within(Path(__file__))
    }
    assert found == set()
