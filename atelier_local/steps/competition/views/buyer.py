"""Preparing, publishing, answering, opening."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from atelier_local import clock
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Refused

from .. import operations, queries
from ..access import competition_of
from ..enums import CompetitionState, PriceFormula
from ..forms import AnswerForm, ConfirmForm, PrepareForm, ReasonForm
from ..models import MiniCompetition


@atelier_view(C.SEE_COMPETITION)
def competition(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Where the consultation stands, and what it waits for."""
    found = queries.competition_for_buyer(visit.atelier)
    context: dict[str, Any] = {
        "competition": found,
        "now": clock.now(),
        "ready": visit.atelier.has_reached(Stage.COMPETITION),
        "runs": visit.can(C.RUN_COMPETITION),
        "opens": visit.can(C.OPEN_TENDERS),
        "evaluates": visit.can(C.EVALUATE),
        "awards": visit.can(C.AWARD),
    }
    if found:
        context |= {
            "buyer": queries.buyer_view(found, clock.now()),
            "why": (
                queries.against_publishing(found, clock.now())
                if found.at_state is CompetitionState.DRAFT
                else ()
            ),
        }
    return page(request, visit, "competition/competition.html", context)


@atelier_view(C.RUN_COMPETITION)
def prepare(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Weights, deadline, formula: all on one page, kept whole."""
    criteria = list(visit.atelier.framework.criteria.all())
    known = MiniCompetition.objects.filter(atelier=visit.atelier).first()
    form = PrepareForm(request.POST or None, criteria=criteria, initial=_initial(known))
    if form.is_valid():
        try:
            operations.prepare_competition(
                visit.atelier,
                weights=form.weights,
                deadline=form.cleaned_data["deadline"],
                formula=PriceFormula(form.cleaned_data["formula"]),
                by=visit.person,
                at=clock.now(),
            )
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, "La consultation est préparée.")
            return redirect("competition:competition", visit.atelier.slug)
    context = {"form": form, "framework": visit.atelier.framework}
    return page(
        request, visit, "competition/prepare.html", context, status=422 if form.errors else 200
    )


def _initial(known: MiniCompetition | None) -> dict[str, object]:
    if known is None:
        return {"formula": PriceFormula.PROPORTIONAL}
    weights = {f"weight_{c.key}": c.weight for c in known.criteria.all()}
    return {"deadline": known.deadline, "formula": known.formula, **weights}


@atelier_view(C.RUN_COMPETITION)
def publish(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The last look before the consortia are consulted; afterwards there is nothing to do here."""
    competition = queries.competition_for_buyer(visit.atelier)
    if competition is None:
        raise Http404("La consultation n’est pas encore préparée.")
    if competition.at_state is not CompetitionState.DRAFT:
        return redirect("competition:competition", visit.atelier.slug)
    name = visit.atelier.name
    form = ConfirmForm(
        request.POST or None, fact=name, ask="Pour confirmer, recopiez le nom du territoire"
    )
    if form.is_valid():
        try:
            operations.publish(competition, by=visit.person, at=clock.now())
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, "Les groupements sont consultés.")
            return redirect("competition:competition", visit.atelier.slug)
    context = {
        "form": form,
        "competition": competition,
        "buyer": queries.buyer_view(competition, clock.now()),
        "why": queries.against_publishing(competition, clock.now()),
    }
    return page(
        request, visit, "competition/publish.html", context, status=422 if form.errors else 200
    )


@atelier_view(C.RUN_COMPETITION)
def answer(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    competition = competition_of(visit)
    question = get_object_or_404(competition.questions, pk=pk)
    question.competition = competition
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            operations.answer(question, form.cleaned_data["text"], by=visit.person, at=clock.now())
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, "La réponse est partie à tous les groupements.")
            return redirect("competition:competition", visit.atelier.slug)
    context = {"form": form, "question": question}
    return page(
        request, visit, "competition/answer.html", context, status=422 if form.errors else 200
    )


@atelier_view(C.RUN_COMPETITION)
def discontinue(request: HttpRequest, visit: Visit) -> HttpResponse:
    competition = competition_of(visit)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            operations.discontinue(
                competition, form.cleaned_data["reason"], by=visit.person, at=clock.now()
            )
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            return redirect("competition:competition", visit.atelier.slug)
    context = {"form": form, "competition": competition}
    return page(
        request, visit, "competition/discontinue.html", context, status=422 if form.errors else 200
    )
