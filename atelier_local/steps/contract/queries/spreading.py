"""The days of each person of the team, phase by phase."""

from collections.abc import Mapping
from dataclasses import dataclass

from atelier_local.steps.competition.enums import Phase
from atelier_local.steps.competition.queries.opened import body_of

from .. import rules
from ..models import CallOffContract, TeamMember


@dataclass(frozen=True)
class Spread:
    """Someone of the team, and their half-days in each phase: as written, else as tendered."""

    member: TeamMember
    half_days: Mapping[str, int]

    @property
    def written(self) -> bool:
        return bool(self.member.half_days)


def spreading(contract: CallOffContract) -> list[Spread]:
    """The team of today (one query, for a contract loaded with its TENDER). What the tender says
    of somebody is proposed where it makes the days of the contract.
    """
    tendered = {
        rules.words_of(one.name): {str(phase): n for phase, n in one.half_days.items()}
        for one in body_of(contract.award.invitation.tender).people
    }
    present = contract.team.filter(to_on=None).select_related("person__organisation")
    return [Spread(one, one.half_days or _proposed(one, tendered)) for one in present]


def _proposed(
    member: TeamMember, tendered: Mapping[frozenset[str], Mapping[str, int]]
) -> Mapping[str, int]:
    name = member.person.full_name
    found = tendered.get(rules.words_of(name), {})
    return {} if rules.against_spreading(name, found, member.days) else found


def by_phase(spread: list[Spread]) -> list[str]:
    """The days of all in each phase, then in all: `12,5`."""
    sums = [sum(one.half_days.get(phase, 0) for one in spread) for phase in Phase]
    return [rules.halved(count) for count in (*sums, sum(sums))]
