"""Essential data (DECP): numbering a contract, saying what the State's schema asks, publishing."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from atelier_local.clock import day_of
from atelier_local.ground.journal.operations import append
from atelier_local.programme.agreement.law import in_force, rows
from atelier_local.programme.governance.operations import assign, complete
from atelier_local.programme.people.enums import Role
from atelier_local.programme.people.models import Person
from atelier_local.refusal import Reasons, refuse_if

from .. import queries, rules
from ..models import CallOffContract, Publication

PUBLISH = "contract:publish"


def numbered(contract: CallOffContract, year: int) -> None:
    """Give the contract the number under which it is published: `2026AL0007`."""
    if contract.decp_id:
        return
    taken = CallOffContract.objects.filter(decp_id__startswith=rules.decp_prefix(year))
    last = taken.order_by("-decp_id").values_list("decp_id", flat=True).first()
    contract.decp_id = rules.next_decp_id(year, last or "")
    contract.save(update_fields=["decp_id"])


def expect_publication(contract: CallOffContract, subject: str, notified_on: date) -> None:
    """From now on, that fact must be published: the countdown starts. Part of another act.

    Contracts notified before the State's schema was in force have nothing to publish with it.
    """
    delay = in_force(rows(), "decp_months", notified_on)
    if delay is None:
        return
    due = rules.publication_due(notified_on, int(delay.value))
    Publication.objects.get_or_create(
        contract=contract, subject=subject, defaults={"notified_on": notified_on, "due_on": due}
    )
    assign(
        contract.atelier,
        PUBLISH,
        "Publier les données essentielles du marché",
        role=Role.PILOT,
        url=queries.publication_url(contract),
        due_on=due,
        detail="Sur le portail national des données ouvertes.",
    )


@transaction.atomic
def describe_purchase(
    contract: CallOffContract,
    *,
    duration_months: int,
    advance_percent: Decimal | None,
    advance_refused: bool = False,
    techniques: Sequence[str],
    modalities: Sequence[str],
    by: Person,
    at: datetime,
) -> None:
    """Say of the contract what its tender does not: length, advance, techniques of purchase."""
    given = advance_percent or None
    contract.atelier.lock()
    refuse_if(
        rules.against_describing(
            duration_months=duration_months, techniques=techniques, modalities=modalities
        )
        + _against_advance(contract, given, advance_refused, duration_months)
    )
    contract.duration_months = duration_months
    contract.advance_percent, contract.advance_refused = given, advance_refused
    contract.techniques, contract.modalities = list(techniques), list(modalities)
    contract.save(
        update_fields=[
            "duration_months",
            "advance_percent",
            "advance_refused",
            "techniques",
            "modalities",
        ]
    )
    payload = {
        "duration_months": duration_months,
        "advance_percent": None if given is None else str(given),
        "advance_refused": advance_refused,
        "techniques": contract.techniques,
        "modalities": contract.modalities,
    }
    append(contract.atelier.stream, "contract.purchase_described", payload, by=by, at=at)


def _against_advance(
    contract: CallOffContract, percent: Decimal | None, refused: bool, months: int
) -> Reasons:
    """At the rate of the law, or refused by the holder; unchanged, and no longer weighed against
    the length, once it is paid.
    """
    account = queries.standing_to_end(contract).account
    all_paid, recovering = account.frozen
    changes = (percent, refused) != (contract.advance_percent, contract.advance_refused)
    settled = account.advances.recorded and not changes
    why: Reasons = ()
    if not settled:
        why = rules.against_advance(
            percent,
            refused=refused,
            amount=contract.amount_eur,
            months=months,
            law=queries.advance_law(contract.signed_on),
        )
    return why + rules.against_changing_advance(
        changes=changes,
        all_paid=all_paid,
        recovering=recovering,
        given=account.advances.recorded,
    )


@transaction.atomic
def record_publication(
    publication: Publication, published_on: date, *, by: Person, at: datetime
) -> None:
    """Say that the data were put on the national portal that day; twice is once."""
    contract = publication.contract
    refuse_if(rules.against_recording(published_on, publication.notified_on, day_of(at)))
    waiting = Publication.objects.filter(pk=publication.pk, published_on=None)
    if not waiting.update(published_on=published_on):
        return
    if not contract.publications.filter(published_on=None).exists():
        complete(contract.atelier, PUBLISH, at=at)
    payload = {"subject": publication.subject, "published_on": str(published_on)}
    append(contract.atelier.stream, "contract.published", payload, by=by, at=at)
