"""Numbers given at the same instant."""

import pytest
from django.db import transaction

from atelier_local.programme.thread.enums import Kind
from atelier_local.programme.thread.models import PREFIXES, Node
from tests.factories.ateliers import an_atelier
from tests.factories.people import the_cast
from tests.factories.thread import a_node
from tests.in_threads import in_threads

pytestmark = pytest.mark.django_db(transaction=True)


def test_numbers_given_at_the_same_instant_differ():
    atelier = an_atelier(the_cast())

    def add():
        with transaction.atomic():
            a_node(atelier, Kind.FINDING)

    assert in_threads(*[add] * 5) == []
    numbers = Node.unfiltered.filter(atelier=atelier).values_list("number", flat=True)
    assert sorted(numbers) == [PREFIXES[Kind.FINDING].format(n) for n in range(1, 6)]
