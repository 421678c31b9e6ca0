"""A strategy, and actions on it in every state, reached as people reach them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.ateliers.operations import grant
from atelier_local.programme.people.enums import Role
from atelier_local.programme.thread.enums import Kind
from atelier_local.programme.thread.models import Node
from atelier_local.steps.evidence.operations import add_figure, add_finding
from atelier_local.steps.financing.enums import (
    CostNature,
    Domain,
    FunderKind,
    FundingState,
    Operation,
    OwnerKind,
)
from atelier_local.steps.financing.models import Plan
from atelier_local.steps.financing.operations import Cost, Funding, make_plan
from atelier_local.steps.roadmap.models import Action
from atelier_local.steps.roadmap.operations import add_action
from atelier_local.steps.strategy.models import Objective
from atelier_local.steps.strategy.operations import add_axis, add_issue, add_objective
from tests.factories.ateliers import an_atelier
from tests.factories.people import Cast

AT = datetime(2027, 6, 9, 14, tzinfo=UTC)
F, S = FunderKind, FundingState


@dataclass(frozen=True)
class Strategy:
    """An Atelier whose team has found something and aims at something."""

    atelier: Atelier
    objective: Objective
    contributions: list[Node]


def a_strategy(cast: Cast, *, contributions: int = 2, **where) -> Strategy:
    """Cards, a figure, a finding on them, an issue, an axis, an objective: the whole thread; in an
    `atelier` that is there, or a new one."""
    if not (atelier := where.pop("atelier", None)):
        atelier = an_atelier(cast, **where)
        grant(atelier, cast.dina, Role.TEAM, by=cast.camille, at=AT)
    team = {"by": cast.dina, "at": AT}
    said = [
        Node.add(atelier, Kind.CONTRIBUTION, "Le bourg se vide.", number=f"C-1-{n:03}", **team)
        for n in range(1, contributions + 1)
    ]
    figure = add_figure(
        atelier, label="Logements vides", value="412", unit="", vintage=2024, source="INSEE", **team
    )
    proofs = [(figure.node, "le mesure"), *((card, "le dit") for card in said)]
    finding = add_finding(atelier, "Les bourgs se vident", "Partout.", rests_on=proofs, **team)
    issue = add_issue(atelier, "Comment y vivre ?", rests_on=[(finding.node, "le pose")], **team)
    axis = add_axis(atelier, "Habiter les bourgs", **team)
    objective = add_objective(
        axis, "Rouvrir soixante logements", rests_on=[(issue.node, "y répond")], **team
    )
    return Strategy(atelier, objective, said)


def a_plan(**options) -> Plan:
    """A local authority's investment of 480 000 €, the owner just above the minimum share."""
    usual = {
        "operation": Operation.INVESTMENT,
        "owner_kind": OwnerKind.LOCAL_AUTHORITY,
        "domain": Domain.NONE,
        "costs": [
            Cost("Travaux", CostNature.WORKS, 400_000),
            Cost("Études", CostNature.STUDIES, 80_000),
        ],
        "funding": [
            Funding("CC des Collines", F.OWNER, 100_000, "fonds propres", S.GRANTED),
            Funding("État", F.STATE, 200_000, "DETR", S.REQUESTED),
            Funding("Région Normandie", F.REGION, 160_000, state=S.CONSIDERED),
            Funding("Fondation des Toits", F.PRIVATE, 20_000, "mécénat", S.PAID),
        ],
    }
    return make_plan(**(usual | options))


def an_action(
    cast: Cast, strategy: Strategy, title: str = "Rénover six maisons vides", **options
) -> Action:
    usual = {
        "owner": cast.bastien.organisation,
        "horizon": "medium",
        "first_step": "Signer la promesse avant Noël.",
        "why": "remet des logements en usage",
        "families": ["A", "C"],
        "description": "Trois maisons chaque année, sans étage perdu.",
        "themes": "habitat",
        "places": ["Bellême"],
        "indicator": "Maisons rouvertes",
        "baseline": "0",
        "target": "6",
        "source": "Actes de vente",
        "frequency": "chaque année",
        "starts_on": date(2027, 9, 1),
        "ends_on": date(2029, 6, 30),
    }
    plan = options.pop("plan", None) or a_plan()
    return add_action(
        strategy.objective, title, plan=plan, **(usual | options), by=cast.dina, at=AT
    )
