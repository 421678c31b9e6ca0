from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path

import pytest
from django.core.management import call_command

from atelier_local import clock
from atelier_local.programme.ateliers.models import Atelier
from tests import databases

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def told(
    migrated: str, django_db_blocker, test_settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, set[str]]]:
    """The whole story, told in three times in a database of its own; the stages met on the way."""
    folder: Path = tmp_path_factory.mktemp("story")
    with (
        django_db_blocker.unblock(),
        databases.own(migrated, folder),
    ):
        clock.advance_to(datetime.combine(TODAY, time(8), clock.PARIS))
        for command in ("load_territories", "load_agreement"):
            call_command(command, verbosity=0)
        met = {}
        for until in ("application", "framing", "follow-up"):
            call_command("tell_story", until=until, today=TODAY, verbosity=0)
            met[until] = set(Atelier.objects.values_list("stage", flat=True))
        yield met
