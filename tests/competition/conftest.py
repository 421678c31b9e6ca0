"""Keys are slow to make, on purpose: a competition is made once for all tests of a module."""

import pytest

from atelier_local.steps.competition.models import MiniCompetition


@pytest.fixture
def competition(made, db) -> MiniCompetition:
    """Read afresh, as a request would."""
    found = MiniCompetition.objects.select_related("stream", "atelier__stream")
    return found.select_related("atelier__epci", "atelier__framework").get()
