"""Hearings: who is heard when, and what was said."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from atelier_local import clock
from atelier_local.ground.files import papers
from atelier_local.ground.ui.acting import done
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Reasons

from .. import operations, queries
from ..access import competition_of
from ..forms import CallForm, HearingRecordForm, MoveHearingForm
from ..models import Hearing, MiniCompetition
from ..papers import hearing_record
from .evaluation import evaluator_and_why, not_yet


def _open_to(visit: Visit) -> tuple[MiniCompetition, Reasons]:
    """Those who may read the tenders may read what was said of them."""
    competition = competition_of(visit)
    if not competition.hearing:
        raise Http404("La lettre de consultation ne prévoit pas d’audition.")
    return competition, evaluator_and_why(visit, competition)[1]


@atelier_view(C.EVALUATE)
def hearings(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All of them; the pilot calls those who are not called yet."""
    competition, why = _open_to(visit)
    if why:
        return not_yet(request, visit, why)
    calls = visit.can(C.RUN_COMPETITION)
    if request.method == "POST" and not calls:
        raise PermissionDenied
    form = CallForm(request.POST or None)
    if done(
        form,
        lambda: operations.call_hearings(
            competition, **form.cleaned_data, by=visit.person, at=clock.now()
        ),
    ):
        messages.success(request, "Les groupements sont convoqués.")
        return redirect("competition:hearings", visit.atelier.slug)
    seen = queries.hearings_view(competition)
    context = {"competition": competition, "hearings": seen, "form": form, "calls": calls}
    return page(
        request, visit, "competition/hearings.html", context, status=422 if form.errors else 200
    )


@atelier_view(C.EVALUATE)
def hearing(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """One of them: its points, and its record, which the pilot writes."""
    competition, why = _open_to(visit)
    if why:
        return not_yet(request, visit, why)
    shown = _one(competition, pk)
    records = visit.can(C.RUN_COMPETITION) and not shown.held
    if request.method == "POST" and not records:
        raise PermissionDenied
    sitting = {str(e.person_id): e for e in queries.declarations(competition) if e.sits}
    people = [(pk, f"{e.person.full_name}, {e.get_college_display()}") for pk, e in sitting.items()]
    form = HearingRecordForm(request.POST or None, people=people)
    if done(
        form,
        lambda: operations.record_hearing(
            shown,
            present=form.cleaned_data["present"],
            heard_by=[sitting[pk].person for pk in form.cleaned_data["heard_by"]],
            minutes=form.cleaned_data["minutes"],
            by=visit.person,
            at=clock.now(),
        ),
    ):
        messages.success(request, "Le compte rendu est établi ; le groupement peut le lire.")
        return redirect("competition:hearings", visit.atelier.slug)
    context = {"competition": competition, "hearing": shown, "form": form, "records": records}
    return page(
        request, visit, "competition/hearing.html", context, status=422 if form.errors else 200
    )


@atelier_view(C.RUN_COMPETITION)
def move_hearing(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Another hour, for one holder."""
    competition, why = _open_to(visit)
    if why:
        return not_yet(request, visit, why)
    shown = _one(competition, pk)
    form = MoveHearingForm(request.POST or None, initial={"starts_at": shown.meeting.starts_at})
    if done(
        form,
        lambda: operations.move_hearing(
            shown, **form.cleaned_data, by=visit.person, at=clock.now()
        ),
    ):
        messages.success(request, "Le groupement est averti de sa nouvelle heure.")
        return redirect("competition:hearings", visit.atelier.slug)
    context = {"competition": competition, "hearing": shown, "form": form}
    return page(
        request, visit, "competition/move_hearing.html", context, status=422 if form.errors else 200
    )


@atelier_view(C.EVALUATE)
def call_document(request: HttpRequest, visit: Visit, pk: int, form: str) -> HttpResponse:
    """How that holder was called, at the hour that stands."""
    competition, why = _open_to(visit)
    called = queries.hearings(competition).select_related("call").filter(pk=pk).first()
    if why or called is None or called.call is None:
        raise Http404("Aucune convocation à cette adresse.")
    return papers.answer(called.call, form)


@atelier_view(C.EVALUATE)
def hearing_document(request: HttpRequest, visit: Visit, pk: int, form: str) -> HttpResponse:
    """The record as a paper."""
    competition, why = _open_to(visit)
    shown = queries.held_hearings(competition).filter(pk=pk).first()
    if why or shown is None:
        raise Http404("Le compte rendu n’est pas établi.")
    paper = hearing_record(competition, shown, queries.heard_by(shown))
    return papers.download(paper, form, shown.meeting.held_at)


def _one(competition: MiniCompetition, pk: int) -> Hearing:
    return get_object_or_404(queries.hearings(competition), pk=pk)
