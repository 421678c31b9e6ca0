import pytest

from tests.factories.people import Cast, the_cast


@pytest.fixture
def cast(db) -> Cast:
    return the_cast()


@pytest.fixture
def as_(client):
    """`as_(person)`: a browser where that person is signed in."""

    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in
