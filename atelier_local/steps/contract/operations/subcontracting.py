"""Subcontracting: declared by the holder, completed, accepted, refused or accepted by silence."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, Sum

from atelier_local.clock import day_of
from atelier_local.ground.files.operations import file_paper
from atelier_local.ground.journal.operations import append
from atelier_local.programme.agreement.enums import MembershipRole
from atelier_local.programme.agreement.law import known
from atelier_local.programme.ateliers.operations import grant
from atelier_local.programme.governance.operations import assign, complete
from atelier_local.programme.people.enums import OrganisationKind, Role
from atelier_local.programme.people.models import Organisation, Person
from atelier_local.programme.people.operations import invite, register_organisation, register_person
from atelier_local.refusal import refuse_if

from .. import papers, queries, rules
from ..enums import ACCEPTED_STATES, PublishedFact, SubcontractingState
from ..models import CallOffContract, Subcontracting, TeamMember
from ..rules import Newcomer
from .publishing import expect_publication
from .sharing import share_out

State = SubcontractingState
_ACTIVE = (State.DECLARED, State.INCOMPLETE, *ACCEPTED_STATES)


def task_key(sub: Subcontracting) -> str:
    return f"contract:subcontracting:{sub.pk}"


@transaction.atomic
def declare_subcontracting(
    contract: CallOffContract,
    *,
    firm: str,
    siret: str,
    services: str,
    amount_eur: Decimal,
    terms: str,
    duration_months: int,
    variation: str,
    newcomer: Newcomer | None,
    principal: Organisation | None = None,
    by: Person,
    at: datetime,
) -> Subcontracting:
    """Declare a subcontractor: from that day the buyer's silence counts.

    `principal` is the holder who subcontracts, the lead when it is not said.
    """
    contract.atelier.lock()
    active = contract.subcontractings.filter(state__in=_ACTIVE)
    organisation = register_organisation(
        kind=OrganisationKind.FIRM,
        name=firm,
        siren=siret[:9],
        fictitious=contract.atelier.fictitious,
        by=by,
        at=at,
    )
    refuse_if(
        rules.against_subcontracting(
            siret=siret,
            amount=amount_eur,
            contract_amount=queries.in_effect(contract).amount,
            already=active.aggregate(all=Sum("amount_eur"))["all"] or Decimal(0),
            active=active.filter(organisation=organisation).exists(),
            holder=_holds(contract, organisation),
            days=newcomer.days if newcomer else 0,
            person=newcomer is not None,
            running=queries.runs_on(contract),
        )
    )
    sub = Subcontracting(
        contract=contract,
        organisation=organisation,
        siret=siret,
        principal=principal,
        services=services,
        amount_eur=amount_eur,
        terms=terms,
        duration_months=duration_months,
        variation=variation,
        person=_known(newcomer, organisation, by=by, at=at) if newcomer else None,
        speciality=newcomer.speciality if newcomer else "",
        days=newcomer.days if newcomer else 0,
        received_on=day_of(at),
    )
    return received(sub, by=by, at=at)


def received(sub: Subcontracting, *, by: Person, at: datetime) -> Subcontracting:
    """Number a declaration, file its paper, give the buyer its date. Part of another act."""
    contract = sub.contract
    last = contract.subcontractings.aggregate(last=Max("number"))["last"] or 0
    sub.number = last + 1
    threshold = int(known("direct_payment", sub.received_on).value)
    paper = papers.declaration(sub, rules.direct(sub.amount_eur, threshold))
    sub.declaration = file_paper(paper, subject=f"contract:{contract.pk}", at=at)
    sub.save()
    _await(sub)
    payload = {"number": sub.number, "firm": sub.organisation.name}
    payload |= {"amount_eur": str(sub.amount_eur), "digest": sub.declaration.digest}
    append(contract.atelier.stream, "contract.subcontracting_declared", payload, by=by, at=at)
    return sub


@transaction.atomic
def identify_subcontractor(sub: Subcontracting, siret: str, *, by: Person, at: datetime) -> None:
    """Say the SIRET of a subcontractor whom the tender named by its SIREN alone."""
    good = len(siret) == 14 and siret.isdigit() and siret.startswith(sub.organisation.siren)
    refuse_if(
        [] if good else ["un SIRET compte 14 chiffres et commence par le SIREN de l’entreprise"]
    )
    unnamed = Subcontracting.objects.filter(pk=sub.pk, siret="")
    refuse_if([] if unnamed.update(siret=siret) else ["le SIRET de ce sous-traitant est déjà dit"])
    sub.siret = siret
    payload = {"number": sub.number, "siret": siret}
    append(sub.contract.atelier.stream, "contract.subcontractor_identified", payload, by=by, at=at)


def _holds(contract: CallOffContract, organisation: Organisation) -> bool:
    holding = (MembershipRole.LEAD, MembershipRole.JOINT_CONTRACTOR)
    held = queries.holders(contract)
    return any(h.organisation == organisation and h.role in holding for h in held)


def _known(someone: Newcomer, firm: Organisation, *, by: Person, at: datetime) -> Person:
    return register_person(
        email=someone.email,
        first_name=someone.first_name,
        last_name=someone.last_name,
        function=someone.speciality,
        organisation=firm,
        by=by,
        at=at,
    )


def _await(sub: Subcontracting) -> None:
    """The buyer has so many days: a task, with its date."""
    assign(
        sub.contract.atelier,
        task_key(sub),
        f"Répondre à la déclaration de sous-traitance n° {sub.number}",
        role=Role.PILOT,
        url=queries.subcontracting_url(sub),
        due_on=queries.silence(sub).until,
        detail=f"{sub.organisation} ; sans réponse, le silence vaut acceptation.",
    )


@transaction.atomic
def ask_missing(sub: Subcontracting, note: str, *, by: Person, at: datetime) -> None:
    """Say in writing what the declaration lacks: the delay no longer runs."""
    _decide(sub, State.INCOMPLETE, at=at, missing_note=note)
    complete(sub.contract.atelier, task_key(sub), at=at)
    payload = {"number": sub.number, "missing": note}
    append(sub.contract.atelier.stream, "contract.subcontracting_missing", payload, by=by, at=at)


@transaction.atomic
def complete_subcontracting(sub: Subcontracting, *, by: Person, at: datetime) -> None:
    """The holder sent what was missing: the delay starts from that day."""
    sub.contract.atelier.lock()
    refuse_if(() if queries.runs_on(sub.contract) else rules.against_declaring_more())
    lacking = Subcontracting.objects.filter(pk=sub.pk, state=State.INCOMPLETE)
    if not lacking.update(state=State.DECLARED, received_on=day_of(at)):
        return
    sub.refresh_from_db(fields=["state", "received_on"])
    _await(sub)
    payload = {"number": sub.number, "received_on": str(sub.received_on)}
    append(sub.contract.atelier.stream, "contract.subcontracting_completed", payload, by=by, at=at)


@transaction.atomic
def accept_subcontracting(sub: Subcontracting, *, by: Person, at: datetime) -> None:
    """Accept the subcontractor and agree to how they are paid."""
    _decide(sub, State.ACCEPTED, at=at, decided_on=day_of(at))
    _accepted(sub, "accepted", by=by, at=at)


@transaction.atomic
def refuse_subcontracting(sub: Subcontracting, reason: str, *, by: Person, at: datetime) -> None:
    """Refuse, with a reason that the holder is told."""
    refuse_if(["dites pourquoi"] if not reason.strip() else ())
    _decide(sub, State.REFUSED, at=at, decided_on=day_of(at), reason=reason)
    _tell(sub, "refused", at=at)
    payload = {"number": sub.number, "reason": reason}
    append(sub.contract.atelier.stream, "contract.subcontracting_refused", payload, by=by, at=at)


@transaction.atomic
def settle_silence(sub: Subcontracting, *, by: Person | None, at: datetime) -> bool:
    """Draw the consequences of the buyer's silence; whether there were some to draw."""
    until = queries.silence(sub).until
    if sub.state != State.DECLARED or day_of(at) <= until:
        return False
    silent = Subcontracting.objects.filter(pk=sub.pk, state=State.DECLARED)
    if not silent.update(state=State.TACIT, decided_on=until):
        return False
    sub.refresh_from_db(fields=["state", "decided_on"])
    _accepted(sub, "tacit", by=by, at=at)
    return True


