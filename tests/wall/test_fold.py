"""The tables are a fold of the journal: the same lines, in any pieces, give the same tables."""

import random
from datetime import timedelta

import pytest

from atelier_local.ground.journal.models import Line
from atelier_local.programme.thread.models import Citation, Node
from atelier_local.steps.wall import events, operations, queries
from atelier_local.steps.wall.enums import (
    Act,
    ActivityState,
    ContributionKind,
)
from atelier_local.steps.wall.models import (
    Activity,
    Ballot,
    Contribution,
    Group,
    Option,
)
from tests.factories.wall import MORNING, a_card, a_phone, a_vote
from tests.wall.saying import choose, lay

NEED = ContributionKind.NEED


def tables() -> list:
    """All that lines change."""
    return (
        [
            list(model.order_by("pk").values())
            for model in (Node.unfiltered, Contribution.objects, Group.objects, Activity.objects)
        ]
        + [
            list(Option.objects.order_by("pk").values()),
            sorted(
                Ballot.objects.values_list("activity", "participant", "line", "choices"),
                key=lambda row: row[2],
            ),
        ]
        + [
            sorted(
                Citation.objects.values_list("source", "target", "reason", "withdrawn_at"),
                key=str,
            )
        ]
    )


@pytest.fixture
def told(cast, activity) -> list[Line]:
    """The lines of a lively room."""
    cards = [a_card(activity, f"carte {n}", kind=NEED) for n in range(8)]
    operations.hide(cards[0], "Un essai", by=cast.dina, at=MORNING)
    operations.hide(cards[1], "Un essai", by=cast.dina, at=MORNING)
    operations.show(cards[1], by=cast.dina, at=MORNING)
    together = operations.group(activity.workshop, "Ensemble", cards[2:5], by=cast.dina, at=MORNING)
    operations.join_group(together, cards[5:6], by=cast.dina, at=MORNING)
    operations.join_group(together, cards[6:7], by=cast.dina, at=MORNING)
    undo_last(activity, cast)
    operations.pin(cards[3], by=cast.dina, at=MORNING)
    operations.pin(cards[4], by=cast.dina, at=MORNING)
    operations.group(activity.workshop, "De trop", cards[6:], by=cast.dina, at=MORNING)
    undo_last(activity, cast)
    operations.hide(cards[7], "Un essai", by=cast.dina, at=MORNING)
    undo_last(activity, cast)
    operations.open_activity(Activity.objects.get(position=2), by=cast.dina, at=MORNING)
    vote = a_vote(activity, cast)
    market, bus, _ = vote.options.all()
    voters = [a_phone(activity) for _ in range(2)]
    for choices in ({market: 2}, {bus: 1}, {market: 1, bus: 2}):
        for voter in voters:
            choose(voter, vote, choices)
    operations.run_timer(vote, timedelta(minutes=5), by=cast.dina, at=MORNING)
    operations.count_by_hand(bus, 14, by=cast.dina, at=MORNING)
    operations.close_activity(vote, by=cast.dina, at=MORNING)
    operations.reveal_activity(vote, by=cast.dina, at=MORNING)
    return list(Line.objects.filter(stream=activity.workshop.stream).order_by("seq"))


def undo_last(activity: Activity, cast) -> None:
    last = queries.last_act(activity.workshop)
    operations.undo(activity.workshop, last.line, by=cast.dina, at=MORNING)


def forget(activity: Activity) -> None:
    """Back to before anything was said."""
    Citation.objects.all().delete()
    for model in (Group, Contribution):
        model.objects.all().delete()
    Node.unfiltered.all().delete()
    Ballot.objects.all().delete()
    Option.objects.update(by_hand=None)
    Activity.objects.update(state=ActivityState.PREPARED)


def test_the_same_lines_twice_give_the_same_tables(told):
    before = tables()
    events.apply(told)
    assert tables() == before


@pytest.mark.parametrize("seed", range(6))
def test_lines_in_any_pieces_give_the_same_tables(told, activity, seed):
    before, dice = tables(), random.Random(seed)
    forget(activity)
    rest = list(told)
    while rest:
        size = dice.randint(1, 4)
        events.apply(rest[:size])
        if dice.random() < 0.4:
            events.apply(rest[:size])
        del rest[:size]
    assert tables() == before


@pytest.mark.parametrize("seed", range(4))
def test_cards_may_come_in_any_order(told, activity, seed):
    before = tables()
    forget(activity)
    said = [line for line in told if line.kind == Act.CONTRIBUTED]
    others = [line for line in told if line.kind != Act.CONTRIBUTED]
    random.Random(seed).shuffle(said)
    events.apply(said + others)
    assert tables() == before


def test_an_erased_line_says_nothing(activity):
    line = lay(a_phone(activity), activity=activity)
    Contribution.objects.all().delete()
    Node.unfiltered.all().delete()
    line.payload = None
    events.apply([line])
    assert not Contribution.objects.exists()
