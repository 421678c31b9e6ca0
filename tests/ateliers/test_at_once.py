"""Two who move an Atelier at the same instant."""

import pytest

from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.ateliers.operations import (
    advance,
)
from atelier_local.refusal import Refused
from tests.factories.ateliers import an_atelier
from tests.factories.people import LONG_AGO, the_cast
from tests.in_threads import in_threads

NEWCOMER = {"first_name": "Nadia", "last_name": "Blanc", "email": "nadia@exemple.test"}

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_move_it_at_once_one_does():
    cast = the_cast()
    slug = an_atelier(cast).slug
    same = [Atelier.objects.get(slug=slug) for _ in range(2)]
    works = [lambda a=a: advance(a, Stage.COMPETITION, by=cast.camille, at=LONG_AGO) for a in same]
    assert [type(failure) for failure in in_threads(*works)] == [Refused]
    assert Atelier.objects.get(slug=slug).at_stage is Stage.COMPETITION
