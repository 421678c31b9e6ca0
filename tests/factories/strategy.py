"""Key issues, axes, objectives, recommendations."""

from atelier_local.programme.ateliers.enums import Horizon
from atelier_local.programme.thread.models import Node
from atelier_local.steps.strategy.enums import RecommendationKind
from atelier_local.steps.strategy.models import (
    Axis,
    Disagreement,
    KeyIssue,
    Objective,
    Recommendation,
    Scenario,
)
from atelier_local.steps.strategy.operations import (
    add_axis,
    add_disagreement,
    add_issue,
    add_objective,
    add_recommendation,
    add_scenario,
)
from tests.factories.people import LONG_AGO, Cast

WHY = "il le fonde"


def an_issue(source: Node, cast: Cast, *, votes: int = 12) -> KeyIssue:
    title = "Comment aller au train sans voiture ?"
    sources = [(source, WHY)]
    return add_issue(
        source.atelier, title, rests_on=sources, votes=votes, by=cast.dina, at=LONG_AGO
    )


def a_scenario(atelier, cast: Cast, *, title: str = "Tout au bourg", **said) -> Scenario:
    told = {"text": "On ferme les écoles.", "kept": False, "reason": "Treize communes perdent."}
    return add_scenario(atelier, title=title, **(told | said), by=cast.dina, at=LONG_AGO)


def a_disagreement(atelier, cast: Cast, **said) -> Disagreement:
    told = {
        "title": "Dix trains ou six", "text": "Combien en demander ?", "local_authority": "Six.",
        "state": "Ce que la Région étudie.", "partners": "Pas avant un comptage.",
        "residents": "Dix.", "next": "On en reparle en mars.", "settled": "",
    }  # fmt: skip
    told |= {"workshop": None, "by": cast.dina, "at": LONG_AGO}
    return add_disagreement(atelier, **(told | said))


def an_axis(atelier, cast: Cast, name: str = "Se relier") -> Axis:
    return add_axis(atelier, name, by=cast.dina, at=LONG_AGO)


def an_objective(axis: Axis, source: Node, cast: Cast) -> Objective:
    title, sources = "Faire de la gare celle de tous", [(source, WHY)]
    return add_objective(axis, title, rests_on=sources, by=cast.dina, at=LONG_AGO)


def a_recommendation(source: Node, cast: Cast) -> Recommendation:
    return add_recommendation(
        source.atelier,
        "Annoncer les horaires six mois avant",
        addressee="Région",
        horizon=Horizon.SHORT,
        kind=RecommendationKind.GOVERNANCE,
        rests_on=[(source, WHY)],
        by=cast.dina,
        at=LONG_AGO,
    )
