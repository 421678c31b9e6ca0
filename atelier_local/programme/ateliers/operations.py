"""Opening an Atelier, bringing people in, moving it along."""

from collections.abc import Mapping
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from atelier_local.clock import day_of
from atelier_local.ground.journal.operations import append, open_stream
from atelier_local.programme.agreement.models import FrameworkAgreement
from atelier_local.programme.people import operations as people
from atelier_local.programme.people.enums import OrganisationKind, Role
from atelier_local.programme.people.models import Organisation, Person
from atelier_local.programme.territories.models import Epci
from atelier_local.refusal import Refused, refuse_if

from . import rules
from .enums import Ending, PartyKind, Stage
from .models import Atelier, Party, ProblemStatement, RoleGrant, StageDate


@transaction.atomic
def open_atelier(
    *,
    slug: str,
    epci: Epci,
    framework: FrameworkAgreement,
    pilot: Organisation,
    by: Person,
    at: datetime,
    fictitious: bool = False,
) -> Atelier:
    """A new Atelier on an EPCI, at its application; whoever opens it pilots it."""
    if Atelier.objects.filter(slug=slug).exists():
        raise Refused([f"un Atelier porte déjà l’adresse « {slug} »"])
    atelier = Atelier.objects.create(
        slug=slug,
        name=epci.name,
        epci=epci,
        framework=framework,
        fictitious=fictitious,
        stream=open_stream("atelier", slug, at=at),
        created_at=at,
    )
    Party.objects.create(atelier=atelier, organisation=pilot, kind=PartyKind.PILOT)
    RoleGrant.objects.create(atelier=atelier, person=by, role=Role.PILOT, granted_at=at)
    StageDate.objects.create(atelier=atelier, stage=Stage.APPLICATION, starts_on=day_of(at))
    payload = {"atelier": str(atelier.id), "epci": epci.siren, "pilot": str(pilot.id)}
    append(atelier.stream, "ateliers.opened", payload, by=by, at=at)
    return atelier


@transaction.atomic
def join_party(
    atelier: Atelier,
    organisation: Organisation,
    kind: PartyKind,
    *,
    by: Person,
    at: datetime,
    role: str = "",
) -> Party:
    """Bring an organisation in; once is enough."""
    party, joined = Party.objects.get_or_create(
        atelier=atelier, organisation=organisation, defaults={"kind": kind, "role": role}
    )
    if joined:
        payload = {"organisation": str(organisation.id), "kind": str(kind)}
        append(atelier.stream, "ateliers.party_joined", payload, by=by, at=at)
    return party


@transaction.atomic
def hand_over_place(
    atelier: Atelier,
    kind: PartyKind,
    left: Organisation,
    came: Organisation,
    *,
    by: Person,
    at: datetime,
) -> None:
    """An organisation takes another one's place; whoever takes part already keeps its own."""
    place = Party.objects.filter(atelier=atelier, organisation=left, kind=kind)
    if not place.exists():
        return
    if Party.objects.filter(atelier=atelier, organisation=came).exists():
        place.delete()
    else:
        place.update(organisation=came)
    payload = {"left": str(left.id), "came": str(came.id), "kind": str(kind)}
    append(atelier.stream, "ateliers.place_handed_over", payload, by=by, at=at)


@transaction.atomic
def grant(atelier: Atelier, person: Person, role: Role, *, by: Person, at: datetime) -> RoleGrant:
    """Give a person a role in the Atelier; the same role twice changes nothing."""
    granted, made = RoleGrant.objects.get_or_create(
        atelier=atelier,
        person=person,
        role=role,
        revoked_at=None,
        defaults={"granted_at": at},
    )
    if made:
        payload = {"subject": person.ref, "role": str(role)}
        append(atelier.stream, "role.granted", payload, by=by, at=at)
    return granted


_STATE = (OrganisationKind.STATE_SERVICE, None)
_LOCAL = (OrganisationKind.LOCAL_AUTHORITY, PartyKind.LOCAL_AUTHORITY)
_PLACES: dict[Role, tuple[OrganisationKind, PartyKind | None]] = {
    Role.PILOT: _STATE,
    Role.PREFECTURE: _STATE,
    Role.LOCAL_AUTHORITY: _LOCAL,
    Role.ELECTED: _LOCAL,
    Role.OPERATOR: (OrganisationKind.STATE_OPERATOR, PartyKind.OPERATOR),
    Role.PARTNER: (OrganisationKind.PARTNER, PartyKind.PARTNER),
}
"""The kind of organisation behind a role, and the place it takes in the Atelier, if any."""


@transaction.atomic
def bring_in(
    atelier: Atelier,
    role: Role,
    *,
    organisation: str,
    email: str,
    first_name: str,
    last_name: str,
    by: Person,
    at: datetime,
    function: str = "",
) -> RoleGrant:
    """Give someone a role here, in writing; their organisation joins with them if it is new.

    Whoever has no account yet gets an invitation to make one.
    """
    account = Person.objects.filter(email=email.strip().lower()).first()
    if account:
        refuse_if(rules.against_taking_for(last_name, account.last_name))
    held = RoleGrant.objects.filter(atelier=atelier, person=account, revoked_at=None)
    refuse_if(rules.against_giving(role, map(Role, held.values_list("role", flat=True))))
    kind, place = _PLACES[role]
    person = people.register_person(
        email=email,
        first_name=first_name,
        last_name=last_name,
        function=function,
        organisation=account.organisation
        if account
        else _organisation(atelier, organisation, kind, by=by, at=at),
        by=by,
        at=at,
    )
    if place:
        join_party(atelier, person.organisation, place, by=by, at=at)
    granted = grant(atelier, person, role, by=by, at=at)
    if person.is_active:
        _tell(granted, by=by, at=at)
    else:
        people.invite(person, by=by, at=at)
    return granted


