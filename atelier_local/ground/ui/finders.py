"""Which static files exist: our rooms', one file of htmx, the neutral design system.

The design system ships 1,815 files (18 MB): they are served only on a site of the State.
"""

import os
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import dsfr
from django.conf import settings
from django.contrib.staticfiles.finders import AppDirectoriesFinder, FileSystemFinder
from django.core.files.storage import Storage

from .dsfr import neutral_css

HTMX = "django_htmx/htmx-2.min.js"
_STATE = (
    "ui/state.css",
    "dsfr/dist/dsfr.main.min.css",
    "dsfr/dist/fonts/",
    "dsfr/dist/icons/",
    "dsfr/dist/artwork/",
)


def build() -> Path:
    """Write the neutral subset for the installed version, atomically; returns where."""
    path: Path = settings.VAR / "ui" / "dsfr.css"
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    dist = Path(dsfr.__file__).parent / "static" / "dsfr" / "dist"
    draft.write_text(f"/* django-dsfr {version('django-dsfr')} */\n{neutral_css(dist)}")
    draft.replace(path)
    return path


def _served(path: str, *, ours: bool) -> bool:
    """Whatever names the State's identity is out of reach elsewhere, our own sheet included."""
    if path.startswith(_STATE):
        return settings.STATE_IDENTITY
    return ours or path == HTMX


class RoomsFinder(AppDirectoriesFinder):
    """Everything our rooms ship, and the few files of others that pages load."""

    def list(self, ignore_patterns: Iterable[str]) -> Iterator[tuple[str, Storage]]:
        for path, storage in super().list(ignore_patterns):
            if _served(path, ours="atelier_local" in Path(storage.location).parts):
                yield path, storage

    def find_in_app(self, app: str, path: str) -> str | None:
        if _served(path, ours=app.startswith("atelier_local.")):
            return super().find_in_app(app, path)
        return None


class NeutralFinder(FileSystemFinder):
    """Builds the neutral subset the first time it is looked for."""

    def __init__(self, *args: Any, **options: Any) -> None:
        path = settings.VAR / "ui" / "dsfr.css"
        stamp = f"/* django-dsfr {version('django-dsfr')} */"
        if not path.exists() or not path.read_text().startswith(stamp):
            build()
        super().__init__(*args, **options)
