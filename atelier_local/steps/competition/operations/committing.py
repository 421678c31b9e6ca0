"""What was read of the tenders at their opening, said in the register without being told.

Whoever is given the facts and their salts, once all is signed, can check that no price changed
since, and that no tender came or went.
"""

from collections.abc import Iterable
from datetime import datetime

from atelier_local.ground.journal.operations import append
from atelier_local.programme.people.models import Person

from .. import queries
from ..models import MiniCompetition, Tender


def commit_to(
    competition: MiniCompetition, read: Iterable[Tender], *, by: Person, at: datetime
) -> None:
    """Part of an opening; sorted, so that the order says nothing."""
    payload = {"tenders": sorted(queries.read_commitment(competition, one) for one in read)}
    append(competition.stream, "competition.tenders_read", payload, by=by, at=at)
