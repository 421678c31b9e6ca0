"""Asking the State's directory about a firm; saying whether two names are one firm."""

from datetime import datetime

from django.db import transaction

from atelier_local.ground.journal.operations import append, programme_stream
from atelier_local.programme.people.models import Organisation, Person
from atelier_local.refusal import refuse_if

from .. import rules, siren
from ..enums import SirenState
from ..models import SirenCheck, SpellingVerdict


def check_siren(
    organisation: Organisation, number: str, *, by: Person | None, at: datetime
) -> SirenCheck:
    """Ask the directory about a SIREN and keep what it says; `siren.NoAnswer` changes nothing.

    The question is asked before the transaction: another machine may take seconds.
    """
    refuse_if(
        rules.against_checking(
            on=siren.is_on(),
            fictitious=organisation.fictitious,
            siren=number,
            name=organisation.name,
        )
    )
    refuse_if([] if number else [f"« {organisation.name} » n’a pas encore de SIREN"])
    return _keep(organisation, number, siren.look_up(number), by=by, at=at)


@transaction.atomic
def _keep(
    organisation: Organisation,
    number: str,
    found: siren.Firm | None,
    *,
    by: Person | None,
    at: datetime,
) -> SirenCheck:
    state = SirenState.UNKNOWN
    if found:
        state = SirenState.ACTIVE if found.active else SirenState.CLOSED
    check, _ = SirenCheck.objects.update_or_create(
        organisation=organisation,
        defaults={
            "siren": number,
            "state": state,
            "legal_name": found.name if found else "",
            "head_office": found.head_office if found else "",
            "at": at,
        },
    )
    if found and organisation.siren != number:
        Organisation.objects.filter(pk=organisation.pk).update(siren=number)
        organisation.siren = number
    payload = {"organisation": str(organisation.pk), "siren": number, "state": str(state)}
    append(programme_stream(), "agreement.siren_checked", payload, by=by, at=at)
    return check


@transaction.atomic
def judge_spelling(
    one: Organisation, other: Organisation, *, same: bool, by: Person, at: datetime
) -> SpellingVerdict:
    """Say whether two names are one firm. Nothing is merged: said again, it is unsaid."""
    refuse_if(["ce sont deux fois la même organisation"] if one.pk == other.pk else [])
    refuse_if(
        ["une organisation fictive n’est jamais une vraie"]
        if one.fictitious != other.fictitious
        else []
    )
    first, second = sorted((one, other), key=lambda organisation: organisation.pk.hex)
    verdict, _ = SpellingVerdict.objects.update_or_create(
        first=first, second=second, defaults={"same": same, "by": by, "at": at}
    )
    payload = {"first": str(first.pk), "second": str(second.pk), "same": same}
    append(programme_stream(), "agreement.spelling_judged", payload, by=by, at=at)
    return verdict
