"""Static files as a server publishes them: hashed, compressed, and none missing."""

import hashlib
import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import override_settings

from tests.house.repository import ROOT, sources

NAMED = re.compile(r"""\{%\s*static\s+["']([^"'{}]+)["']""")
PUBLISHED = {"BACKEND": "atelier_local.ground.ui.storage.FingerprintedStorage"}


def test_every_static_file_that_a_template_names_exists():
    """On a site of the State, whose templates name the most."""
    names = {name for path in sources(".html") for name in NAMED.findall(path.read_text())}
    with override_settings(STATE_IDENTITY=True):
        assert sorted(name for name in names if not finders.find(name)) == []


def test_static_files_can_be_published(tmp_path):
    """Fails when a style sheet or a script points at a file that is not there."""
    storages = settings.STORAGES | {"staticfiles": PUBLISHED}
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=storages):
        call_command("build_dsfr", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
    assert (tmp_path / "staticfiles.json").exists()


@pytest.mark.parametrize("suffix", [".css", ".js"])
def test_no_static_file_calls_another_site(suffix):
    call = re.compile(r"""(?:url\(|@import|import\(|fetch\(|from)\s*["']?(?:https?:)?//[\w.]""")
    found = {
        path.name: call.findall(path.read_text())
        for path in sources(suffix)
        if "static" in path.parts and call.search(path.read_text())
    }
    assert found == {}


@pytest.mark.parametrize("room", ["competition", "wall"])
def test_vendored_bundle_is_the_one_written_down(room):
    """What seals tenders, what draws codes: the file whose sum stands beside it."""
    folder = ROOT / "atelier_local/steps" / room / "static" / room / "vendor"
    said = re.findall(r"sha256: `([0-9a-f]{64})`", (folder / "README.md").read_text())
    found = [path for path in folder.iterdir() if path.name != "README.md"]
    assert [hashlib.sha256(path.read_bytes()).hexdigest() for path in found] == said
