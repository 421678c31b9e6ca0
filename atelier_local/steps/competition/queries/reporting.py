"""All that the analysis report says, read once."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from atelier_local.clock import day_of
from atelier_local.ground.journal.rules import canonical_json
from atelier_local.programme.agreement import law
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.governance.models import Invitation as Invited
from atelier_local.programme.governance.models import Meeting
from atelier_local.programme.people.models import Person
from atelier_local.refusal import Reasons

from .. import rules
from ..enums import EvaluationCollege
from ..models import (
    Amendment,
    BackupCopy,
    Consensus,
    Evaluator,
    GroupChange,
    Hearing,
    Invitation,
    LateTender,
    MiniCompetition,
    Opening,
    Regularity,
    Report,
    Tender,
)
from ..rules import awarding
from .analysing import Analysis, AnalysisCell, analysis
from .backups import backups
from .grouping import group_changes
from .hearing import held_hearings
from .judging import declarations
from .opened import read_tenders
from .reading import colleges, invitations, unopened
from .remarks import Remarks, remarks
from .standing import seen_by, stands

REGROUPED = "groupe"
"""The basis of a report written before a group was answered: no digest equals it."""


@dataclass(frozen=True)
class CaseFile:
    """One consultation from its launch to its ranking."""

    competition: MiniCompetition
    seen: Analysis
    consensus: Consensus | None
    reported: Report | None

    @cached_property
    def remarks(self) -> Remarks:
        return remarks(self.competition, self.seen)


def judged(atelier: Atelier, person: Person) -> tuple[MiniCompetition, rules.Standing] | None:
    """The competition with its meeting and its report, and where this person stands (one query)."""
    found = seen_by(person, MiniCompetition.objects.all())
    found = found.select_related("stream", "consensus__meeting", "report__filed", "report__by")
    competition = found.filter(atelier=atelier).first()
    if competition is None:
        return None
    competition.atelier = atelier
    return competition, stands(competition)


def standing(competition: MiniCompetition, person: Person) -> rules.Standing:
    """Where someone stands towards the consortia consulted (one query)."""
    seen = judged(competition.atelier, person)
    assert seen is not None
    return seen[1]


def against_access(competition: MiniCompetition, person: Person) -> Reasons:
    """What keeps someone from opening the tenders, or reading their prices (one query)."""
    return standing(competition, person).against_access


def against_acting(competition: MiniCompetition, person: Person) -> Reasons:
    """What keeps someone who runs the consultation from deciding of it: from the opening on they
    have declared their interests; a tie forbids it from the start (one query)."""
    seen = judged(competition.atelier, person)
    assert seen is not None
    fresh, stands = seen
    return stands.against_access if fresh.opened_at else stands.against_deciding


def case_file(competition: MiniCompetition) -> CaseFile:
    """What the page of the report needs: five queries after `judged`, six with the remarks."""
    return CaseFile(
        competition,
        analysis(competition),
        getattr(competition, "consensus", None),
        getattr(competition, "report", None),
    )


@dataclass(frozen=True)
class Course:
    """How the consultation went: what was told to all, who answered and how, who judged.

    `read`: every tender opened, by invitation, those that did not read too. `shut`: what the
    minutes say of a holder whose envelope was not opened.
    """

    invitations: list[Invitation]
    opening: Opening | None
    evaluators: list[Evaluator]
    present: list[Person]
    hearings: list[Hearing]
    read: dict[int, Tender]
    late: list[LateTender]
    shut: dict[str, str]
    colleges: set[EvaluationCollege]
    amendments: list[Amendment]
    answered: int
    environment: law.Rule | None
    copies: list[BackupCopy]
    changes: list[GroupChange]


def course(competition: MiniCompetition, meeting: Meeting | None) -> Course:
    """For the report alone (thirteen queries, three more when holders were heard)."""
    opening = Opening.objects.select_related("first__person", "second__person", "minutes")
    opened = opening.filter(competition=competition).first()
    came = Invited.objects.filter(meeting=meeting, attended=True).select_related("person")
    came = came.order_by("person__last_name", "person__first_name")
    late = LateTender.objects.filter(invitation__competition=competition)
    launched = day_of(competition.published_at or competition.deadline)
    asked = law.in_force(law.rows(), "environment_criterion", launched)
    return Course(
        list(invitations(competition)),
        opened,
        declarations(competition),
        [one.person for one in came] if meeting else [],
        list(held_hearings(competition)) if competition.hearing else [],
        {one.pk: one for one in read_tenders(competition)},
        list(late.select_related("by").defer("core", "keys")),
        unopened(opened.minutes) if opened else {},
        colleges(competition.atelier),
        list(competition.amendments.order_by("number")),
        competition.questions.exclude(answered_at=None).count(),
        asked if asked and asked.value else None,
        backups(competition),
        list(group_changes(competition).exclude(decided_at=None)),
    )


def totals(seen: Analysis) -> dict[str, Any]:
    """Totals in hundredths, by consortium: what a report keeps, and what it is compared with."""
    return {
        str(column.tender.invitation.consortium_id): int(column.total * 100)
        for column in seen.columns
        if column.total is not None
    }


def against_reporting(file: CaseFile) -> Reasons:
    return awarding.against_reporting(
        file.competition.at_state,
        unsettled=file.seen.unsettled,
        unjudged=file.seen.unjudged,
        met=file.consensus is not None,
        blocking=len(file.remarks.blocking),
        unread=len(file.remarks.to_read),
    )


def basis(seen: Analysis) -> str:
    """Digest of every mark, verdict and reason: the letters quote them, so must the report."""
    told = [
        {
            "tender": column.tender.pk,
            "regularity": _verdict(column.admission.regularity),
            "price": [[one.verdict, one.verdict_reason] for one in column.admission.queries],
            "marks": [_said(cell) for cell in column.cells],
        }
        for column in sorted(seen.columns, key=lambda column: column.tender.pk)
    ]
    return hashlib.sha256(canonical_json(told)).hexdigest()


def _verdict(judged: Regularity | None) -> list[str]:
    return [judged.verdict, judged.reason] if judged else []


def _said(cell: AnalysisCell) -> list[Any]:
    """What the colleges agreed on, and what each of their members says."""
    one = cell.common
    common = [str(one.value), one.reason, one.agreed, one.dissent] if one else []
    marks = (mark for opinion in cell.opinions for mark in opinion.marks)
    return [common, sorted([mark.evaluator_id, str(mark.value), mark.reason] for mark in marks)]


def stale(file: CaseFile) -> bool:
    """Whether something was judged otherwise since the last report, a reason included, or a group
    was answered that it may change, or not."""
    reported = file.reported
    if reported is None:
        return False
    changed = bool(reported.basis) and reported.basis != basis(file.seen)
    return changed or bool(awarding.differences(reported.totals, totals(file.seen)))


def against_choosing(file: CaseFile) -> Reasons:
    """Why nobody can be chosen yet, whoever leads: the first obstacles only."""
    seen = file.seen
    return rules.against_awarding(
        seen.winner or 0,
        seen.winner,
        "à écrire",
        unsettled=seen.unsettled,
        unjudged=seen.unjudged,
        no_grid=False,
        rejected=seen.rejected,
    ) + awarding.against_deciding(reported=file.reported is not None, stale=stale(file))
