"""A hall with the real server: a question is open, its code is on the wall."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from atelier_local.steps.wall.models import Activity
from tests import databases
from tests.browser.serving import Server, serve
from tests.factories.people import the_cast
from tests.factories.wall import an_open_activity


@dataclass(frozen=True)
class Hall:
    server: Server
    activity: Activity

    @property
    def code(self) -> str:
        return self.activity.workshop.join_code

    def page(self, name: str) -> str:
        return f"/ateliers/{self.activity.workshop.atelier.slug}/mur/1/{name}/"


@contextlib.contextmanager
def an_open_hall(migrated: str, folder: Path) -> Iterator[Hall]:
    """On a database of its own."""
    with databases.own(migrated, folder):
        activity = an_open_activity(the_cast())
        with serve() as server:
            yield Hall(server, activity)
