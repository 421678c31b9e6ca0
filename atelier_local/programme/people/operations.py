"""Inviting, signing up, writing to people."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.mail import send_mail
from django.db import transaction
from django.tasks import task
from django.urls import reverse

from atelier_local import clock
from atelier_local.ground.journal.operations import append, programme_stream
from atelier_local.refusal import refuse_if

from . import rules
from .access import digest_of
from .enums import OrganisationKind, Role, TicketPurpose
from .models import Message, Organisation, Person, Ticket

INVITATION_DAYS = 14
NOWHERE = ".example"
"""A domain reserved for examples (RFC 2606): the demo's people have it, no mail leaves for it."""


@transaction.atomic
def register_organisation(
    *,
    kind: OrganisationKind,
    name: str,
    by: Person | None,
    at: datetime,
    fictitious: bool = False,
    siren: str = "",
) -> Organisation:
    """The organisation of that name and kind, made if it does not exist yet."""
    organisation, made = Organisation.objects.get_or_create(
        kind=kind, name=name, fictitious=fictitious, defaults={"siren": siren}
    )
    if made:
        payload = {"organisation": str(organisation.id), "name": name, "kind": str(kind)}
        append(programme_stream(), "people.organisation_registered", payload, by=by, at=at)
    return organisation


@transaction.atomic
def register_person(
    *,
    email: str,
    first_name: str,
    last_name: str,
    organisation: Organisation,
    by: Person | None,
    at: datetime,
    function: str = "",
    national_role: Role | None = None,
) -> Person:
    """A person known to the programme, who cannot sign in before having accepted an invitation."""
    person, made = Person.objects.get_or_create(
        email=email.strip().lower(),
        defaults={
            "first_name": first_name,
            "last_name": last_name,
            "function": function,
            "organisation": organisation,
            "national_role": national_role or "",
            "created_at": at,
            "password": "!",
        },
    )
    if made:
        append(programme_stream(), "people.registered", {"person": str(person.id)}, by=by, at=at)
    elif national_role:
        _give_national_role(person, national_role, by=by, at=at)
    return person


@transaction.atomic
def change_employer(
    person: Person, organisation: Organisation, *, by: Person | None, at: datetime
) -> None:
    """The person works for another organisation from now on; their roles do not move."""
    elsewhere = Person.objects.filter(pk=person.pk).exclude(organisation=organisation)
    if not elsewhere.update(organisation=organisation):
        return
    payload = {"person": str(person.id), "organisation": str(organisation.id)}
    append(programme_stream(), "people.employer_changed", payload, by=by, at=at)


def _give_national_role(person: Person, role: Role, *, by: Person | None, at: datetime) -> None:
    if person.national is role:
        return
    refuse_if(rules.against_national_role(person.national))
    person.national_role = role
    person.save(update_fields=["national_role"])
    payload = {"person": str(person.id), "role": str(role)}
    append(programme_stream(), "people.national_role_given", payload, by=by, at=at)


@transaction.atomic
def recruit(
    service: str,
    *,
    email: str,
    first_name: str,
    last_name: str,
    by: Person,
    at: datetime,
    function: str = "",
) -> Person:
    """Invite someone of a devolved service, which may then apply for an Atelier."""
    organisation = register_organisation(
        kind=OrganisationKind.STATE_SERVICE, name=service, by=by, at=at
    )
    person = register_person(
        email=email,
        first_name=first_name,
        last_name=last_name,
        function=function,
        organisation=organisation,
        national_role=Role.DEVOLVED_SERVICE,
        by=by,
        at=at,
    )
    invite(person, by=by, at=at)
    return person


@transaction.atomic
def invite(person: Person, *, by: Person | None, at: datetime) -> str:
    """Send the person a link to choose a password; returns the link's token."""
    refuse_if(rules.against_inviting(person.email, already_active=person.is_active))
    token = issue_ticket(TicketPurpose.INVITATION, person=person, days=INVITATION_DAYS, at=at)
    link = settings.SITE_URL + reverse("people:accept_invitation", args=[token])
    inviter = f"{by.full_name} ({by.organisation})" if by else "L’équipe de la plateforme"
    post(
        to=person.email,
        subject="Votre accès à Atelier Local",
        body=(
            f"Bonjour {person.first_name},\n\n{inviter} vous invite sur Atelier Local.\n"
            f"Choisissez votre mot de passe : {link}\n\n"
            f"Ce lien est valable {INVITATION_DAYS} jours."
        ),
        at=at,
    )
    return token


