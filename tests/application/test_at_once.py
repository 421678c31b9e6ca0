"""Two authors who write the same heading at the same instant."""

import pytest

from atelier_local.refusal import Refused
from atelier_local.steps.application import operations, queries
from atelier_local.steps.application.enums import Heading
from atelier_local.steps.application.models import OpportunityNote, Specification
from tests.factories.application import a_note, a_selected_note
from tests.factories.people import LONG_AGO, the_cast
from tests.in_threads import in_threads

pytestmark = pytest.mark.django_db(transaction=True)


def copies(note: OpportunityNote, count: int) -> list[OpportunityNote]:
    """The note as so many people have it in view."""
    found = OpportunityNote.objects.select_related("atelier__stream")
    return [found.get(pk=note.pk) for _ in range(count)]


def test_one_is_kept_and_the_other_is_told():
    cast = the_cast()
    note = a_note(cast)
    read = operations.write_heading(note, Heading.GOALS, "Un.", by=cast.camille, at=LONG_AGO).pk
    works = [
        lambda mine=mine, person=person: operations.write_heading(
            mine, Heading.GOALS, person.first_name, read=read, by=person, at=LONG_AGO
        )
        for mine, person in zip(copies(note, 2), (cast.camille, cast.bastien), strict=True)
    ]
    failures = in_threads(*works)
    assert [type(failure) for failure in failures] == [Refused]
    assert "entre-temps" in str(failures[0])
    assert len(queries.view(note).of(Heading.GOALS).versions) == 2


def test_clicks_at_once_make_one_specification():
    cast = the_cast()
    note = a_selected_note(cast)
    works = [
        lambda mine=mine: operations.make_specification(mine, by=cast.camille, at=LONG_AGO)
        for mine in copies(note, 3)
    ]
    assert in_threads(*works) == []
    assert Specification.objects.count() == 1
