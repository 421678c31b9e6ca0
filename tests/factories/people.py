"""The cast: everyone a test of access needs, each in their own organisation."""

from dataclasses import dataclass
from datetime import UTC, datetime

from atelier_local import clock
from atelier_local.programme.people.access import ticket_for
from atelier_local.programme.people.enums import OrganisationKind, Role, TicketPurpose
from atelier_local.programme.people.models import Organisation, Person
from atelier_local.programme.people.operations import (
    choose_password,
    issue_ticket,
    register_organisation,
    register_person,
)

LONG_AGO = datetime(2026, 1, 5, 9, tzinfo=UTC)
PASSWORD = "un mot de passe de démonstration"


def an_organisation(kind: OrganisationKind, name: str) -> Organisation:
    return register_organisation(kind=kind, name=name, fictitious=True, by=None, at=LONG_AGO)


def a_person(
    first_name: str,
    last_name: str,
    organisation: Organisation,
    *,
    function: str = "",
    national_role: Role | None = None,
) -> Person:
    """Someone with an account, as after having accepted an invitation."""
    person = register_person(
        email=f"{first_name}.{last_name}@exemple.test".lower(),
        first_name=first_name,
        last_name=last_name,
        organisation=organisation,
        function=function,
        national_role=national_role,
        by=None,
        at=LONG_AGO,
    )
    if not person.is_active:
        now = clock.now()
        token = issue_ticket(TicketPurpose.INVITATION, person=person, days=1, at=now)
        person = choose_password(ticket_for(token, TicketPurpose.INVITATION), PASSWORD, at=now)
    return person


def a_guest(email: str = "lea.brun@exemple.test") -> Person:
    """Someone known, without an account yet."""
    organisation = an_organisation(OrganisationKind.PARTNER, "Parc naturel")
    return register_person(
        email=email,
        first_name="Léa",
        last_name="Brun",
        organisation=organisation,
        by=None,
        at=clock.now(),
    )


@dataclass(frozen=True)
class Cast:
    """`nour` is not in it: a resident has no account."""

    camille: Person  # State pilot, who applied for the Atelier
    bastien: Person  # mayor's office, local authority
    hélène: Person  # elected, local authority
    olivia: Person  # State operator
    paul: Person  # partner
    agnès: Person  # national team (DGALN)
    dina: Person  # consultant of the team that wins
    eve: Person  # rival consultant, who shares a subcontractor with dina
    stranger: Person  # another département's service: no part in this Atelier

    @property
    def everyone(self) -> list[Person]:
        return list(vars(self).values())


def the_cast() -> Cast:
    """The same people, however often it is called."""
    k = OrganisationKind
    ddt = an_organisation(k.STATE_SERVICE, "DDT de l’Orne")
    epci = an_organisation(k.LOCAL_AUTHORITY, "CC des Collines")
    dgaln = an_organisation(k.MINISTRY, "DGALN")
    service = Role.DEVOLVED_SERVICE
    return Cast(
        camille=a_person("Camille", "Roussel", ddt, function="Pilote", national_role=service),
        bastien=a_person("Bastien", "Lemoine", epci, function="Directeur de cabinet"),
        hélène=a_person("Helene", "Aubry", epci, function="Présidente"),
        olivia=a_person("Olivia", "Marchand", an_organisation(k.STATE_OPERATOR, "EPF")),
        paul=a_person("Paul", "Noël", an_organisation(k.PARTNER, "Chambre d’agriculture")),
        agnès=a_person("Agnes", "Morin", dgaln, national_role=Role.NATIONAL_ADMIN),
        dina=a_person("Dina", "Haddad", an_organisation(k.FIRM, "Atelier des Haies")),
        eve=a_person("Eve", "Caron", an_organisation(k.FIRM, "Studio Rivage")),
        stranger=a_person(
            "Serge",
            "Petit",
            an_organisation(k.STATE_SERVICE, "DDT de la Sarthe"),
            national_role=service,
        ),
    )
