"""Paying in advance, to each its own part; keeping what each payment took back of it."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from atelier_local.clock import day_of
from atelier_local.ground.journal.operations import append
from atelier_local.programme.people.models import Organisation, Person
from atelier_local.refusal import refuse_if

from .. import queries, rules
from ..models import Advance, CallOffContract, Instalment, Recovery


@transaction.atomic
def record_advance(
    contract: CallOffContract,
    paid_on: date,
    *,
    asking: Collection[int] = (),
    by: Person,
    at: datetime,
) -> None:
    """Say that the advance was paid that day: to each holder its part, unless it was already, and
    to the subcontractors paid directly that ask for theirs (`asking`, by declaration).
    """
    contract.atelier.lock()
    now = queries.standing_to_end(contract)
    told = now.account.advances
    asked = [one for one in told.may_ask if one.subcontracting and one.subcontracting.pk in asking]
    to_pay = [*told.holders_waiting, *asked]
    own = [one.subcontracting for one in asked if one.subcontracting]
    acts = queries.counted_since(now.seen.subs if told.holders_waiting else own)
    notified = day_of(contract.notified_at) if contract.notified_at else None
    since = max((day for day in (notified, acts) if day), default=None)
    refuse_if(
        queries.against_advancing(contract, told, asked=bool(asked))
        + rules.against_advancing_on(paid_on, since=since, today=day_of(at))
    )
    made = [
        Advance(
            contract=contract,
            organisation=one.organisation,
            held_by=one.organisation,
            subcontracting=one.subcontracting,
            amount_eur=one.amount,
            deducted_eur=one.deducted,
            paid_on=paid_on,
        )
        for one in to_pay
    ]
    Advance.objects.bulk_create(made)
    parts = [
        {
            "to": str(one.organisation_id),
            "act": one.subcontracting_id,
            "amount_eur": str(one.amount_eur),
            "deducted_eur": str(one.deducted_eur),
        }
        for one in made
    ]
    payload = {"paid_on": str(paid_on), "parts": parts}
    append(contract.atelier.stream, "contract.advance_paid", payload, by=by, at=at)


def hand_advance_over(contract: CallOffContract, left: Organisation, came: Organisation) -> None:
    """Whoever takes a member's place gives its advance back. Part of that modification."""
    contract.advances.filter(held_by=left, subcontracting=None).update(held_by=came)


def keep_recoveries(instalment: Instalment, balance: queries.Balance) -> None:
    """What a payment takes back of each advance. Part of that payment's act."""
    kept = []
    for one, part in balance.back:
        parts = rules.spread(part, [paid.left for paid in one.records])
        kept += [
            Recovery(advance=paid.record, instalment=instalment, amount_eur=amount)
            for paid, amount in zip(one.records, parts, strict=True)
            if amount
        ]
    Recovery.objects.bulk_create(kept)
