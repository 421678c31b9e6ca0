"""Judging together: each apart, then the colleges in common, then the choice."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.urls import reverse

from atelier_local.ground.journal.enums import StreamKind
from atelier_local.ground.journal.operations import append, open_stream
from atelier_local.programme.ateliers.access import roles_in
from atelier_local.programme.governance.operations import assign, complete
from atelier_local.programme.people.enums import Role
from atelier_local.programme.people.models import Person
from atelier_local.programme.people.operations import post
from atelier_local.refusal import refuse_if

from .. import queries, rules
from ..enums import CompetitionState, EvaluationCollege
from ..models import (
    Award,
    CommonMark,
    Criterion,
    Evaluator,
    Invitation,
    Mark,
    MiniCompetition,
    Tender,
)
from ..queries import Analysis
from .keys import ROLE_OF
from .moving import move
from .opening import MARK
from .preparing import DECLARE

SETTLE, SIGN = "competition:settle", "contract:sign"


@transaction.atomic
def declare_interests(
    competition: MiniCompetition, *, conflict: bool, by: Person, at: datetime, note: str = ""
) -> Evaluator:
    """Say whether one is tied to a consortium, before reading anything; again, if it changes."""
    competition.refresh_from_db(fields=["state"])
    college = rules.college_of(roles_in(competition.atelier, by))
    refuse_if(rules.against_declaring(competition.at_state, college))
    assert college is not None
    evaluator, _ = Evaluator.objects.update_or_create(
        competition=competition,
        person=by,
        defaults={"conflict": conflict, "note": note},
        create_defaults={
            "college": college,
            "conflict": conflict,
            "note": note,
            "declared_at": at,
        },
    )
    complete(competition.atelier, DECLARE, role=ROLE_OF[college], at=at)
    _score_if_complete(competition, at=at)
    payload = {"college": str(college), "conflict": conflict}
    append(competition.stream, "competition.interests_declared", payload, by=by, at=at)
    return evaluator


def read(tender: Tender, *, by: Person, at: datetime) -> None:
    """Write down that a tender was read, by whom and when, in a stream no screen can open."""
    atelier = tender.invitation.competition.atelier
    audit = open_stream(StreamKind.AUDIT, atelier.slug, at=at)
    payload = {"consortium": tender.invitation.consortium_id}
    append(audit, "competition.tender_read", payload, by=by, at=at)


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
    evaluator.refresh_from_db(fields=["submitted_at", "conflict"])
    competition = evaluator.competition
    competition.refresh_from_db(fields=["state"])
    refuse_if(
        rules.against_marking(
            competition.at_state,
            value,
            submitted=evaluator.submitted_at is not None,
            is_price=criterion.is_price,
        )
        + rules.against_reading(competition.at_state, declared=True, conflict=evaluator.conflict)
    )
    _same_competition(competition, invitation, criterion)
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
    refuse_if(queries.grid(evaluator).missing)
    waiting = Evaluator.objects.filter(pk=evaluator.pk, submitted_at=None, conflict=False)
    if not waiting.update(submitted_at=at):
        return
    evaluator.submitted_at = at
    role = ROLE_OF[EvaluationCollege(evaluator.college)]
    others = competition.evaluators.filter(college=evaluator.college, conflict=False)
    if not others.filter(submitted_at=None).exists():
        complete(competition.atelier, MARK, role=role, at=at)
    _score_if_complete(competition, at=at)
    marks = [
        {"invitation": m.invitation_id, "criterion": m.criterion_id, "value": str(m.value)}
        for m in evaluator.marks.order_by("pk")
    ]
    append(competition.stream, "competition.grid_submitted", {"marks": marks}, by=by, at=at)


def _score_if_complete(competition: MiniCompetition, *, at: datetime) -> None:
    """Lift the curtain when every college has spoken and no grid is still in hand."""
    if competition.at_state is not CompetitionState.OPENED:
        return
    evaluators = list(competition.evaluators.all())
    pending = sum(not e.conflict and e.submitted_at is None for e in evaluators)
    returned = any(e.submitted_at for e in evaluators)
    declared = {EvaluationCollege(e.college) for e in evaluators}
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


@transaction.atomic
def settle(
    competition: MiniCompetition,
    invitation: Invitation,
    criterion: Criterion,
    value: Decimal,
    reason: str,
    *,
    by: Person,
    at: datetime,
) -> CommonMark:
    """Write down the mark the colleges agreed on; its reason goes into the report as it is."""
    competition.refresh_from_db(fields=["state"])
    why = rules.against_settling(competition.at_state, value, reason, is_price=criterion.is_price)
    refuse_if(why)
    _same_competition(competition, invitation, criterion)
    common, _ = CommonMark.objects.update_or_create(
        invitation=invitation,
        criterion=criterion,
        defaults={"value": value, "reason": reason.strip(), "by": by, "at": at},
    )
    payload = {
        "invitation": invitation.pk,
        "criterion": criterion.key,
        "value": str(value),
        "reason": reason.strip(),
    }
    append(competition.stream, "competition.settled", payload, by=by, at=at)
    return common


@transaction.atomic
def award(
    competition: MiniCompetition, invitation: Invitation, reason: str, *, by: Person, at: datetime
) -> Award:
    """Choose the tender with the best total, and write to every consortium that answered."""
    MiniCompetition.objects.select_for_update().get(pk=competition.pk)
    competition.refresh_from_db(fields=["state"])
    given = Award.objects.filter(competition=competition).first()
    if given and given.invitation_id == invitation.pk:
        return given
    seen = queries.analysis(competition)
    refuse_if(
        rules.against_awarding(
            invitation.pk,
            seen.totals,
            reason,
            unsettled=seen.unsettled,
            no_grid=competition.at_state not in (CompetitionState.SCORED, CompetitionState.AWARDED),
        )
    )
    refuse_if(["la consultation est déjà attribuée"] if given else [])
    move(competition, CompetitionState.AWARDED)
    made = Award.objects.create(
        competition=competition,
        invitation=invitation,
        total=seen.totals[invitation.pk],
        decided_at=at,
        reason=reason.strip(),
    )
    _write_to_all(competition, made, seen, at=at)
    atelier = competition.atelier
    complete(atelier, SETTLE, at=at)
    url = reverse("contract:contract", args=[atelier.slug])
    assign(atelier, SIGN, "Signer et notifier le marché", role=Role.PILOT, url=url)
    payload = {
        "consortium": invitation.consortium_id,
        "totals": {str(pk): str(total) for pk, total in seen.totals.items()},
        "reason": made.reason,
    }
    append(competition.stream, "competition.awarded", payload, by=by, at=at)
    return made


def _write_to_all(
    competition: MiniCompetition, made: Award, seen: Analysis, *, at: datetime
) -> None:
    """Each learns its own marks and rank, the winner's name and the reason (art. R2181-3)."""
    reached = queries.agents(c.tender.invitation.consortium_id for c in seen.columns)
    for column in seen.columns:
        won = column.tender.pk == made.invitation_id
        marks = "\n".join(
            f"– {cell.criterion.label} : {cell.value:.2f} sur 10" for cell in column.cells
        ).replace(".", ",")
        winner = "votre groupement" if won else made.invitation.name
        total = f"{column.total:.2f}".replace(".", ",")
        for person in reached[column.tender.invitation.consortium_id]:
            post(
                to=person.email,
                subject=f"Consultation {competition.atelier} : "
                + ("votre offre est retenue" if won else "votre offre n’est pas retenue"),
                body=(
                    f"Bonjour {person.first_name},\n\nL’offre retenue est celle de {winner}.\n"
                    f"Motif : {made.reason}\n\n"
                    f"Votre offre, rang {column.rank}, total {total} sur 100 :\n{marks}"
                ),
                at=at,
            )


def _same_competition(
    competition: MiniCompetition, invitation: Invitation, criterion: Criterion
) -> None:
    same = competition.pk == invitation.competition_id == criterion.competition_id
    refuse_if([] if same else ["cette note concerne une autre consultation"])