def answer_waiting(contract: CallOffContract, reason: str, *, by: Person, at: datetime) -> None:
    """Leave no declaration to the silence of a buyer whose contract ends: refused, unless silence
    has accepted it already. Part of another act."""
    for sub in contract.subcontractings.filter(state=State.DECLARED):
        sub.contract = contract
        if not settle_silence(sub, by=by, at=at):
            refuse_subcontracting(sub, reason, by=by, at=at)


def accept_by_notification(contract: CallOffContract, *, by: Person, at: datetime) -> None:
    """The notification accepts whoever was declared before it (CCP, art. R2193-2)."""
    for sub in contract.subcontractings.filter(state__in=ACCEPTED_STATES):
        sub.contract = contract
        _in_force(sub, by=by, at=at)
    for sub in contract.subcontractings.filter(state=State.DECLARED):
        sub.contract = contract
        _decide(sub, State.ACCEPTED, at=at, decided_on=day_of(at), silent=False)
        _accepted(sub, "notification", by=by, at=at)


def _decide(
    sub: Subcontracting, to: State, *, at: datetime, silent: bool = True, **fields: object
) -> None:
    if silent:
        refuse_if(
            rules.against_deciding(
                sub.state,
                received=sub.received_on,
                days=queries.silence(sub).days,
                day=day_of(at),
            )
        )
    waiting = Subcontracting.objects.filter(pk=sub.pk, state=State.DECLARED)
    moved = waiting.update(state=to, **fields)
    refuse_if([] if moved else ["cette déclaration est déjà décidée"])
    sub.refresh_from_db(fields=["state", *fields])


