"""Two clicks at the same instant are one act."""

import pytest
from django.core.cache import cache

from atelier_local.steps.evidence.models import Document
from tests.factories.evidence import an_interim
from tests.factories.people import the_cast
from tests.in_threads import in_threads
from tests.ui.sending import browser, drawn, send

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_clicks_at_the_same_instant_are_one_act():
    cache.clear()
    cast = the_cast()
    an_interim(cast)
    client = browser(cast.dina)
    form = drawn(client)
    answers = []

    def click():
        other = browser(cast.dina)
        other.cookies = client.cookies
        answers.append(send(other, form))

    assert in_threads(click, click, click) == []
    assert len({answer["Location"] for answer in answers}) == 1
    assert Document.objects.count() == 1
