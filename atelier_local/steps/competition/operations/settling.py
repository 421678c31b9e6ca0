"""Judging together: common marks, disagreements written down, the meeting that closes them."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.urls import reverse

from atelier_local.ground.journal.operations import append
from atelier_local.programme.governance.enums import MeetingKind
from atelier_local.programme.governance.operations import assign, complete, convene, hold
from atelier_local.programme.people.enums import Role
from atelier_local.programme.people.models import Person
from atelier_local.refusal import refuse_if

from .. import papers, queries, rules
from ..enums import EvaluationCollege
from ..models import (
    Acknowledgement,
    CommonMark,
    Consensus,
    Criterion,
    Evaluator,
    Invitation,
    MiniCompetition,
    Report,
)
from .marking import SETTLE, same_competition
from .writing import keep

CHOOSE = "competition:choose"


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
    agreed: bool = True,
    dissent: str = "",
    correction: str = "",
) -> CommonMark:
    """Write down the mark the colleges hold to; its reason goes into the report as it is.

    A disagreement is written beside it. A mark that changes says why, and the journal keeps both.
    """
    MiniCompetition.objects.select_for_update().get(pk=competition.pk)
    competition.refresh_from_db(fields=["state"])
    before = CommonMark.objects.filter(invitation=invitation, criterion=criterion).first()
    new = (value, reason.strip(), agreed, dissent.strip())
    if before and (before.value, before.reason, before.agreed, before.dissent) == new:
        return before
    refuse_if(
        queries.against_acting(competition, by)
        + rules.against_settling(
            competition.at_state,
            value,
            reason,
            is_price=criterion.is_price,
            agreed=agreed,
            dissent=dissent,
            changes=before is not None,
            correction=correction,
            ranks=queries.ranks(invitation),
        )
    )
    same_competition(competition, invitation, criterion)
    common, _ = CommonMark.objects.update_or_create(
        invitation=invitation,
        criterion=criterion,
        defaults={
            "value": value,
            "reason": reason.strip(),
            "agreed": agreed,
            "dissent": "" if agreed else dissent.strip(),
            "by": by,
            "at": at,
        },
    )
    payload = {
        "invitation": invitation.pk,
        "criterion": criterion.key,
        "value": str(value),
        "reason": reason.strip(),
        "agreed": agreed,
        "dissent": common.dissent,
    }
    if before:
        payload |= {"before": str(before.value), "correction": correction.strip()}
    append(competition.stream, "competition.settled", payload, by=by, at=at)
    return common


@transaction.atomic
def close_consensus(
    competition: MiniCompetition, present: Collection[Person], *, by: Person, at: datetime
) -> Consensus:
    """Close the meeting at which the colleges settled every mark; its minutes write themselves."""
    MiniCompetition.objects.select_for_update().get(pk=competition.pk)
    competition.refresh_from_db(fields=["state"])
    known = Consensus.objects.filter(competition=competition).first()
    if known:
        return known
    seen = queries.analysis(competition)
    evaluators = competition.evaluators.select_related("person")
    sitting = {e.person_id: e for e in evaluators if e.sits}
    came = {person.pk for person in present} & sitting.keys()
    refuse_if(
        queries.against_acting(competition, by)
        + rules.against_closing_consensus(
            competition.at_state,
            unsettled=seen.unsettled,
            unheard=queries.unheard(competition, seen),
            present={EvaluationCollege(sitting[pk].college) for pk in came},
            sitting={EvaluationCollege(e.college) for e in sitting.values()},
        )
    )
    meeting = convene(
        competition.atelier,
        MeetingKind.CONSENSUS,
        "Mise en commun des notes",
        starts_at=at,
        ends_at=at + timedelta(hours=1),
        invited=[evaluator.person for evaluator in _people(competition)],
        by=by,
        at=at,
    )
    hold(meeting, minutes=_minutes(seen), present=list(present), by=by, at=at)
    there = [one for pk, one in sitting.items() if pk in came]
    filed = keep(competition, papers.consensus_minutes(afresh(competition), seen, there, at), at=at)
    held = Consensus.objects.create(competition=competition, meeting=meeting, at=at, minutes=filed)
    complete(competition.atelier, SETTLE, at=at)
    assign(
        competition.atelier,
        CHOOSE,
        "Établir le rapport d’analyse et arrêter le choix",
        role=Role.PILOT,
        url=reverse("competition:report", args=[competition.atelier.slug]),
    )
    disagreed = sum(not cell.common.agreed for cell in _settled(seen) if cell.common)
    payload = {
        "present": sorted(p.ref for p in present),
        "disagreements": disagreed,
        "minutes": filed.digest,
    }
    append(competition.stream, "competition.consensus_closed", payload, by=by, at=at)
    return held


def _people(competition: MiniCompetition) -> Iterable[Evaluator]:
    found = competition.evaluators.select_related("person")
    return found.filter(withdrawn_at=None, only_reads=False)


def _settled(seen: queries.Analysis) -> list[queries.AnalysisCell]:
    return [cell for _, row in seen.rows for cell in row if cell.common]


def _minutes(seen: queries.Analysis) -> str:
    """What was settled and where the colleges did not agree, line by line."""
    settled = _settled(seen)
    lines = [f"{len(settled)} notes mises en commun par les collèges."]
    for cell in settled:
        if cell.common and not cell.common.agreed:
            lines.append(
                f"{cell.tender.invitation.name}, {cell.criterion.label} : désaccord consigné. "
                f"{cell.common.dissent}"
            )
    return "\n".join(lines)


@transaction.atomic
def acknowledge(
    competition: MiniCompetition,
    keys: Collection[str],
    answer: str = "",
    *,
    by: Person,
    at: datetime,
) -> None:
    """Say that remarks on the marks were read, and why they stand."""
    known = {remark.key for remark in queries.remarks(competition).to_read}
    fresh = [key for key in keys if key in known]
    if not fresh:
        return
    Acknowledgement.objects.bulk_create(
        Acknowledgement(competition=competition, key=key, answer=answer.strip(), by=by, at=at)
        for key in fresh
    )
    payload = {"remarks": sorted(fresh), "answer": answer.strip()}
    append(competition.stream, "competition.remarks_read", payload, by=by, at=at)


@transaction.atomic
def make_report(competition: MiniCompetition, *, by: Person, at: datetime) -> Report:
    """Assemble the report from what is written: nothing is typed, totals are computed again."""
    MiniCompetition.objects.select_for_update().get(pk=competition.pk)
    competition.refresh_from_db(fields=["state"])
    file = queries.case_file(afresh(competition))
    refuse_if(queries.against_acting(competition, by) + queries.against_reporting(file))
    totals = queries.totals(file.seen)
    meeting = file.consensus.meeting if file.consensus else None
    paper = papers.report(file, queries.course(competition, meeting), day=at)
    filed = keep(competition, paper, at=at)
    replaced = file.reported.filed.digest if file.reported else ""
    made, _ = Report.objects.update_or_create(
        competition=competition,
        defaults={
            "filed": filed,
            "totals": totals,
            "basis": queries.basis(file.seen),
            "at": at,
            "by": by,
        },
    )
    payload = {"digest": filed.digest, "totals": totals, "replaces": replaced}
    append(competition.stream, "competition.report_made", payload, by=by, at=at)
    return made


def afresh(competition: MiniCompetition) -> MiniCompetition:
    """Its meeting and its report as they are now, whatever was read before."""
    found = MiniCompetition.objects.select_related("stream", "atelier__framework")
    return found.get(pk=competition.pk)
