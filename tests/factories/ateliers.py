"""A territory, and an Atelier on it with its parties and its roles."""

from datetime import date, datetime
from decimal import Decimal

from atelier_local.programme.agreement.models import FrameworkAgreement, Lot
from atelier_local.programme.agreement.operations import amend_framework, appoint_agent
from atelier_local.programme.agreement.queries import criteria_of
from atelier_local.programme.ateliers.enums import PartyKind
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.ateliers.operations import grant, join_party, open_atelier
from atelier_local.programme.people.enums import OrganisationKind, Role
from atelier_local.programme.territories.models import Epci
from tests.factories import agreement, territories
from tests.factories.people import LONG_AGO, Cast, a_person, an_organisation

SLUG = "collines"
QUESTION = "Comment habiter les bourgs sans bâtir dans les prés ?"

CRITERIA = [
    {"key": "understanding", "label": "Compréhension de la demande"},
    {"key": "method", "label": "Méthode et animation"},
    {"key": "team", "label": "Équipe adaptée au besoin"},
    {"key": "environment", "label": "Engagements écologiques", "is_environmental": True},
    {"key": "price", "label": "Prix", "is_price": True},
]
SHARED = "Hydrologues associés"
"""The firm that sits in two competing consortia."""


def a_framework(cast: Cast) -> FrameworkAgreement:
    """Three consortia: A, then C (dina's) and E (eve's), which share a subcontractor.

    The same agreement, however often it is called.
    """
    if known := FrameworkAgreement.objects.filter(slug="cadre-fictif").first():
        return known
    criteria = [{"weight_min": 5, "weight_max": 40, **one} for one in CRITERIA]
    bounds = {"ceiling_eur": Decimal(4_000_000), "valid_to": date(2029, 12, 31)}
    framework = agreement.framework("cadre-fictif", criteria=criteria, **bounds)
    alice = a_person("Alice", "Perrin", an_organisation(OrganisationKind.FIRM, "Agence Amont"))
    for letter, agent in (("A", alice), ("C", cast.dina), ("E", cast.eve)):
        lead = agent.organisation.name
        firms = (lead,) if letter == "A" else (lead, SHARED)
        consortium = agreement.consortium(framework, letter, firms)
        appoint_agent(agent, consortium, lead=True, by=None, at=LONG_AGO)
    return framework


def three_lots(cast) -> list[Lot]:
    """A holds the first alone, C and E the second, all the third."""
    framework = a_framework(cast)
    held = {one.letter: one.pk for one in framework.consortia.all()}
    rows = [
        {"number": n, "subject": subject, "ceiling_eur": most, "holders": sorted(holders)}
        for n, subject, most, holders in (
            (1, "Centres-bourgs", None, [held["A"]]),
            (2, "Rivières", Decimal(200_000), [held["C"], held["E"]]),
            (3, "Littoral", None, held.values()),
        )
    ]
    amend_framework(framework, {}, criteria_of(framework), rows, by=cast.agnès, at=LONG_AGO)
    return list(framework.lots.order_by("number"))


def an_epci(siren: str = "200071504", name: str = "CC des Collines") -> Epci:
    """An EPCI of the Orne with two communes."""
    epci = territories.epci(siren, name)
    for rank, commune in enumerate(("Bellême", "Igé")):
        territories.commune(f"61{siren[-2:]}{rank}", commune, epci=epci)
    return epci


def people_join(
    atelier: Atelier, cast: Cast, *, at: datetime = LONG_AGO, operator: bool = True
) -> None:
    """The rest of the cast takes its place; the pilot and the local authority are there.

    Many an Atelier has no State operator: `operator` says whether this one has.
    """
    by = cast.camille
    join_party(atelier, cast.paul.organisation, PartyKind.PARTNER, by=by, at=at)
    roles = {
        cast.bastien: Role.LOCAL_AUTHORITY,
        cast.hélène: Role.ELECTED,
        cast.paul: Role.PARTNER,
    }
    if operator:
        join_party(atelier, cast.olivia.organisation, PartyKind.OPERATOR, by=by, at=at)
        roles[cast.olivia] = Role.OPERATOR
    for person, role in roles.items():
        grant(atelier, person, role, by=by, at=at)


def an_atelier(
    cast: Cast,
    *,
    slug: str = SLUG,
    epci: Epci | None = None,
    framework: FrameworkAgreement | None = None,
    at: datetime = LONG_AGO,
) -> Atelier:
    """An Atelier at its application, everyone in place but no note yet."""
    atelier = open_atelier(
        slug=slug,
        epci=epci or an_epci(),
        framework=framework or a_framework(cast),
        pilot=cast.camille.organisation,
        by=cast.camille,
        at=at,
        fictitious=True,
    )
    organisation = cast.bastien.organisation
    join_party(atelier, organisation, PartyKind.LOCAL_AUTHORITY, by=cast.camille, at=at)
    people_join(atelier, cast, at=at)
    return atelier
