"""What the house tests inspect: the rooms, in order, and the files under version control."""

import re
import subprocess
from configparser import ConfigParser
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.models import Model

ROOT = Path(__file__).resolve().parents[2]
BANDS = ("ground", "programme", "steps", "windows")


@dataclass(frozen=True)
class Room:
    """One package of the story: `atelier_local.<band>.<name>`."""

    band: str
    name: str

    @property
    def module(self) -> str:
        return f"atelier_local.{self.band}.{self.name}"

    @property
    def folder(self) -> Path:
        return ROOT / "atelier_local" / self.band / self.name

    def __str__(self) -> str:
        return self.name


ROOMS = tuple(
    Room(*app.split(".")[1:3])
    for app in settings.INSTALLED_APPS
    if app.startswith("atelier_local.")
)
"""In the order of INSTALLED_APPS, which is the order of the story."""


def contract_order() -> dict[str, tuple[int, int]]:
    """Module of a room → its place in the import contract (rooms on one line share theirs)."""
    contract = ConfigParser()
    contract.read(ROOT / ".importlinter")
    places = {}
    for number, band in enumerate(BANDS):
        layers = contract[f"importlinter:contract:{band}"]["layers"].split("\n")
        upwards = reversed([line for line in layers if line.strip()])
        for place, line in enumerate(upwards):
            for name in re.findall(r"\w+", line):
                places[f"atelier_local.{band}.{name}"] = (number, place)
    return places


def models() -> list[type[Model]]:
    """Every model of the rooms, in their order; not the tables Django makes for many-to-many."""
    return [model for room in ROOMS for model in apps.get_app_config(room.name).get_models()]


@cache
def tracked() -> tuple[Path, ...]:
    """Files under version control or about to be, and still there."""
    git = ["git", "-c", "safe.directory=*"]
    listing = [*git, "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.check_output(listing, cwd=ROOT, text=True)
    return tuple(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


def sources(*suffixes: str) -> list[Path]:
    """Tracked files of these suffixes, migrations left out."""
    return [p for p in tracked() if p.suffix in suffixes and "migrations" not in p.parts]


def within(path: Path) -> str:
    """The path as a reader of the repository writes it."""
    return path.relative_to(ROOT).as_posix()