def _organisation(
    atelier: Atelier, name: str, kind: OrganisationKind, *, by: Person, at: datetime
) -> Organisation:
    """A party of the Atelier under that name, or one that is not known yet."""
    known = atelier.parties.filter(organisation__name__iexact=name.strip()).first()
    if known:
        return known.organisation
    return people.register_organisation(
        kind=kind, name=name.strip(), fictitious=atelier.fictitious, by=by, at=at
    )


def _tell(granted: RoleGrant, *, by: Person, at: datetime) -> None:
    atelier, role = granted.atelier, Role(granted.role)
    people.post(
        to=granted.person.email,
        subject=f"Atelier Local {atelier.name} : vous y participez",
        body=(
            f"Bonjour {granted.person.first_name},\n\n{by.full_name} ({by.organisation}) vous "
            f"donne le rôle « {role.label} » dans l’Atelier {atelier.name}.\n"
            f"Vous le trouverez en vous connectant : {settings.SITE_URL}"
        ),
        at=at,
    )


@transaction.atomic
def revoke(granted: RoleGrant, *, by: Person, at: datetime, by_contract: bool = False) -> None:
    """Take a role back. Open screens of that person close when they read the line."""
    own, role = granted.person == by, Role(granted.role)
    refuse_if(rules.against_revoking(own=own, role=role, by_contract=by_contract))
    taken = RoleGrant.objects.filter(pk=granted.pk, revoked_at=None).update(revoked_at=at)
    if taken:
        payload = {"subject": granted.person.ref, "role": granted.role}
        append(granted.atelier.stream, "role.revoked", payload, by=by, at=at)


@transaction.atomic
def advance(atelier: Atelier, to: Stage, *, by: Person, at: datetime) -> None:
    """Move to the next stage. Called by the room whose work is done, after its own guards."""
    refuse_if(rules.against_advancing(atelier.at_stage, to, _ending(atelier)))
    still_here = Atelier.objects.filter(pk=atelier.pk, stage=atelier.stage, ending="")
    moved = still_here.update(stage=to)
    if not moved:
        raise Refused(["l’Atelier a changé d’étape entre-temps : rechargez la page"])
    left = atelier.stage
    atelier.stage = to
    foreseen = StageDate.objects.filter(atelier=atelier, stage=left, ends_on=None)
    foreseen.filter(starts_on__lte=day_of(at)).update(ends_on=day_of(at))
    StageDate.objects.get_or_create(
        atelier=atelier, stage=to, defaults={"starts_on": day_of(at), "ends_on": None}
    )
    append(atelier.stream, "ateliers.advanced", {"from": left, "to": str(to)}, by=by, at=at)


@transaction.atomic
def end(atelier: Atelier, ending: Ending, *, by: Person, at: datetime) -> None:
    """Stop the Atelier before its end."""
    ended = Atelier.objects.filter(pk=atelier.pk, ending="").update(ending=ending)
    refuse_if([] if ended else ["l’Atelier est déjà terminé"])
    atelier.ending = ending
    append(atelier.stream, "ateliers.ended", {"ending": str(ending)}, by=by, at=at)


@transaction.atomic
def schedule(
    atelier: Atelier,
    periods: Mapping[Stage, tuple[date, date | None]],
    *,
    by: Person,
    at: datetime,
) -> None:
    """Set when stages take place; each call replaces the dates of the stages it names."""
    known = {d.stage: (d.starts_on, d.ends_on) for d in atelier.dates.all()}
    known |= {str(stage): period for stage, period in periods.items()}
    refuse_if(rules.against_schedule([(Stage(s), *period) for s, period in known.items()]))
    for stage, (starts, ends) in periods.items():
        StageDate.objects.update_or_create(
            atelier=atelier, stage=stage, defaults={"starts_on": starts, "ends_on": ends}
        )
    payload = {
        str(stage): [str(starts), str(ends) if ends else None]
        for stage, (starts, ends) in periods.items()
    }
    append(atelier.stream, "ateliers.scheduled", payload, by=by, at=at)


@transaction.atomic
def begin(atelier: Atelier, t0: date, *, by: Person, at: datetime) -> None:
    """Set T0, the day the contract was notified: durations are counted from it."""
    atelier.t0 = t0
    atelier.save(update_fields=["t0"])
    append(atelier.stream, "ateliers.begun", {"t0": str(t0)}, by=by, at=at)


@transaction.atomic
def state_problem(
    atelier: Atelier, question: str, *, by: Person, at: datetime, why: str = ""
) -> ProblemStatement:
    """Word the question the Atelier answers, or word it better; earlier wordings stay."""
    refuse_if([] if question.strip() else ["écrivez la question à laquelle l’Atelier répond"])
    statement = ProblemStatement.objects.create(
        atelier=atelier, question=question, why=why, by=by, at=at
    )
    atelier.question = question
    atelier.save(update_fields=["question"])
    append(atelier.stream, "ateliers.problem_stated", {"question": question}, by=by, at=at)
    return statement


@transaction.atomic
def make_public(atelier: Atelier, *, by: Person, at: datetime) -> None:
    """Open the Atelier's public space."""
    atelier.published_at = at
    atelier.save(update_fields=["published_at"])
    append(atelier.stream, "ateliers.made_public", {}, by=by, at=at)


def _ending(atelier: Atelier) -> Ending | None:
    return Ending(atelier.ending) if atelier.ending else None
