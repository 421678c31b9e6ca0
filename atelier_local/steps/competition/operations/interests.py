"""Who may evaluate: interests declared, again when they change, and withdrawing."""

from datetime import datetime

from django.db import transaction

from atelier_local.ground.journal.operations import append
from atelier_local.programme.ateliers.access import roles_in
from atelier_local.programme.governance.operations import complete
from atelier_local.programme.people.models import Person
from atelier_local.refusal import refuse_if

from .. import queries, rules
from ..enums import CompetitionState
from ..models import Declaration, Evaluator, MiniCompetition
from .marking import lift_curtain
from .preparing import DECLARE, ROLE_OF


@transaction.atomic
def declare_interests(
    competition: MiniCompetition,
    *,
    conflict: bool,
    by: Person,
    at: datetime,
    note: str = "",
    only_reads: bool = False,
) -> Evaluator:
    """Say whether one is tied to a consortium, before opening or reading anything; again, if it
    changes. `only_reads`: no grid is waited for, as of whoever comes once all are in.

    Every declaration stays: the last one counts, the report lists them all.
    """
    MiniCompetition.objects.select_for_update().get(pk=competition.pk)
    competition.refresh_from_db(fields=["state"])
    college = rules.college_of(roles_in(competition.atelier, by))
    known = Evaluator.objects.filter(competition=competition, person=by).first()
    refuse_if(
        rules.against_declaring(
            competition.at_state,
            college,
            conflict=conflict,
            tied_to=queries.tied_to(competition, by),
            submitted=known is not None and known.submitted_at is not None,
            withdrawn=known is not None and known.withdrawn_at is not None,
        )
    )
    assert college is not None
    in_time = competition.at_state in (CompetitionState.OPEN, CompetitionState.OPENED)
    said = {"conflict": conflict, "only_reads": only_reads or not in_time}
    evaluator, _ = Evaluator.objects.update_or_create(
        competition=competition,
        person=by,
        defaults=said,
        create_defaults=said | {"college": college, "declared_at": at},
    )
    Declaration.objects.create(evaluator=evaluator, conflict=conflict, note=note.strip(), at=at)
    if not evaluator.only_reads:
        complete(competition.atelier, DECLARE, role=ROLE_OF[college], at=at)
    lift_curtain(competition, at=at)
    payload = {"college": str(college)} | said
    append(competition.stream, "competition.interests_declared", payload, by=by, at=at)
    return evaluator


@transaction.atomic
def withdraw_evaluator(evaluator: Evaluator, reason: str, *, by: Person, at: datetime) -> None:
    """Leave the whole evaluation; the marks already given are set aside, not removed."""
    competition = evaluator.competition
    MiniCompetition.objects.select_for_update().get(pk=competition.pk)
    competition.refresh_from_db(fields=["state"])
    evaluator.refresh_from_db(fields=["withdrawn_at"])
    refuse_if(
        rules.against_withdrawing(
            competition.at_state, reason, withdrawn=evaluator.withdrawn_at is not None
        )
    )
    evaluator.withdrawn_at, evaluator.withdrawal_reason = at, reason.strip()
    evaluator.save(update_fields=["withdrawn_at", "withdrawal_reason"])
    lift_curtain(competition, at=at)
    payload = {"evaluator": evaluator.person.ref, "reason": reason.strip()}
    append(competition.stream, "competition.evaluator_withdrawn", payload, by=by, at=at)
