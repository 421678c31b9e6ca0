"""Who has to do what, once a consultation is published."""

from django.urls import reverse

from atelier_local.clock import day_of
from atelier_local.programme.governance.operations import assign
from atelier_local.programme.people.enums import Role

from .. import queries
from ..enums import EvaluationCollege
from ..models import MiniCompetition

PREPARE, DECLARE, OPEN = "competition:prepare", "competition:declare", "competition:open"
ROLE_OF = {
    EvaluationCollege.PILOT: Role.PILOT,
    EvaluationCollege.LOCAL_AUTHORITIES: Role.LOCAL_AUTHORITY,
    EvaluationCollege.OPERATOR: Role.OPERATOR,
}


def hand_out(competition: MiniCompetition) -> None:
    """Declare interests, then open; again with its new date when the deadline moves."""
    atelier, due = competition.atelier, day_of(competition.deadline)
    judging = competition.evaluators.filter(only_reads=False)
    declared = set(judging.values_list("college", flat=True))
    for college in queries.colleges(atelier):
        if college not in declared:
            assign(
                atelier,
                DECLARE,
                "Déclarer ses intérêts avant d’évaluer les offres",
                role=ROLE_OF[college],
                url=reverse("competition:interests", args=[atelier.slug]),
                due_on=due,
            )
    opening = competition.officers.none() if competition.on_place else competition.officers.all()
    for officer in opening.select_related("person"):
        assign(
            atelier,
            OPEN,
            "Ouvrir les plis, à deux",
            role=ROLE_OF[EvaluationCollege(officer.college)],
            person=officer.person,
            url=reverse("competition:opening", args=[atelier.slug]),
            due_on=due,
        )
