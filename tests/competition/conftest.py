"""Keys are slow to make, on purpose: a competition is made once for all tests of a module."""

import pytest
from django.db import transaction

from atelier_local.programme.people.models import Person
from atelier_local.steps.competition.models import MiniCompetition
from tests.factories.people import Cast, the_cast


@pytest.fixture(scope="module")
def kept(django_db_setup, django_db_blocker):
    """`kept(make)`: what `make(cast)` writes stays for the tests of the module, then goes."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield lambda make: make(the_cast())
        transaction.set_rollback(True)


@pytest.fixture
def cast(made, db) -> Cast:
    """The people of `made`, which each module defines."""
    return the_cast()


@pytest.fixture
def competition(made, db) -> MiniCompetition:
    """Read afresh, as a request would."""
    found = MiniCompetition.objects.select_related("stream", "atelier__stream")
    return found.select_related("atelier__epci", "atelier__framework").get()


@pytest.fixture
def as_(client):
    """`as_(person)`: a browser where that person is signed in."""

    def sign_in(person: Person):
        client.force_login(person)
        return client

    return sign_in
