"""Documents added at the same instant."""

import pytest

from atelier_local.steps.evidence.models import Document
from tests.factories.evidence import (
    a_document,
    an_interim,
)
from tests.factories.people import the_cast
from tests.in_threads import in_threads

pytestmark = pytest.mark.django_db(transaction=True)


def test_documents_added_at_the_same_instant_get_different_numbers():
    cast = the_cast()
    atelier = an_interim(cast)
    assert in_threads(*[lambda: a_document(atelier, cast)] * 4) == []
    numbers = Document.objects.values_list("number", flat=True)
    assert sorted(numbers) == ["D-01", "D-02", "D-03", "D-04"]
