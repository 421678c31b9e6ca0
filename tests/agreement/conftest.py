from datetime import UTC, datetime

import pytest

from atelier_local.programme.agreement import operations


@pytest.fixture
def at():
    return datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def founding(db, at):
    """The founding document's framework agreement and its six holders."""
    return operations.load_founding_document(by=None, at=at)
