"""Where somebody stands towards the consortia consulted: read with the competition itself."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.people.models import Person

from .. import rules
from ..access import tied
from ..enums import CompetitionState
from ..models import Evaluator, MiniCompetition


def seen_by(person: Person, found: QuerySet[MiniCompetition]) -> QuerySet[MiniCompetition]:
    """Each with what `stands` needs."""
    mine = Evaluator.objects.filter(competition=OuterRef("pk"), person=person)
    return found.annotate(
        apart=Exists(mine.filter(Q(conflict=True) | Q(withdrawn_at__isnull=False))),
        declared=Exists(mine),
        tie=tied(person),
    )


def stands(competition: MiniCompetition) -> rules.Standing:
    """Of whom it was `seen_by`. Once the contract is under way nobody is asked to declare any more,
    nor where nobody was consulted; a tie still shuts the door."""
    under_way = competition.atelier.has_reached(Stage.FRAMING)
    draft = competition.at_state is CompetitionState.DRAFT
    alone = competition.published_at is None and not draft
    return rules.Standing(
        declared=competition.declared or under_way or alone,  # type: ignore[attr-defined]
        recused=competition.apart or competition.tie,  # type: ignore[attr-defined]
    )
