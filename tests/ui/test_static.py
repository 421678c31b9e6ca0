"""What browsers are given: nothing of the State's identity unless asked, and little of it."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import override_settings

from atelier_local.ground.ui import dsfr
from atelier_local.ground.ui.finders import DesignSystemFinder, RoomsFinder, design_system

IDENTITY = re.compile(rb"Marianne|Spectral")
ROOM = Path(dsfr.__file__).parent


def served() -> dict[str, Path]:
    """Address → file of all that these settings let be served or collected."""
    found = [*DesignSystemFinder().list(None), *RoomsFinder().list(None)]
    return {path: Path(storage.path(path)) for path, storage in found}


def weight(*names: str) -> int:
    return sum(len(gzip.compress(served()[name].read_bytes())) for name in names)


def test_no_file_names_the_identity_of_the_state():
    text = {".css", ".js", ".svg", ".html", ".json"}
    faults = {
        name
        for name, path in served().items()
        if path.suffix in text and IDENTITY.search(path.read_bytes())
    }
    assert faults == set()


def test_the_design_system_itself_stays_where_it_is():
    names = served()
    assert [name for name in names if name.startswith(("dsfr/", "widget_tweaks/"))] == []
    assert [name for name in names if name.startswith("django_htmx/")] == [
        "django_htmx/htmx-2.min.js"
    ]
    assert finders.find("dsfr/dist/dsfr.main.min.css") is None
    assert finders.find("ui/state.css") is None


def test_a_site_of_the_state_is_given_its_identity():
    with override_settings(STATE_IDENTITY=True):
        names = served()
    assert {"ui/state.css", "dsfr/dist/dsfr.main.min.css"} <= names.keys()
    assert any(name.startswith("dsfr/dist/fonts/Marianne") for name in names)


def test_every_file_a_sheet_asks_for_is_served():
    names = served()
    for name, path in names.items():
        if path.suffix == ".css":
            for url in re.findall(r"url\([\"']?(?!data:)([^)\"']+)", path.read_text()):
                assert str(Path(name).parent / url) in names, f"{name} asks for {url}"


def test_the_neutral_subset_keeps_the_components_and_fetches_nothing():
    css = dsfr.neutral_css(design_system() / "dsfr" / "dist")
    for component in (".fr-btn", ".fr-input", ".fr-select", ".fr-radio-group", ".fr-alert"):
        assert component in css
    assert re.search(r"url\((?![\"']?data:)", css) is None
    assert "@font-face" not in css
    assert css.count("{") == css.count("}")


@pytest.mark.parametrize(
    ("names", "at_most"),
    [
        (("dsfr.css", "ui/atelier.css", "ui/js/form.js", "ui/pages/home.css"), 24_000),
        (("ui/phone.css",), 5_000),
        (("ui/projector.css", "ui/js/live.js"), 6_000),
    ],
    ids=["work and public pages", "phone", "wall"],
)
def test_weight(names, at_most):
    """Bytes once compressed, for a first visit."""
    assert weight(*names) <= at_most


def test_every_class_of_width_exists():
    css = (ROOM / "static" / "ui" / "atelier.css").read_text()
    assert all(f".w-{share}{{" in css for share in range(101))