def _accepted(sub: Subcontracting, how: str, *, by: Person | None, at: datetime) -> None:
    """The act takes its number, the person enters the team, the publication is due."""
    contract = sub.contract
    contract.atelier.lock()
    last = contract.subcontractings.aggregate(last=Max("act_number"))["last"] or 0
    sub.act_number = last + 1
    sub.save(update_fields=["act_number"])
    _tell(sub, how, at=at)
    if contract.notified_at:
        _in_force(sub, by=by, at=at)
    payload = {"number": sub.number, "act": sub.act_number, "how": how}
    append(contract.atelier.stream, "contract.subcontracting_accepted", payload, by=by, at=at)


def _in_force(sub: Subcontracting, *, by: Person | None, at: datetime) -> None:
    """Once the contract is notified: its data are due, the person comes into the team."""
    day = sub.decided_on or day_of(at)
    expect_publication(sub.contract, f"{PublishedFact.SUBCONTRACTING}:{sub.act_number}", day)
    share_out(sub)
    if sub.person is None:
        return
    TeamMember.objects.get_or_create(
        contract=sub.contract,
        person=sub.person,
        to_on=None,
        defaults={
            "subcontracting": sub,
            "speciality": sub.speciality,
            "days": sub.days,
            "from_on": day_of(at),
        },
    )
    pilot = by or queries.pilot_of(sub.contract)
    if pilot:
        grant(sub.contract.atelier, sub.person, Role.TEAM, by=pilot, at=at)
    if not sub.person.is_active:
        invite(sub.person, by=by, at=at)


def _tell(sub: Subcontracting, how: str, *, at: datetime) -> None:
    complete(sub.contract.atelier, task_key(sub), at=at)
    assert sub.decided_on is not None
    paper = papers.decision(sub, sub.decided_on, queries.silence(sub).rule, how)
    sub.decision = file_paper(paper, subject=f"contract:{sub.contract_id}", at=at)
    sub.save(update_fields=["decision"])
