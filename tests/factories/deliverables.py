"""A small Atelier told up to its production, and documents in every state, by operations only."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO

import cv2
import numpy as np

from atelier_local.programme.ateliers.access import roles_in
from atelier_local.programme.ateliers.enums import Audience, Horizon, Stage
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.ateliers.operations import advance
from atelier_local.programme.governance.enums import College, Opinion
from atelier_local.programme.governance.rules import Decided
from atelier_local.programme.thread.enums import Fate
from atelier_local.programme.thread.models import Node
from atelier_local.programme.thread.operations import answer
from atelier_local.steps.deliverables.assembly import printing
from atelier_local.steps.deliverables.enums import DeliverableKind
from atelier_local.steps.deliverables.models import Deliverable
from atelier_local.steps.deliverables.operations import (
    approve,
    ask_validation,
    freeze,
    start_deliverable,
    write_section,
)
from atelier_local.steps.evidence.enums import DocumentKind, Visibility
from atelier_local.steps.evidence.models import Excerpt
from atelier_local.steps.evidence.operations import (
    add_document,
    add_figure,
    add_finding,
    add_interview,
    extract,
    validate_interview,
)
from atelier_local.steps.strategy.enums import RecommendationKind
from atelier_local.steps.strategy.operations import (
    add_axis,
    add_issue,
    add_objective,
    add_recommendation,
)
from atelier_local.steps.wall.enums import ContributionKind
from atelier_local.steps.wall.models import Activity, Contribution
from atelier_local.steps.wall.operations import (
    bring_photo,
    close_workshop,
    contribute,
    group,
    hide,
    prepare_activity,
    show,
)
from atelier_local.steps.wall.operations import open_activity as put
from atelier_local.steps.workshops.models import Workshop
from atelier_local.steps.workshops.operations import (
    add_table,
    leave_open,
    open_workshop,
    plan_sequence,
    prepare_workshop,
)
from tests.factories.framing import CALENDAR, a_framed_atelier
from tests.factories.people import Cast
from tests.factories.roadmap import Strategy, an_action

AT = datetime(2026, 11, 9, 14, tzinfo=UTC)
DUE = date(2026, 12, 1)
SAID = "Le car ne repasse pas après dix-huit heures."
HIDDEN = "Le voisin s’appelle Monsieur Untel."
KEPT = "Je vends la ferme, ne le répétez pas."
PICTURED = "La source est à sec depuis juin."
SHARED = "Quatre granges sur dix ont perdu leur toit."
PRIVATE_FUNCTION = "Exploitante qui veut rester discrète"
STAGES = {1: Stage.WORKSHOP_1, 2: Stage.WORKSHOP_2, 3: Stage.WORKSHOP_3}


@dataclass(frozen=True)
class Told:
    """What the tests of documents look for."""

    atelier: Atelier
    said: Contribution
    kept: Excerpt
    finding: Node
    strategy: Strategy


def a_workshop_held(atelier: Atelier, cast: Cast, ordinal: int) -> list[Contribution]:
    """One day, one question, three cards of which one is hidden, a group."""
    day = CALENDAR[STAGES[ordinal]][0]
    morning = datetime.combine(day, time(8), UTC)
    team = {"by": cast.dina, "at": morning - timedelta(days=9)}
    workshop: Workshop = prepare_workshop(
        atelier, ordinal, title=f"Séance {ordinal}", purpose="Regarder ensemble.",
        place="Bellême, salle des fêtes", starts_on=day, days=1, **team,
    )  # fmt: skip
    planned = plan_sequence(workshop, 1, starts_at=time(9), minutes=60, title="Écrire", **team)
    add_table(workshop, 1, "Le soir", **team)
    activity = prepare_activity(
        workshop, question="Qu’est-ce qui compte ?", kinds=[ContributionKind.NEED], photos=True,
        sequence=planned if ordinal == 1 else None, **team,
    )  # fmt: skip
    open_workshop(workshop, by=cast.dina, at=morning)
    put(activity, by=cast.dina, at=morning)
    cards = [
        contribute(
            activity, words, kind=ContributionKind.NEED, family="A", audience="HA",
            place="Bellême", table=1, by=cast.dina, at=morning + timedelta(minutes=rank),
        )
        for rank, words in enumerate((SAID, "Une salle chauffée.", HIDDEN))
    ]  # fmt: skip
    if ordinal == 1:
        show(a_pictured_card(activity, cast, morning), by=cast.dina, at=morning)
    hide(cards[2], "Un nom de personne.", by=cast.camille, at=morning)
    group(workshop, "Se déplacer le soir", cards[:2], by=cast.dina, at=morning)
    close_workshop(
        workshop, attendance={Audience.RESIDENTS: 12}, minutes="On a parlé du soir.",
        decisions=[Decided("Compter les cars.", "Région", DUE)],
        by=cast.dina, at=morning + timedelta(hours=8),
    )  # fmt: skip
    if ordinal == 2:
        leave_open(
            workshop, disagreements=[("Le dernier car", "Deux heures ou trois.")],
            open_questions=["Qui paie le soir ?"], by=cast.dina, at=morning + timedelta(hours=9),
        )  # fmt: skip
    atelier.refresh_from_db()
    return list(Contribution.objects.filter(activity=activity).select_related("node"))


def a_pictured_card(activity: Activity, cast: Cast, at: datetime) -> Contribution:
    """A card whose photograph documents may take up."""
    picture = cv2.imencode(".jpg", np.full((600, 900, 3), 160, np.uint8))[1].tobytes()
    photo = bring_photo(activity.workshop, BytesIO(picture), at=at)
    return contribute(
        activity, PICTURED, kind=ContributionKind.NEED, photo=photo, reuse=True, by=cast.dina, at=at
    )


def an_atelier_to_write(cast: Cast, *, actions: int = 1, **where) -> Told:
    """At its production: three workshops held, evidence, strategy, actions, answers."""
    atelier = a_framed_atelier(cast, **where)
    said = a_workshop_held(atelier, cast, 1)[0]
    kept, finding = _evidence(atelier, cast, said)
    advance(atelier, Stage.WORKSHOP_2, by=cast.dina, at=AT)
    a_workshop_held(atelier, cast, 2)
    advance(atelier, Stage.WORKSHOP_3, by=cast.dina, at=AT)
    a_workshop_held(atelier, cast, 3)
    strategy = _strategy(atelier, cast, finding)
    for rank in range(1, actions + 1):
        an_action(cast, strategy, f"Faire rouler le car du soir, {rank}", places=["Bellême"])
    for node in Node.unfiltered.filter(atelier=atelier, kind="contribution"):
        answer(node, Fate.ADOPTED, "Reprise dans l’action 1.1.", by=cast.dina, at=AT)
    return Told(atelier, said, kept, finding, strategy)


def _evidence(atelier: Atelier, cast: Cast, said: Contribution) -> tuple[Excerpt, Node]:
    team = {"by": cast.dina, "at": AT}
    document = add_document(
        atelier, title="Relevé des granges", author="Le parc", kind=DocumentKind.STUDY, year=2024,
        **team,
    )  # fmt: skip
    read = extract(document, SHARED, page=14, **team)
    interview = add_interview(
        atelier, function=PRIVATE_FUNCTION, audience=Audience.FARMING, held_on=date(2026, 5, 5),
        synthesis="Elle a demandé le silence.", visibility=Visibility.INTERNAL, **team,
    )  # fmt: skip
    validate_interview(interview, **team)
    kept = extract(interview, KEPT, **team)
    figure = add_figure(
        atelier, label="Granges sans toit", value="41", unit="", vintage=2024, source="Parc",
        **team,
    )  # fmt: skip
    sources = [(said.node, "le dit"), (read.node, "le montre"), (figure.node, "le compte")]
    sources.append((kept.node, "le confie"))
    told = f"On ne rentre plus [[{said.node.number}]], [[{read.node.number}]] [[X-002]]."
    finding = add_finding(atelier, "Le soir, on reste chez soi", told, rests_on=sources, **team)
    return kept, finding.node


def _strategy(atelier: Atelier, cast: Cast, finding: Node) -> Strategy:
    team = {"by": cast.dina, "at": AT}
    issue = add_issue(
        atelier, "Comment sortir le soir sans voiture ?", text="On reste chez soi.",
        rests_on=[(finding, "le pose")], **team,
    )  # fmt: skip
    axis = add_axis(atelier, "Se relier", title="Se relier le soir", **team)
    objective = add_objective(
        axis, "Un car après dix-huit heures", rests_on=[(issue.node, "y répond")], **team
    )
    add_recommendation(
        atelier, "Décaler le dernier car", addressee="Région", horizon=Horizon.SHORT,
        kind=RecommendationKind.OPERATIONAL, text="D’une heure.",
        rests_on=[(finding, "le demande")], **team,
    )  # fmt: skip
    return Strategy(atelier, objective, [])


def a_draft(
    told: Told, cast: Cast, kind: DeliverableKind = DeliverableKind.BOOKLET, *, sections: int = 1
) -> Deliverable:
    deliverable = start_deliverable(told.atelier, kind, by=cast.dina, at=AT)
    deliverable.atelier = told.atelier
    for rank in range(1, sections + 1):
        write_section(
            deliverable,
            f"recit-{rank}",
            f"Le soir, {rank}",
            f"On l’a dit [[{told.said.node.number}]].",
            cites=[(told.said.node, "le dit"), (told.finding, "le résume")],
            by=cast.dina,
            at=AT,
        )
    return deliverable


def an_asked(told: Told, cast: Cast, kind: DeliverableKind, **more) -> Deliverable:
    deliverable = a_draft(told, cast, kind, **more)
    ask_validation(deliverable, due_on=DUE, by=cast.dina, at=AT)
    return deliverable


def a_shared(told: Told, cast: Cast, kind: DeliverableKind, **more) -> Deliverable:
    deliverable = an_asked(told, cast, kind, **more)
    speakers = {
        College.LOCAL_AUTHORITY: cast.hélène,
        College.STATE: cast.camille,
        College.PARTNERS: cast.paul,
    }
    for college, person in speakers.items():
        roles = roles_in(told.atelier, person)
        approve(deliverable, college, Opinion.FAVOURABLE, roles=roles, by=person, at=AT)
    return deliverable


def a_frozen(told: Told, cast: Cast, kind: DeliverableKind, **more) -> Deliverable:
    deliverable = a_shared(told, cast, kind, **more)
    return freeze(deliverable, *printing(deliverable, at=AT).kept, by=cast.camille, at=AT)
