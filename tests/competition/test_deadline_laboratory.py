"""Deposits around the deadline, while the machine's clock is moved: none misjudged.

In the suite ten thousand instants are read on the clock of the product and judged by its rules, and
a thousand envelopes are deposited; DEPOSITS=10000 deposits ten thousand.
"""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from atelier_local import clock
from atelier_local.steps.competition import operations, receipts, rules, sealing
from atelier_local.steps.competition.enums import CompetitionState
from atelier_local.steps.competition.models import LateTender
from tests.factories import competition as factory
from tests.factories.competition import side_of

pytestmark = pytest.mark.fault

PARIS = clock.PARIS
DEADLINES = [
    datetime(2026, 7, 3, 12, tzinfo=PARIS),
    datetime(2026, 10, 25, 2, 30, tzinfo=PARIS, fold=0),  # this hour comes twice
    datetime(2026, 10, 25, 2, 30, tzinfo=PARIS, fold=1),
    datetime(2026, 3, 29, 3, tzinfo=PARIS),  # the first instant after the hour that never comes
    datetime(2027, 1, 1, tzinfo=PARIS),
]
EACH = int(os.environ.get("DEPOSITS", "1000")) // len(DEADLINES)
JUDGED = 10_000 // len(DEADLINES)
DAY = 86_400_000_000


@pytest.fixture(scope="module")
def made(kept):
    return kept(factory.a_published)


every_deadline = pytest.mark.parametrize(
    "deadline", DEADLINES, ids=lambda at: f"{at.isoformat()}-{at.fold}"
)


def offsets(rng: Random, count: int) -> list[int]:
    """Microseconds from the deadline: as many near it as far from it, and the deadline itself."""
    near = [0, -1, 1, -1_000, 1_000] * 20
    return near + [
        rng.choice((-1, 1)) * round(DAY ** rng.random()) for _ in range(count - len(near))
    ]


def instants(monkeypatch, deadline: datetime, count: int) -> Iterator[tuple[int, int]]:
    """Rank and offset of each instant, once the product's clock stands there; the machine's own
    time is an hour off, one way or the other, or not.
    """
    rng = Random(deadline.timestamp())
    start = deadline.astimezone(UTC) - timedelta(days=2)  # from here on, hours are hours
    monkeypatch.setattr(clock, "_started", (start, 0))
    for rank, offset in enumerate(offsets(rng, count)):
        ticks, moved = 2 * DAY + offset, start + timedelta(hours=rng.choice((-1, 0, 1)))
        monkeypatch.setattr(clock, "_ticks", lambda now=ticks: now)
        monkeypatch.setattr(clock, "_wall", lambda now=moved: now)
        yield rank, offset


@every_deadline
def test_ten_thousand_instants_are_judged_by_the_rules(monkeypatch, deadline):
    judged = misjudged = 0
    for _, offset in instants(monkeypatch, deadline, JUDGED):
        now, state = clock.now(), CompetitionState.OPEN
        refused = bool(rules.against_tendering(state, deadline=deadline, at=now))
        misjudged += not (rules.late(now, deadline) == refused == (offset >= 0))
        judged += 1
    assert (judged, misjudged) == (JUDGED, 0)


@every_deadline
def test_no_deposit_is_misjudged(cast, competition, monkeypatch, deadline):
    monkeypatch.setattr(rules.tendering, "LATE_KEPT", EACH + 1)
    type(competition).objects.filter(pk=competition.pk).update(deadline=deadline)
    competition.refresh_from_db()
    side = side_of(cast.dina, competition)
    honest = sealing.seal(b"{}", [one.key for one in competition.officers.all()])
    instant = deadline.astimezone(UTC)
    late = misjudged = 0
    for rank, offset in instants(monkeypatch, deadline, EACH):
        envelope = replace(honest, core=honest.core[:-4] + rank.to_bytes(4, "big"))
        receipt = operations.receive(side, envelope, "0" * 64, by=cast.dina, at=clock.now())
        late += offset >= 0
        misjudged += (receipt.kind == receipts.LATE) != (offset >= 0)
        assert receipt.at == instant + timedelta(microseconds=offset)
    assert misjudged == 0
    assert LateTender.objects.count() == late
