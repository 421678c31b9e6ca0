"""What the rooms chose: phones vote in turn, hands and paper dots are counted beside."""

from datetime import datetime, timedelta
from itertools import cycle, islice
from typing import Any

from atelier_local.ground.journal.models import uuid7
from atelier_local.steps.wall import operations as wall
from atelier_local.steps.wall.enums import Method, Stance
from atelier_local.steps.wall.models import Activity, Option
from atelier_local.steps.workshops.models import Workshop

from ..telling import Telling, spread

type Chosen = dict[str, Any]


def choose(t: Telling, held: Workshop, told: dict[str, Any], at: datetime) -> None:
    """One vote of a workshop, opened, answered, closed and revealed."""
    vote = Activity.objects.get(workshop=held, question=told["question"])
    vote.workshop = held
    options = list(vote.options.all())
    wall.open_activity(vote, by=t.lead, at=at)
    wall.run_timer(vote, timedelta(minutes=told["minutes"]), by=t.lead, at=at)
    ballots = _BALLOTS[Method(vote.method)](options, told)
    audiences = cycle(c["audience"] for c in t.says["contributions"] if c["channel"] == "phone")
    moments = spread(len(ballots), at, told["minutes"])
    for audience, choices, moment in zip(audiences, ballots, moments, strict=False):
        phone = wall.join(held, audience=audience, at=moment)
        wall.vote(phone, choices, activity=str(vote.pk), id=uuid7(), at=moment)
    ends = at + timedelta(minutes=told["minutes"])
    for option, paper in zip(options, told.get("by_hand", ()), strict=False):
        wall.count_by_hand(option, paper, by=t.lead, at=ends)
    wall.close_activity(vote, by=t.lead, at=ends)
    wall.reveal_activity(vote, by=t.lead, at=ends + timedelta(minutes=2))


def _dots(options: list[Option], told: dict[str, Any]) -> list[Chosen]:
    """The dots of each option, dealt so that no phone puts two on the same."""
    dealt = [str(o.pk) for o, dots in zip(options, told["dots"], strict=True) for _ in range(dots)]
    phones = -(-len(dealt) // told["budget"])
    return [dict.fromkeys(dealt[rank::phones], 1) for rank in range(phones)]


def _stances(options: list[Option], told: dict[str, Any]) -> list[Chosen]:
    """For each option so many agree, disagree and pass."""
    said = [
        [str(stance) for stance, count in zip(Stance, counts, strict=True) for _ in range(count)]
        for counts in told["stances"]
    ]
    return [
        {str(option.pk): column[rank] for option, column in zip(options, said, strict=True)}
        for rank in range(min(map(len, said)))
    ]


def _grades(options: list[Option], told: dict[str, Any]) -> list[Chosen]:
    """Around the grades of each option, one above and one below in turn."""
    turns = list(islice(cycle([(0, 0), (1, 0), (0, -1), (-1, 1)]), told["phones"]))
    return [
        {
            str(option.pk): [
                min(5, max(1, grade + more)) for grade, more in zip(g, turn, strict=True)
            ]
            for option, g in zip(options, told["grades"], strict=True)
        }
        for turn in turns
    ]


_BALLOTS = {Method.DOTS: _dots, Method.STANCES: _stances, Method.MATRIX: _grades}
