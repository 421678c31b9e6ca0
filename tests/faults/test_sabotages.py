"""The list of sabotages keeps up with the code; running it takes minutes: by command."""

import pytest
from django.conf import settings

from tests.faults.sabotages import SABOTAGES


@pytest.mark.parametrize("one", SABOTAGES, ids=lambda one: one.name)
def test_what_a_sabotage_breaks_is_still_there(one):
    assert (settings.ROOT / one.file).read_text().count(one.code) == 1
