"""`--until` stops everything there, and telling goes on from where it stopped."""

import pytest
from django.core.management import call_command

from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.ateliers.models import Atelier

from .conftest import TODAY

pytestmark = pytest.mark.django_db


def stages() -> set[str]:
    return set(Atelier.objects.values_list("stage", flat=True))


def test_told_in_two_times() -> None:
    for command in ("load_territories", "load_agreement"):
        call_command(command, verbosity=0)
    call_command("tell_story", until="application", today=TODAY, verbosity=0)
    assert stages() == {Stage.APPLICATION}
    assert Atelier.objects.count() == 5
    call_command("tell_story", until="framing", today=TODAY, verbosity=0)
    assert stages() == {Stage.APPLICATION, Stage.COMPETITION, Stage.WORKSHOP_1}
