"""What was received, judged, heard or written is evidence: nothing deleted elsewhere takes it."""

import pytest
from django.apps import apps
from django.db import models
from django.db.models import ProtectedError

from atelier_local.steps.competition.models import (
    Award,
    Evaluator,
    Invitation,
    Mark,
    MiniCompetition,
)
from tests.factories import competition as factory


@pytest.fixture(scope="module")
def made(kept):
    return kept(factory.an_awarded).competition


def keys() -> dict[str, models.ForeignKey]:
    return {
        f"{model.__name__}.{field.name}": field
        for model in apps.get_app_config("competition").get_models()
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey)
    }


def test_no_record_goes_with_what_it_is_about():
    """One-to-one keys too; a key that cascades is a record that vanishes without a line."""
    found = keys()
    assert {"Mark.evaluator", "Declaration.evaluator", "Slot.invitation"} <= found.keys()
    assert [n for n, key in found.items() if key.remote_field.on_delete != models.PROTECT] == []


@pytest.mark.parametrize("model", [MiniCompetition, Invitation, Evaluator, Award])
def test_what_was_judged_upon_is_not_deleted(competition, model):
    """Each of them: the holder that said nothing, too."""
    for one in model.objects.all():
        with pytest.raises(ProtectedError):
            one.delete()


@pytest.mark.parametrize("held", ["consensus", "opening"])
def test_a_meeting_stays_with_its_minutes(competition, held):
    with pytest.raises(ProtectedError):
        getattr(competition, held).meeting.delete()


def test_marks_stay_when_somebody_leaves(cast, competition):
    before = Mark.objects.count()
    with pytest.raises(ProtectedError):
        cast.bastien.delete()
    assert Mark.objects.count() == before > 0
