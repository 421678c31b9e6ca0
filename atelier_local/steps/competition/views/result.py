"""What one holder reads once the choice is made, and its answer about its price."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from atelier_local import clock
from atelier_local.ground.files import papers
from atelier_local.ground.ui.acting import done
from atelier_local.programme.people.access import Capability as C

from .. import operations, queries, receipts
from ..access import Side, side_view
from ..forms import AnswerLowForm
from ..models import LowTenderQuery
from ..papers import hearing_record, redacted
from ..papers.low import JUSTIFIES
from .side import page

SCRIPT = settings.ROOT / "verify" / "verify_competition.py"


@side_view(C.TENDER, told=True)
def my_result(request: HttpRequest, side: Side) -> HttpResponse:
    """One’s own letter; after signature, the report without the others’ secrets."""
    context = {
        "result": queries.result_for(side),
        "asked": _asked(side),
        "competition": side.competition,
        "hearing": queries.hearing_of(side) if side.competition.hearing else None,
        "posted": queries.posted_to(side.invitation),
    }
    return page(request, side, "competition/my_result.html", context)


@side_view(C.TENDER)
def my_letter(request: HttpRequest, side: Side, form: str) -> HttpResponse:
    result = queries.result_for(side)
    if result.letter is None:
        raise Http404("Aucune lettre ne vous a été envoyée.")
    return papers.answer(result.letter.filed, form)


@side_view(C.TENDER)
def my_report(request: HttpRequest, side: Side, form: str) -> HttpResponse:
    """Composed for this holder when it asks: its own marks and the winner’s."""
    result = queries.result_for(side)
    if result.why or result.award is None:
        raise PermissionDenied("Le rapport n’est communicable qu’une fois le marché signé.")
    file, course = queries.report_for(side)
    own, winner = side.invitation.pk, result.award.invitation_id
    paper = redacted(file, course, own=own, winner=winner, day=clock.now())
    return papers.download(paper, form, clock.now())


@side_view(C.TENDER)
def my_hearing(request: HttpRequest, side: Side, form: str) -> HttpResponse:
    """The record of one’s own hearing, as the buyer has it."""
    side.competition.atelier = side.atelier
    heard = queries.own_record(side)
    if heard is None:
        raise Http404("Le compte rendu de votre audition n’est pas établi.")
    paper = hearing_record(side.competition, heard, queries.heard_by(heard))
    return papers.download(paper, form, heard.meeting.held_at)


@side_view(C.TENDER)
def verify(request: HttpRequest, side: Side) -> HttpResponse:
    """How to check all of it elsewhere, and what that proves."""
    side.competition.atelier = side.atelier
    result = queries.result_for(side)
    why = queries.against_taking_away(side.competition)
    context = {"result": result, "why": why, "bundle": bundle_name(side), "script": SCRIPT.name}
    return page(request, side, "competition/verify.html", context)


@side_view(C.TENDER)
def verify_bundle(request: HttpRequest, side: Side) -> HttpResponse:
    """The file of this side, as it stands today."""
    if queries.against_taking_away(side.competition):
        raise PermissionDenied("Il n’y a rien à vérifier avant l’ouverture des plis.")
    told = receipts.signed_file(queries.bundle(side.competition, side.invitation))
    return _handed(told, bundle_name(side), "application/json")


@side_view(C.TENDER)
def verify_script(request: HttpRequest, side: Side) -> HttpResponse:
    """The script is read in full before it is run: it is shorter than three hundred lines."""
    return _handed(SCRIPT.read_bytes(), SCRIPT.name, "text/x-python; charset=utf-8")


def bundle_name(side: Side) -> str:
    return f"consultation-{side.atelier.slug}-{side.consortium.slug}.json"


def _handed(content: bytes, name: str, media_type: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = content_disposition_header(True, name) or ""
    answer["Cache-Control"] = "no-store"
    return answer


def _asked(side: Side) -> LowTenderQuery | None:
    found = LowTenderQuery.objects.filter(invitation=side.invitation)
    return found.order_by("-asked_at").first()


@side_view(C.TENDER)
def explain(request: HttpRequest, side: Side) -> HttpResponse:
    """Explain one’s price to the buyer, when it asks."""
    query = _asked(side)
    if query is None:
        raise Http404("L’acheteur ne vous a rien demandé.")
    form = AnswerLowForm(request.POST or None, initial={"text": query.answer})
    if done(
        form,
        lambda: operations.answer_low(
            side, form.cleaned_data["text"], by=side.person, at=clock.now()
        ),
    ):
        messages.success(request, "Votre justification est chez l’acheteur.")
        return redirect("competition:my_result", side.atelier.slug)
    context = {"form": form, "query": query, "justifies": JUSTIFIES}
    return page(
        request, side, "competition/explain.html", context, status=422 if form.errors else 200
    )
