"""Whether a tender may be ranked: regularity, and prices that look abnormally low."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from atelier_local.clock import PARIS
from atelier_local.ground.files.models import Filed
from atelier_local.ground.journal.operations import append
from atelier_local.programme.people.models import Person
from atelier_local.refusal import reasons, refuse_if

from .. import letter, papers, queries, rules
from ..access import Side
from ..enums import LowVerdict, NoticeKind, RegularityVerdict
from ..models import Invitation, LowTenderQuery, MiniCompetition, Regularity, Tender
from ..rules import grouping, low
from .writing import keep, told_in, write_to_one


@transaction.atomic
def judge_regularity(
    tender: Tender, verdict: RegularityVerdict, reason: str = "", *, by: Person, at: datetime
) -> Regularity:
    """Say whether a tender is regular; what was said before stays in the journal."""
    competition = _locked(tender.invitation)
    regular = verdict is RegularityVerdict.REGULAR
    why = rules.against_judging(competition.at_state, reason, regular=regular)
    if regular:
        why += grouping.against_regular(queries.strangers(tender))
    refuse_if(queries.against_acting(competition, by) + why)
    before = Regularity.objects.filter(invitation=tender.invitation).first()
    if before and (before.verdict, before.reason) == (verdict, reason.strip()):
        return before
    judged, _ = Regularity.objects.update_or_create(
        invitation=tender.invitation,
        defaults={"verdict": verdict, "reason": reason.strip(), "by": by, "at": at},
    )
    payload = {
        "consortium": tender.invitation.consortium_id,
        "verdict": str(verdict),
        "reason": reason.strip(),
        "before": before.verdict if before else "",
    }
    append(competition.stream, "competition.regularity_judged", payload, by=by, at=at)
    return judged


@transaction.atomic
def ask_low(
    tender: Tender, question: str, due_at: datetime, *, by: Person, at: datetime
) -> LowTenderQuery:
    """Ask a holder, and it alone, to explain its price in writing (art. L2152-6)."""
    invitation = tender.invitation
    competition = _locked(invitation)
    pending = LowTenderQuery.objects.filter(invitation=invitation, decided_at=None).exists()
    refuse_if(
        queries.against_acting(competition, by)
        + low.against_asking(competition.at_state, question, due=due_at, at=at, pending=pending)
    )
    query = LowTenderQuery.objects.create(
        invitation=invitation, question=question.strip(), asked_at=at, asked_by=by, due_at=due_at
    )
    filed = _tell_request(competition, tender, query, at=at)
    payload = {
        "consortium": invitation.consortium_id,
        "question": query.question,
        "due_at": due_at.isoformat(),
        "letter": filed.digest,
    }
    append(competition.stream, "competition.low_tender_asked", payload, by=by, at=at)
    return query


def _tell_request(
    competition: MiniCompetition, tender: Tender, query: LowTenderQuery, *, at: datetime
) -> Filed:
    """In writing, to that holder alone."""
    link = settings.SITE_URL + reverse("competition:explain", args=[competition.atelier.slug])
    filed = keep(competition, papers.low_request(competition, tender, query, link), at=at)
    query.request = filed
    query.save(update_fields=["request"])
    due = query.due_at.astimezone(PARIS)
    write_to_one(
        query.invitation,
        NoticeKind.LOW_ASKED,
        f"Consultation {competition.atelier} : justifiez votre prix",
        lambda _, person: (
            f"Bonjour {person.first_name},\n\n"
            "Le prix de votre offre paraît bas. Avant toute décision, l’acheteur vous demande de "
            f"le justifier :\n\n{query.question}\n\n"
            f"Réponse attendue avant le {due:%d/%m/%Y à %H h %M}, heure de Paris : {link}\n\n"
            f"Seul votre groupement reçoit cette demande.\n\n{told_in(filed, link)}"
        ),
        filed,
        at=at,
    )
    return filed


def _tell_decision(competition: MiniCompetition, query: LowTenderQuery, *, at: datetime) -> Filed:
    """To that holder alone, without waiting for the choice (art. R2181-1)."""
    filed = keep(competition, papers.low_decision(competition, query), at=at)
    query.decision = filed
    query.save(update_fields=["decision"])
    write_to_one(
        query.invitation,
        NoticeKind.LOW_DECIDED,
        f"Consultation {competition.atelier} : décision sur votre prix",
        lambda _, person: (
            f"Bonjour {person.first_name},\n\n"
            "L’acheteur a décidé de la suite à donner à sa demande de justification de votre "
            f"prix : {query.get_verdict_display()}.\n\nMotif : {query.verdict_reason}\n\n"
            f"Seul votre groupement reçoit ce message.\n\n"
            f"{told_in(filed, letter.result(competition))}"
        ),
        filed,
        at=at,
    )
    return filed


@transaction.atomic
def answer_low(side: Side, text: str, *, by: Person, at: datetime) -> LowTenderQuery:
    """Explain one’s price; the buyer alone reads it, until the report."""
    competition = _locked(side.invitation)
    query = LowTenderQuery.objects.filter(invitation=side.invitation).order_by("-asked_at").first()
    refuse_if(reasons((query is None, "l’acheteur ne vous a rien demandé")))
    assert query is not None
    refuse_if(low.against_answering(decided=query.decided_at is not None, text=text))
    query.answer, query.answered_at, query.answered_by = text.strip(), at, by
    query.save(update_fields=["answer", "answered_at", "answered_by"])
    payload = {"consortium": side.consortium.pk, "answer": query.answer}
    append(competition.stream, "competition.low_tender_answered", payload, by=by, at=at)
    return query


@transaction.atomic
def decide_low(
    query: LowTenderQuery, verdict: LowVerdict, reason: str, *, by: Person, at: datetime
) -> None:
    """Keep or reject a tender whose price was questioned: a person, with a reason, never a rule."""
    competition = _locked(query.invitation)
    query.refresh_from_db()
    if query.decided_at and (query.verdict, query.verdict_reason) == (verdict, reason.strip()):
        return
    refuse_if(
        queries.against_acting(competition, by)
        + reasons((query.decided_at is not None, "cette demande a déjà sa décision"))
        + low.against_deciding(
            competition.at_state,
            answered=query.answered_at is not None,
            due=query.due_at,
            at=at,
            reason=reason,
        )
    )
    query.verdict, query.verdict_reason = verdict, reason.strip()
    query.decided_at, query.decided_by = at, by
    query.save(update_fields=["verdict", "verdict_reason", "decided_at", "decided_by"])
    filed = _tell_decision(competition, query, at=at)
    payload = {
        "consortium": query.invitation.consortium_id,
        "verdict": str(verdict),
        "reason": query.verdict_reason,
        "letter": filed.digest,
    }
    append(competition.stream, "competition.low_tender_decided", payload, by=by, at=at)


def _locked(invitation: Invitation) -> MiniCompetition:
    """The competition, whose award nobody can decide meanwhile."""
    found = MiniCompetition.objects.select_for_update(of=("self",))
    found = found.select_related("stream", "atelier__framework")
    return found.get(pk=invitation.competition_id)
