from collections.abc import Iterator
from pathlib import Path

import pytest

from atelier_local.programme.ateliers.models import Atelier
from tests import databases

TODAY = databases.TODAY


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
        met = {}

        def look(until: str) -> None:
            met[until] = set(Atelier.objects.values_list("stage", flat=True))

        databases.tell_story(stops=("application", "framing", "follow-up"), then=look)
        databases.keep_story()
        yield met
