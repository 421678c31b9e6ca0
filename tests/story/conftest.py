from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path

import pytest
from django.core.management import call_command

from atelier_local import clock
from tests import databases

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="package")
def told(
    django_db_setup, django_db_blocker, test_settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The whole story, told once in a database of its own."""
    folder: Path = tmp_path_factory.mktemp("story")
    with (
        django_db_blocker.unblock(),
        databases.copy("", folder) as name,
        databases.using(name),
    ):
        clock.advance_to(datetime.combine(TODAY, time(8), clock.PARIS))
        for command in ("migrate", "load_territories", "load_agreement"):
            call_command(command, verbosity=0)
        call_command("tell_story", today=TODAY, verbosity=0)
        yield
