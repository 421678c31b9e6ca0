"""Following a published consultation: answering, amending, opening, ending."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from atelier_local import clock
from atelier_local.clock import day_of
from atelier_local.ground.files import papers
from atelier_local.ground.files.models import Filed
from atelier_local.ground.ui.acting import done
from atelier_local.programme.agreement import law
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Refused

from .. import operations, queries, rules
from ..access import competition_of
from ..enums import CompetitionState
from ..forms import AmendForm, AnswerForm, ReasonForm
from ..models import MiniCompetition
from .evaluation import not_yet


@atelier_view(C.SEE_COMPETITION)
def competition(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Where the consultation stands, and what it waits for."""
    seen = queries.competition_for_buyer(visit.atelier, visit.person)
    context: dict[str, Any] = {
        "competition": seen and seen[0],
        "now": clock.now(),
        "ready": visit.atelier.has_reached(Stage.COMPETITION),
        "runs": visit.can(C.RUN_COMPETITION),
        "opens": visit.can(C.OPEN_TENDERS),
        "evaluates": visit.can(C.EVALUATE),
        "awards": visit.can(C.AWARD),
    }
    if seen:
        found, stands = seen
        award = queries.winner(found) if found.at_state is CompetitionState.AWARDED else None
        shut = stands.against_access if visit.can(C.EVALUATE) else stands.against_deciding
        hidden = award and shut and not award.letters_sent_at
        context |= {
            "buyer": queries.buyer_view(found, clock.now()),
            "award": None if hidden else award,
            "apart": stands.against_access if found.opened_at else stands.against_deciding,
        }
        if found.at_state is CompetitionState.DIRECT:
            context |= _given_directly(found, hidden=bool(shut))
            return page(request, visit, "competition/given.html", context)
        context["reads_letters"] = found.told and visit.can(C.AWARD) and not shut
    return page(request, visit, "competition/competition.html", context)


def _given_directly(found: MiniCompetition, *, hidden: bool) -> dict[str, Any]:
    """Who holds the contract without competition, and why; hidden from whoever is tied to it."""
    award = queries.winner(found)
    return {
        "award": None if hidden else award,
        "rule": law.known("direct_award", day_of(found.deadline)),
    }


@atelier_view(C.RUN_COMPETITION)
def answer(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    competition = competition_of(visit)
    if why := queries.against_acting(competition, visit.person):
        return not_yet(request, visit, why)
    question = get_object_or_404(competition.questions, pk=pk)
    question.competition = competition
    form = AnswerForm(request.POST or None, initial={"broadcast": question.text})
    if done(
        form,
        lambda: operations.answer(question, **form.cleaned_data, by=visit.person, at=clock.now()),
    ):
        messages.success(request, "La réponse est partie à tous les groupements.")
        return redirect("competition:competition", visit.atelier.slug)
    context = {"form": form, "question": question}
    return page(
        request, visit, "competition/answer.html", context, status=422 if form.errors else 200
    )


@atelier_view(C.RUN_COMPETITION)
def amend(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What changes in the documents, to all, and a later deadline if there is one."""
    competition = competition_of(visit)
    if why := queries.against_acting(competition, visit.person):
        return not_yet(request, visit, why)
    form = AmendForm(request.POST or None, initial={"deadline": competition.deadline})
    if form.is_valid():
        try:
            made = operations.amend(
                competition, **form.cleaned_data, by=visit.person, at=clock.now()
            )
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, f"L’additif n° {made.number} est parti à tous.")
            return redirect("competition:competition", visit.atelier.slug)
    now = clock.now()
    context = {
        "form": form,
        "competition": competition,
        "now": now,
        "why": rules.against_amending_now(
            competition.at_state, deadline=competition.deadline, at=now
        ),
    }
    return page(
        request, visit, "competition/amend.html", context, status=422 if form.errors else 200
    )


@atelier_view(C.SEE_COMPETITION)
def amendment_document(request: HttpRequest, visit: Visit, number: int, form: str) -> HttpResponse:
    """What all holders were sent of one amendment."""
    made = competition_of(visit).amendments.exclude(filed=None).select_related("filed")
    return _kept(get_object_or_404(made, number=number).filed, form)


@atelier_view(C.SEE_COMPETITION)
def ending_document(request: HttpRequest, visit: Visit, form: str) -> HttpResponse:
    """How all holders were told that it ended without a contract."""
    return _kept(competition_of(visit).ending, form)


def _kept(filed: Filed | None, form: str) -> HttpResponse:
    if filed is None:
        raise Http404("Aucun courrier à cette adresse.")
    return papers.answer(filed, form)


@atelier_view(C.RUN_COMPETITION)
def discontinue(request: HttpRequest, visit: Visit) -> HttpResponse:
    return _end(request, visit, operations.discontinue, "competition/discontinue.html")


@atelier_view(C.RUN_COMPETITION)
def unsuccessful(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Once opened, when no tender can be retained."""
    return _end(request, visit, operations.declare_unsuccessful, "competition/unsuccessful.html")


def _end(
    request: HttpRequest, visit: Visit, act: Callable[..., None], template: str
) -> HttpResponse:
    competition = competition_of(visit)
    if why := queries.against_acting(competition, visit.person):
        return not_yet(request, visit, why)
    form = ReasonForm(request.POST or None)
    if done(
        form, lambda: act(competition, form.cleaned_data["reason"], by=visit.person, at=clock.now())
    ):
        told = "Les groupements consultés sont tous prévenus du motif."
        messages.success(request, told if competition.published_at else "Le motif est consigné.")
        return redirect("competition:competition", visit.atelier.slug)
    context = {
        "form": form,
        "competition": competition,
        "why": rules.against_declaring_unsuccessful(competition.at_state, "à écrire"),
    }
    return page(request, visit, template, context, status=422 if form.errors else 200)
