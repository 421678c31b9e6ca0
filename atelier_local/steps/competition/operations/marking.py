"""Judging apart: each reads, marks and hands in their own grid."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.urls import reverse

from atelier_local.ground.journal.enums import StreamKind
from atelier_local.ground.journal.operations import append, open_stream
from atelier_local.programme.governance.operations import assign, complete
from atelier_local.programme.people.enums import Role
from atelier_local.programme.people.models import Person
from atelier_local.refusal import reasons, refuse_if

from .. import queries, rules
from ..enums import CompetitionState, EvaluationCollege
from ..models import (
    Criterion,
    Evaluator,
    Invitation,
    Mark,
    MiniCompetition,
    Tender,
)
from .keys import ROLE_OF
from .moving import move
from .opening import MARK

SETTLE = "competition:settle"


def read(tender: Tender, *, by: Person, at: datetime, file: str = "") -> None:
    """Write down that a tender was read, or that file of it, in a stream no screen can open."""
    atelier = tender.invitation.competition.atelier
    audit = open_stream(StreamKind.AUDIT, atelier.slug, at=at)
    payload = {"consortium": tender.invitation.consortium_id} | ({"file": file} if file else {})
    append(audit, "competition.tender_read", payload, by=by, at=at)


def read_prices(
    competition: MiniCompetition, page: str, of: int = 0, *, by: Person, at: datetime
) -> None:
    """Write down that someone was shown the prices of all tenders, or the one of a consortium, and
    on which page or paper.
    """
    audit = open_stream(StreamKind.AUDIT, competition.atelier.slug, at=at)
    payload: dict[str, object] = {"file": page} | ({"consortium": of} if of else {})
    append(audit, "competition.prices_read", payload, by=by, at=at)


@transaction.atomic
def mark(
    evaluator: Evaluator,
    invitation: Invitation,
    criterion: Criterion,
    value: Decimal,
    reason: str,
    *,
    by: Person,
    at: datetime,
) -> Mark:
    """Set one mark of one's own grid; a missing reason only stops the grid's return."""
    competition, locked = evaluator.competition, MiniCompetition.objects.select_for_update()
    competition.refresh_from_db(fields=["state"], from_queryset=locked)
    evaluator.refresh_from_db(fields=["submitted_at", "conflict", "only_reads", "withdrawn_at"])
    refuse_if(
        rules.against_marking(
            competition.at_state,
            value,
            submitted=evaluator.submitted_at is not None,
            is_price=criterion.is_price,
        )
        + rules.against_reading(
            competition.at_state,
            declared=True,
            conflict=evaluator.conflict,
            withdrawn=evaluator.withdrawn_at is not None,
        )
        + rules.against_grid(only_reads=evaluator.only_reads)
    )
    refuse_if(queries.against_access(competition, by))
    same_competition(competition, invitation, criterion)
    given, _ = Mark.objects.update_or_create(
        evaluator=evaluator,
        invitation=invitation,
        criterion=criterion,
        defaults={"value": value, "reason": reason.strip()},
    )
    payload = {"invitation": invitation.pk, "criterion": criterion.key}
    append(competition.stream, "competition.marked", payload, by=by, at=at)
    return given


@transaction.atomic
def submit_grid(evaluator: Evaluator, *, by: Person, at: datetime) -> None:
    """Hand in a complete grid; when the last one is in, all of them become readable."""
    competition = evaluator.competition
    MiniCompetition.objects.select_for_update().get(pk=competition.pk)
    competition.refresh_from_db(fields=["state"])
    refuse_if(queries.against_access(competition, by))
    read = queries.tenders(competition).exists()
    refuse_if(
        queries.grid(evaluator).missing
        + reasons((not read, "aucune offre n’est lue : il n’y a rien à noter"))
    )
    waiting = Evaluator.objects.filter(
        pk=evaluator.pk, submitted_at=None, conflict=False, only_reads=False, withdrawn_at=None
    )
    if not waiting.update(submitted_at=at):
        return
    evaluator.submitted_at = at
    role = ROLE_OF[EvaluationCollege(evaluator.college)]
    others = competition.evaluators.filter(
        college=evaluator.college, conflict=False, only_reads=False, withdrawn_at=None
    )
    if not others.filter(submitted_at=None).exists():
        complete(competition.atelier, MARK, role=role, at=at)
    lift_curtain(competition, at=at)
    marks = [
        {"invitation": m.invitation_id, "criterion": m.criterion_id, "value": str(m.value)}
        for m in evaluator.marks.order_by("pk")
    ]
    append(competition.stream, "competition.grid_submitted", {"marks": marks}, by=by, at=at)


def lift_curtain(competition: MiniCompetition, *, at: datetime) -> None:
    """Show all marks to all when every college has spoken and no grid is still in hand."""
    if competition.at_state is not CompetitionState.OPENED:
        return
    evaluators = list(competition.evaluators.all())
    pending = sum(e.sits and e.submitted_at is None for e in evaluators)
    returned = any(e.sits and e.submitted_at for e in evaluators)
    spoke = (e for e in evaluators if not (e.withdrawn_at or e.only_reads))
    declared = {EvaluationCollege(e.college) for e in spoke}
    parties = queries.colleges(competition.atelier)
    if not (returned and rules.all_grids_in(parties, declared, pending)):
        return
    move(competition, CompetitionState.SCORED, scored_at=at)
    complete(competition.atelier, MARK, at=at)
    assign(
        competition.atelier,
        SETTLE,
        "Mettre les notes en commun",
        role=Role.PILOT,
        url=reverse("competition:analysis", args=[competition.atelier.slug]),
    )


def same_competition(
    competition: MiniCompetition, invitation: Invitation, criterion: Criterion
) -> None:
    same = competition.pk == invitation.competition_id == criterion.competition_id
    refuse_if([] if same else ["cette note concerne une autre consultation"])
