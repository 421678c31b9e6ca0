"""Modifying a contract under way: proposed, signed by whom it binds, notified, or dropped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from atelier_local.clock import day_of
from atelier_local.ground.files.operations import file_paper
from atelier_local.ground.journal.operations import append
from atelier_local.programme.agreement.operations import commit, release
from atelier_local.programme.people.enums import OrganisationKind
from atelier_local.programme.people.models import Organisation, Person
from atelier_local.programme.people.operations import register_organisation
from atelier_local.refusal import Reason, Reasons, refuse_if

from .. import papers, queries, rules
from ..enums import (
    InstalmentState,
    ModificationForm,
    ModificationGround,
    ModificationState,
    PublishedFact,
)
from ..models import (
    CallOffContract,
    Instalment,
    Modification,
    ModificationSignature,
    Share,
    TeamMember,
)
from .handing_over import ask_signatures, hand_over
from .publishing import expect_publication
from .sharing import cut

State = ModificationState


@dataclass(frozen=True)
class Wanted:
    """What is asked for. `entering` is a firm by its name, `taker` a member that takes over what
    the one that leaves had to do; `payee` gets what is added.

    The new lead is a member, `mandate`, or whoever enters (`entrant_leads`). `followers` are people
    of the firm that leaves who go on with the one that enters.
    """

    form: ModificationForm
    ground: ModificationGround
    subject: str
    reason: str
    clause: str = ""
    amount_eur: Decimal = Decimal(0)
    due_stage: str = ""
    payee: Organisation | None = None
    duration_months: int | None = None
    leaving: Organisation | None = None
    entering: str = ""
    entering_siret: str = ""
    taker: Organisation | None = None
    mandate: Organisation | None = None
    entrant_leads: bool = False
    absence: str = ""
    notice_on: date | None = None
    followers: Sequence[TeamMember] = ()


@transaction.atomic
def propose_modification(
    contract: CallOffContract, wanted: Wanted, *, by: Person, at: datetime
) -> Modification:
    """Write a modification down, to be signed. Nothing changes yet."""
    contract.atelier.lock()
    last = contract.modifications.aggregate(last=Max("number"))["last"] or 0
    entering = _firm(contract, wanted, by=by, at=at)
    told = vars(wanted) | {"entering": entering}
    followers, entrant_leads = told.pop("followers"), told.pop("entrant_leads")
    told.pop("taker")
    if entrant_leads:
        told["mandate"] = entering
    modification = Modification(contract=contract, number=last + 1, proposed_on=day_of(at), **told)
    _check(modification, day_of(at))
    refuse_if(_against_following(modification, followers))
    modification.save()
    modification.followers.set(followers)
    ask_signatures(modification)
    payload = {"number": modification.number, **_changes(modification)}
    payload |= {"form": modification.form, "ground": modification.ground}
    append(contract.atelier.stream, "contract.modification_proposed", payload, by=by, at=at)
    return modification


def _firm(
    contract: CallOffContract, wanted: Wanted, *, by: Person, at: datetime
) -> Organisation | None:
    both = wanted.taker is not None and bool(wanted.entering or wanted.entering_siret)
    refuse_if(["un membre reprend la part du sortant, ou une entreprise entre"] if both else [])
    if not wanted.entering:
        return wanted.taker
    return register_organisation(
        kind=OrganisationKind.FIRM,
        name=wanted.entering,
        siren=wanted.entering_siret[:9],
        fictitious=contract.atelier.fictitious,
        by=by,
        at=at,
    )


def _check(modification: Modification, today: date) -> None:
    """The rules, with the contract as it is at that moment."""
    contract = modification.contract
    now = queries.standing(contract, today)
    asked = queries.asked(modification, queries.holders(contract), today)
    refuse_if(rules.against_modifying(asked, now, queries.limits(contract, today)))


def _against_following(modification: Modification, followers: Sequence[TeamMember]) -> Reasons:
    """Only people of the firm that leaves go on with the one that enters."""
    leaving = modification.leaving
    theirs = queries.people_of(modification.contract, leaving) if leaving else []
    return tuple(
        Reason(f"{one.person.full_name} n’est pas de l’entreprise qui part")
        for one in followers
        if one not in theirs
    )


def _changes(modification: Modification) -> dict[str, str | int]:
    told: dict[str, str | int] = {}
    if modification.amount_eur:
        told["amount_eur"] = str(modification.amount_eur)
    if modification.duration_months is not None:
        told["duration_months"] = modification.duration_months
    if modification.leaving and modification.entering:
        way = "taker" if modification.taken_over else "came"
        told |= {"left": modification.leaving.name, way: modification.entering.name}
    if modification.mandate:
        told["lead"] = modification.mandate.name
    if modification.absence:
        told["absence"] = modification.absence
    return told


@transaction.atomic
def sign_modification(
    signature: ModificationSignature, signed_on: date, *, by: Person, at: datetime
) -> None:
    """Record that somebody signed, that day."""
    modification = signature.modification
    refuse_if(
        rules.against_signing_modification(
            modification.state,
            signed_on=signed_on,
            proposed_on=modification.proposed_on,
            today=day_of(at),
            waiting=signature.signed_on is None,
        )
    )
    waiting = ModificationSignature.objects.filter(pk=signature.pk, signed_on=None)
    if not waiting.update(signed_on=signed_on):
        return
    signature.signed_on = signed_on
    payload = {"number": modification.number, "by": signature.organisation.name}
    payload |= {"quality": signature.quality, "signed_on": str(signed_on)}
    stream = modification.contract.atelier.stream
    append(stream, "contract.modification_signed", payload, by=by, at=at)


@transaction.atomic
def notify_modification(modification: Modification, *, by: Person, at: datetime) -> None:
    """From that day the contract is as modified: its payments, its holders, what is published."""
    contract, today = modification.contract, day_of(at)
    contract.atelier.lock()
    modification.refresh_from_db(fields=["state"])
    unsigned = modification.signatures.filter(signed_on=None).select_related("organisation")
    refuse_if(
        rules.against_notifying_modification(
            modification.state, [str(one.organisation) for one in unsigned]
        )
    )
    _check(modification, today)
    handed = queries.handed(modification)
    last = contract.modifications.aggregate(last=Max("act_number"))["last"] or 0
    modification.act_number, modification.notified_on = last + 1, today
    modification.state = State.NOTIFIED
    modification.save(update_fields=["act_number", "notified_on", "state"])
    paper = papers.modification(modification, queries.in_effect(contract), handed)
    modification.paper = file_paper(paper, subject=f"contract:{contract.pk}", at=at)
    modification.save(update_fields=["paper"])
    _apply(modification, by=by, at=at)
    subject = f"{PublishedFact.MODIFICATION}:{modification.act_number}"
    expect_publication(contract, subject, today)
    payload = {"number": modification.number, "act": modification.act_number}
    payload |= {"digest": modification.paper.digest} | _changes(modification)
    append(contract.atelier.stream, "contract.modification_notified", payload, by=by, at=at)


def _apply(modification: Modification, *, by: Person, at: datetime) -> None:
    contract, amount = modification.contract, modification.amount_eur
    reference = f"{contract.reference} m{modification.act_number}"[:80]
    framework, lot = contract.atelier.framework, contract.award.competition.lot
    if amount > 0:
        commit(framework, reference=reference, amount=amount, by=by, at=at, lot=lot)
        _add(modification)
    elif amount < 0:
        release(framework, reference=reference, amount=-amount, by=by, at=at, lot=lot)
        _take_off(modification)
    hand_over(modification, by=by, at=at)


def _add(modification: Modification) -> None:
    """What is added is an instalment of its own, for whoever does it."""
    contract = modification.contract
    instalment = Instalment.objects.create(
        contract=contract,
        label=f"Modification n° {modification.act_number} : {modification.subject}"[:200],
        amount_eur=modification.amount_eur,
        due_stage=modification.due_stage,
    )
    payee = modification.payee or queries.lead_of(contract)
    if payee:
        Share.objects.create(
            instalment=instalment, organisation=payee, amount_eur=modification.amount_eur
        )


def _take_off(modification: Modification) -> None:
    """What is taken off lowers what that stage was still to pay."""
    waiting = modification.contract.instalments.filter(
        state=InstalmentState.EXPECTED, due_stage=modification.due_stage
    )
    cut(list(waiting), -modification.amount_eur)


@transaction.atomic
def drop_modification(modification: Modification, reason: str, *, by: Person, at: datetime) -> None:
    """Give a proposal up: it stays to be read, with the reason."""
    refuse_if([] if reason.strip() else ["dites pourquoi"])
    waiting = Modification.objects.filter(pk=modification.pk, state=State.PROPOSED)
    dropped = waiting.update(state=State.DROPPED, dropped_why=reason)
    refuse_if([] if dropped else ["cette modification est déjà décidée"])
    payload = {"number": modification.number, "reason": reason}
    stream = modification.contract.atelier.stream
    append(stream, "contract.modification_dropped", payload, by=by, at=at)
