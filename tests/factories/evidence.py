"""An Atelier between two workshops, and what its team read, heard and concluded."""

from datetime import date

from atelier_local.programme.ateliers.enums import Audience, Stage
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.ateliers.operations import advance, grant
from atelier_local.programme.people.enums import Role
from atelier_local.steps.evidence.enums import DocumentKind, Visibility
from atelier_local.steps.evidence.models import Document, Excerpt, Figure, Finding, Interview
from atelier_local.steps.evidence.operations import (
    add_document,
    add_figure,
    add_finding,
    add_interview,
    extract,
    validate_interview,
)
from tests.factories.ateliers import an_atelier
from tests.factories.people import LONG_AGO, Cast


def an_interim(cast: Cast, **where) -> Atelier:
    """After the first workshop; dina is in the team."""
    atelier = an_atelier(cast, **where)
    while atelier.at_stage is not Stage.INTERIM_1:
        advance(atelier, atelier.at_stage.next, by=cast.camille, at=LONG_AGO)
    grant(atelier, cast.dina, Role.TEAM, by=cast.camille, at=LONG_AGO)
    return atelier


def a_document(atelier: Atelier, cast: Cast, title: str = "Étude de mobilité") -> Document:
    given = {"author": "Département", "kind": DocumentKind.STUDY, "year": 2024}
    note = "Le train s’arrête."
    return add_document(atelier, title=title, note=note, **given, by=cast.dina, at=LONG_AGO)


def an_interview(
    atelier: Atelier,
    cast: Cast,
    *,
    visibility: Visibility = Visibility.PUBLIC,
    validated: bool = True,
) -> Interview:
    interview = add_interview(
        atelier,
        function="Conductrice de car",
        audience=Audience.RESIDENTS,
        held_on=date(2026, 5, 4),
        synthesis="Elle part à l’heure, le train arrive après.",
        visibility=visibility,
        by=cast.dina,
        at=LONG_AGO,
    )
    if validated:
        validate_interview(interview, by=cast.dina, at=LONG_AGO)
    return interview


def an_excerpt(source: Document | Interview, cast: Cast, words: str = "Je pars.") -> Excerpt:
    return extract(source, words, family="A", by=cast.dina, at=LONG_AGO)


def a_figure(atelier: Atelier, cast: Cast) -> Figure:
    given = {"label": "Montées par jour", "value": "236", "unit": "montées", "vintage": 2025}
    return add_figure(atelier, **given, source="Comptages", by=cast.dina, at=LONG_AGO)


def a_finding(atelier: Atelier, cast: Cast, *sources, title: str = "Le train part") -> Finding:
    """Resting on the nodes given, or on a figure of its own."""
    nodes = sources or (a_figure(atelier, cast).node,)
    return add_finding(
        atelier,
        title,
        "Le train s’arrête, le territoire aussi.",
        rests_on=[(node, "il le dit") for node in nodes],
        families=["C", "A"],
        silent_audiences=[Audience.FARMING],
        by=cast.dina,
        at=LONG_AGO,
    )
