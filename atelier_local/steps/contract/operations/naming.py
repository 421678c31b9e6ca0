"""Whoever the tender names and the platform does not know comes into the team by invitation."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from atelier_local.clock import day_of
from atelier_local.ground.journal.operations import append
from atelier_local.programme.agreement.queries import one_firm
from atelier_local.programme.ateliers.operations import grant
from atelier_local.programme.people.enums import Role, TicketPurpose
from atelier_local.programme.people.models import Person, Ticket
from atelier_local.programme.people.operations import (
    INVITATION_DAYS,
    first_password,
    issue_ticket,
    post,
    register_person,
)
from atelier_local.refusal import Reasons, refuse_if

from .. import queries, rules
from ..models import CallOffContract, TeamMember
from ..queries import Named


@transaction.atomic
def invite_named(
    contract: CallOffContract, rank: int, email: str, *, by: Person, at: datetime
) -> str:
    """Write to whoever the tender names at that rank; returns the token of their link.

    Another address takes the place of the first, whose link no longer opens.
    """
    contract.atelier.lock()
    place = _place(contract, rank)
    known = Person.objects.filter(email__iexact=email.strip()).first()
    refuse_if(_against(place, known, at))
    assert place.firm is not None
    first, last = rules.names_of(place.name)
    person = register_person(
        email=email,
        first_name=first,
        last_name=last,
        function=place.speciality,
        organisation=place.firm,
        by=by,
        at=at,
    )
    return _send(place, person, "contract.person_invited", by=by, at=at)


@transaction.atomic
def remind_named(contract: CallOffContract, rank: int, *, by: Person, at: datetime) -> str:
    """Send the invitation again, to the same address: a new link, the former one dies."""
    contract.atelier.lock()
    place = _place(contract, rank)
    refuse_if(_against_place(place) or rules.against_reminding(sent=place.invited is not None))
    assert place.invited is not None
    return _send(place, place.invited, "contract.person_reminded", by=by, at=at)


@transaction.atomic
def accept_place(ticket: Ticket, password: str, *, at: datetime) -> TeamMember:
    """Accept: that person takes that place in that team. The link works once.

    `password` opens the account of whoever has none; of an account that exists it changes nothing.
    """
    place = queries.place_of(ticket)
    assert place is not None
    assert ticket.person is not None
    place.contract.atelier.lock()
    place, person = _place(place.contract, place.rank), ticket.person
    refuse_if(_against_place(place))
    first = Ticket.objects.filter(pk=ticket.pk, used_at=None, expires_at__gt=at)
    refuse_if([] if first.update(used_at=at) else ["ce lien a déjà servi, ou ne vaut plus"])
    refuse_if(["vous êtes déjà dans l’équipe"] if _in_team(place, person) else ())
    if not Person.objects.filter(pk=person.pk, is_active=True).exists():
        first_password(person, password, at=at)
    member = TeamMember.objects.create(
        contract=place.contract,
        person=person,
        member=place.member,
        subcontracting=place.subcontracting,
        speciality=place.speciality,
        days=place.days,
        from_on=day_of(at),
    )
    grant(place.contract.atelier, person, Role.TEAM, by=person, at=at)
    payload = {"came": person.ref, "rank": place.rank}
    append(place.contract.atelier.stream, "contract.place_accepted", payload, by=person, at=at)
    return member


def _place(contract: CallOffContract, rank: int) -> Named:
    place = queries.naming(contract, queries.team(contract)).place(rank)
    refuse_if(["l’offre ne nomme personne à ce rang"] if place is None else ())
    assert place is not None
    return place


def _against_place(place: Named) -> Reasons:
    return rules.against_place(**_told(place))


def _told(place: Named) -> dict[str, bool]:
    return {
        "notified": place.contract.notified_at is not None,
        "ended": queries.termination_of(place.contract) is not None,
        "placed": place.placed,
        "holds": place.holds,
    }


def _against(place: Named, known: Person | None, at: datetime) -> Reasons:
    same = known is not None and known == place.invited
    until = place.until if same and place.pending(at) else None
    return rules.against_naming(
        **_told(place),
        pending_until=f"{until:%d/%m/%Y}" if until else "",
        foreign=known is not None and not _of_the_firm(known, place),
        unlike=known is not None and not rules.alike(known.full_name, place.name),
        in_team=known is not None and _in_team(place, known),
        elsewhere=known is not None and _invited_elsewhere(place, known, at),
    )


def _of_the_firm(person: Person, place: Named) -> bool:
    """Whether that is their organisation, under this spelling or one judged to be the same firm."""
    if place.firm is None:
        return False
    firm, theirs = place.firm.pk, person.organisation_id
    return theirs == firm or theirs in one_firm({firm})


def _in_team(place: Named, person: Person) -> bool:
    return place.contract.team.filter(person=person, to_on=None).exists()


def _invited_elsewhere(place: Named, person: Person, at: datetime) -> bool:
    """Whether a link into the same team, at another place, still opens for that person."""
    mine = queries.subjects(place.contract)
    open_ones = Ticket.objects.filter(
        purpose=TicketPurpose.TEAM, person=person, used_at=None, expires_at__gt=at
    )
    return open_ones.filter(subject__startswith=mine).exclude(subject=place.subject).exists()


def _send(place: Named, person: Person, kind: str, *, by: Person, at: datetime) -> str:
    """A link of its own: it opens this team and nothing else. Those sent before no longer do."""
    former = Ticket.objects.filter(purpose=TicketPurpose.TEAM, subject=place.subject, used_at=None)
    former.filter(expires_at__gt=at).update(expires_at=at)
    token = issue_ticket(
        TicketPurpose.TEAM, person=person, subject=place.subject, days=INVITATION_DAYS, at=at
    )
    atelier = place.contract.atelier
    brings = f", {place.speciality}" if place.speciality else ""
    post(
        to=person.email,
        subject=f"Atelier Local {atelier.name} : entrer dans l’équipe",
        body=(
            f"Bonjour {person.first_name},\n\nl’offre de {place.contract.consortium.name} vous "
            f"nomme dans l’équipe de l’Atelier {atelier.name}{brings}, pour "
            f"{_days(place.days)}. {by.full_name} ({by.organisation}) vous invite à y entrer : "
            f"{settings.SITE_URL}{reverse('contract:accept_place', args=[token])}\n\n"
            f"Ce lien est le vôtre, sert une fois, et vaut {INVITATION_DAYS} jours. Si ce message "
            "n’est pas pour vous, ne suivez pas le lien."
        ),
        at=at,
    )
    payload = {"subject": person.ref, "rank": place.rank}
    append(atelier.stream, kind, payload, by=by, at=at)
    return token


def _days(days: int) -> str:
    return f"{days} jour{'s' if days > 1 else ''}"