def issue_ticket(
    purpose: TicketPurpose,
    *,
    at: datetime,
    days: int,
    person: Person | None = None,
    subject: str = "",
) -> str:
    """A new link's token (128 bits). Only its digest is stored: it cannot be shown again."""
    token = secrets.token_urlsafe(16)
    Ticket.objects.create(
        digest=digest_of(token),
        purpose=purpose,
        subject=subject,
        person=person,
        expires_at=at + timedelta(days=days),
    )
    return token


@transaction.atomic
def choose_password(ticket: Ticket, password: str, *, at: datetime) -> Person:
    """Accept an invitation or replace a lost password; the link works once, and with it end the
    others of its kind. A lost password opens no account that was closed.
    """
    person = ticket.person
    assert person is not None
    validate_password(password, person)
    first = Ticket.objects.filter(pk=ticket.pk, used_at=None).update(used_at=at) == 1
    inviting = ticket.purpose == TicketPurpose.INVITATION
    refuse_if(rules.against_choosing_password(first, active=person.is_active, invited=inviting))
    Ticket.objects.filter(person=person, purpose=ticket.purpose, used_at=None).update(used_at=at)
    person.set_password(password)
    person.is_active = True
    person.save(update_fields=["password", "is_active"])
    kind = f"people.{ticket.purpose}_used"
    append(programme_stream(), kind, {"person": str(person.id)}, by=person, at=at)
    return person


@transaction.atomic
def first_password(person: Person, password: str, *, at: datetime) -> None:
    """Open the account of someone whom the link of another room vouches for.

    An account that is open already is refused: its password is changed by its own link only.
    """
    validate_password(password, person)
    person.set_password(password)
    closed = Person.objects.filter(pk=person.pk, is_active=False)
    opened = closed.update(password=person.password, is_active=True)
    refuse_if([] if opened else ["ce compte est déjà ouvert"])
    person.is_active = True
    waiting = Ticket.objects.filter(person=person, purpose=TicketPurpose.INVITATION, used_at=None)
    waiting.update(used_at=at)
    payload = {"person": str(person.id)}
    append(programme_stream(), "people.account_opened", payload, by=person, at=at)


@transaction.atomic
def open_account(person: Person, *, by: Person | None, at: datetime) -> None:
    """Let someone in whose identity is vouched for elsewhere: no password is set."""
    if Person.objects.filter(pk=person.pk, is_active=False).update(is_active=True):
        person.is_active = True
        payload = {"person": str(person.id)}
        append(programme_stream(), "people.account_opened", payload, by=by, at=at)


def send_password_link(email: str, *, at: datetime) -> None:
    """Write to the address if an account has it; say nothing either way."""
    person = Person.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if person is None:
        return
    token = issue_ticket(TicketPurpose.PASSWORD, person=person, days=1, at=at)
    link = settings.SITE_URL + reverse("people:choose_password", args=[token])
    post(
        to=person.email,
        subject="Choisir un nouveau mot de passe",
        body=(
            f"Bonjour {person.first_name},\n\nPour choisir un nouveau mot de passe : {link}\n\n"
            "Ce lien est valable 24 heures. Si vous n’avez rien demandé, ignorez ce message."
        ),
        at=at,
    )


@transaction.atomic
def post(*, to: str, subject: str, body: str, at: datetime) -> Message:
    """Queue an e-mail; it leaves after the transaction that asks for it.

    To somebody invented nothing leaves: it counts as sent when it was written.
    """
    if to.endswith(NOWHERE):
        return Message.objects.create(to=to, subject=subject, created_at=at, sent_at=at)
    message = Message.objects.create(to=to, subject=subject, body=body, created_at=at)
    send_again(message)
    return message


def send_again(message: Message) -> None:
    """Let a message that waits, or failed, leave after the transaction that asks for it."""
    transaction.on_commit(lambda: send_message.enqueue(str(message.id)))


@task
def send_message(message_id: str) -> None:
    """Send one message and forget its text; a failure stays on the row for another try."""
    message = Message.objects.get(id=message_id, sent_at=None)
    try:
        send_mail(message.subject, message.body, None, [message.to])
    except OSError as failure:
        message.error = str(failure)[:300]
        message.save(update_fields=["error"])
        return
    message.body, message.error, message.sent_at = "", "", clock.now()
    message.save(update_fields=["body", "error", "sent_at"])
