"""Which static files exist: our rooms', one file of htmx, the neutral design system.

The design system ships 1,815 files (18 MB): they are served only on a site of the State.
"""

import hashlib
import inspect
import os
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import AppDirectoriesFinder, FileSystemFinder
from django.core.files.storage import FileSystemStorage, Storage

from .dsfr import neutral_css

HTMX = "django_htmx/htmx-2.min.js"
_STATE = (
    "ui/state.css",
    "dsfr/dist/dsfr.main.min.css",
    "dsfr/dist/fonts/",
    "dsfr/dist/icons/",
    "dsfr/dist/artwork/",
)


def design_system() -> Path:
    """The static files of the installed design system."""
    return Path(str(files("dsfr"))) / "static"


def build() -> Path:
    """Write the neutral subset for the installed version, atomically; returns where."""
    path = settings.VAR / "ui" / "dsfr.css"
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(_stamp() + neutral_css(design_system() / "dsfr" / "dist"))
    draft.replace(path)
    return path


def _stamp() -> str:
    """Which version a subset was made from, and by which rules."""
    rules = hashlib.sha256(Path(inspect.getfile(neutral_css)).read_bytes()).hexdigest()[:12]
    return f"/* django-dsfr {version('django-dsfr')}, {rules} */\n"


def _served(path: str, *, ours: bool) -> bool:
    """Whatever names the State's identity is out of reach elsewhere, our own sheet included."""
    if path.startswith(_STATE):
        return settings.STATE_IDENTITY
    return ours or path == HTMX


class RoomsFinder(AppDirectoriesFinder):
    """Everything our rooms ship, and the one file of others that pages load."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        for path, storage in super().list(ignore_patterns):
            if _served(path, ours="atelier_local" in Path(storage.location).parts):
                yield path, storage

    def find_in_app(self, app: str, path: str) -> str | None:
        if _served(path, ours=app.startswith("atelier_local.")):
            return super().find_in_app(app, path)
        return None


class DesignSystemFinder(FileSystemFinder):
    """The neutral subset, built the first time it is looked for; the State's own files, on a site
    of the State.
    """

    def __init__(self, app_names: Any = None, *args: Any, **options: Any) -> None:
        path = settings.VAR / "ui" / "dsfr.css"
        if not path.exists() or not path.read_text().startswith(_stamp()):
            build()
        super().__init__(app_names, *args, **options)
        root = str(design_system())
        self.locations.append(("", root))
        self.storages[root] = FileSystemStorage(location=root)
        self.storages[root].prefix = ""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        for path, storage in super().list(ignore_patterns):
            if _served(path, ours=path == "dsfr.css"):
                yield path, storage

    def find_location(self, root: str, path: str, prefix: str | None = None) -> str | None:
        if _served(path, ours=path == "dsfr.css"):
            return super().find_location(root, path, prefix)
        return None
