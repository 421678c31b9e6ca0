"""Spreading the days of the team over the phases."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from atelier_local.ground.journal.operations import append
from atelier_local.programme.people.models import Person
from atelier_local.refusal import refuse_if

from .. import rules
from ..models import CallOffContract, TeamMember


@transaction.atomic
def spread_days(
    contract: CallOffContract,
    told: Mapping[int, Mapping[str, int]],
    *,
    by: Person,
    at: datetime,
) -> None:
    """Say how many half-days each person of the team gives each phase, by the key of their place;
    refused where they do not make the days of the contract.
    """
    contract.atelier.lock()
    present = contract.team.filter(to_on=None, pk__in=told).select_related("person")
    spread = {one: {p: n for p, n in told[one.pk].items() if n} for one in present}
    refuse_if(
        reason
        for one, halves in spread.items()
        for reason in rules.against_spreading(one.person.full_name, halves, one.days)
    )
    for one, halves in spread.items():
        TeamMember.objects.filter(pk=one.pk).update(half_days=halves)
    payload = {one.person.ref: halves for one, halves in spread.items()}
    append(contract.atelier.stream, "contract.days_spread", payload, by=by, at=at)
