"""A vote: its options, what each gathered, what one phone chose."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from atelier_local.programme.ateliers.enums import Audience

from .. import voting
from ..enums import ActivityState, Method, Stance
from ..models import Activity, Ballot, Option, Participant


@dataclass(frozen=True)
class Chosen:
    """An option and what it gathered; nothing while the vote is secret."""

    option: Option
    result: voting.Result | None
    share: int = 0
    """Of the most that any option gathered, in hundredths."""

    @property
    def stances(self) -> list[tuple[Stance, int]]:
        counts = self.result.stances if self.result else {}
        return [(stance, counts.get(stance, 0)) for stance in Stance]

    @property
    def x(self) -> int:
        """Where it stands on a square of a hundred: feasible to the right, of impact at the top."""
        return (self.result.placed[1] - 100) // 4 if self.result else 0

    @property
    def y(self) -> int:
        return 100 - (self.result.placed[0] - 100) // 4 if self.result else 0

    @property
    def impact(self) -> Decimal:
        """Mean grade."""
        return Decimal(self.result.placed[0] if self.result else 0) / 100

    @property
    def feasibility(self) -> Decimal:
        return Decimal(self.result.placed[1] if self.result else 0) / 100


@dataclass(frozen=True)
class Vote:
    """A vote as a room sees it: the options, how many chose, and once revealed what."""

    activity: Activity
    options: Sequence[Chosen]
    ballots: int
    by_audience: Sequence[tuple[Audience, Sequence[Chosen]]] = ()

    @property
    def placed(self) -> int | None:
        """Dots or answers given so far; None where they are not counted, or not told."""
        counted = self.activity.method in (Method.DOTS, Method.SURVEY)
        totals = [chosen.result.total for chosen in self.options if chosen.result]
        return sum(totals) if counted and totals else None

    @property
    def not_placed(self) -> int | None:
        """What those who chose have left."""
        placed = self.placed
        return None if placed is None else self.ballots * self.activity.budget - placed


def vote_of(activity: Activity, *, secret: bool = True) -> Vote | None:
    """Two queries; None if the activity takes cards. What was chosen is told once revealed, or to
    who may see it before (`secret=False`)."""
    if not activity.is_vote:
        return None
    options = list(activity.options.all())
    given = Ballot.objects.filter(activity=activity).exclude(choices={})
    if secret and activity.state != ActivityState.REVEALED:
        return Vote(activity, [Chosen(option, None) for option in options], given.count())
    ballots = list(given.values_list("participant__audience", "choices"))
    method, keys = Method(activity.method), [str(option.pk) for option in options]
    named = {str(option.pk): option for option in options}

    def told(results: Sequence[voting.Result]) -> list[Chosen]:
        most = max((result.total for result in results), default=0) or 1
        return [Chosen(named[r.option], r, r.total * 100 // most) for r in results]

    everyone = told(voting.tally(method, keys, (choices for _, choices in ballots)))
    apart = voting.by_audience(method, keys, ballots)
    audiences = [(Audience(code), told(results)) for code, results in apart.items()]
    return Vote(activity, everyone, len(ballots), audiences)


def gathered(options: Sequence[Option]) -> Mapping[UUID, voting.Result]:
    """What phones gave each of these options, of votes that were revealed (one query)."""
    shown = {
        o.activity_id: o.activity for o in options if o.activity.state == ActivityState.REVEALED
    }
    cast: dict[UUID, list[voting.Choices]] = defaultdict(list)
    given = Ballot.objects.filter(activity__in=shown).exclude(choices={})
    for activity, choices in given.values_list("activity_id", "choices"):
        cast[activity].append(choices)
    found: dict[UUID, voting.Result] = {}
    for key, ballots in cast.items():
        mine = [str(option.pk) for option in options if option.activity_id == key]
        results = voting.tally(Method(shown[key].method), mine, ballots)
        found |= {UUID(result.option): result for result in results}
    return found


@dataclass(frozen=True)
class Asked:
    """One option on a phone, with what that phone chose."""

    option: Option
    chosen: Any

    @property
    def axes(self) -> list[tuple[str, str, int]]:
        """Name of the field, its label, the grade given (0 for none)."""
        impact, feasibility = self.chosen if isinstance(self.chosen, list) else (0, 0)
        return [("impact", "Impact", impact), ("faisabilite", "Faisabilité", feasibility)]


def asked(activity: Activity | None, choices: Mapping[str, Any]) -> list[Asked]:
    """The options of a vote (one query); none for cards."""
    if activity is None or not activity.is_vote:
        return []
    return [Asked(option, choices.get(str(option.pk))) for option in activity.options.all()]


def my_choices(participant: Participant, activity: Activity | None) -> Mapping[str, Any]:
    """What this phone last chose (one query)."""
    found = Ballot.objects.filter(participant=participant, activity=activity)
    return found.values_list("choices", flat=True).first() or {}
