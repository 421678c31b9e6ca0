"""From key issues to objectives, and what the team recommends."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from atelier_local import clock
from atelier_local.ground.ui.acting import done
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.programme.thread.access import sight_of
from atelier_local.programme.thread.enums import Kind
from atelier_local.programme.thread.queries import around
from atelier_local.steps.workshops.models import Workshop

from . import operations, queries
from .forms import (
    AxisForm,
    DisagreementForm,
    IssueForm,
    ObjectiveForm,
    RecommendationForm,
    RewordForm,
    ScenarioForm,
)
from .models import Axis, Disagreement, KeyIssue, Objective, Recommendation, Scenario


@atelier_view(C.SEE_STRATEGY)
def strategy(request: HttpRequest, visit: Visit) -> HttpResponse:
    sight = sight_of(visit)
    issues = list(queries.issues(visit.atelier, sight))
    context = {
        "issues": issues,
        "most_votes": max((issue.votes for issue in issues), default=0),
        "scenarios": queries.scenarios(visit.atelier),
        "disagreements": queries.disagreements(visit.atelier),
        "axes": queries.axes(visit.atelier, sight),
        "recommendations": queries.recommendations(visit.atelier, sight),
        "can_write": visit.can(C.WRITE_STRATEGY),
    }
    return page(request, visit, "strategy/strategy.html", context)


def _node_page(request: HttpRequest, visit: Visit, found, template: str) -> HttpResponse:
    path, can_write = around(found.node, sight_of(visit)), visit.can(C.WRITE_STRATEGY)
    context = {"found": found, "path": path, "can_write": can_write}
    return page(request, visit, template, context)


@atelier_view(C.SEE_STRATEGY)
def issue(request: HttpRequest, visit: Visit, pk) -> HttpResponse:
    issues = KeyIssue.objects.seen_by(sight_of(visit)).filter(node__atelier=visit.atelier)
    return _node_page(request, visit, get_object_or_404(issues, pk=pk), "strategy/issue.html")


@atelier_view(C.SEE_STRATEGY)
def objective(request: HttpRequest, visit: Visit, pk) -> HttpResponse:
    objectives = Objective.objects.seen_by(sight_of(visit)).filter(node__atelier=visit.atelier)
    found = get_object_or_404(objectives.select_related("axis"), pk=pk)
    return _node_page(request, visit, found, "strategy/objective.html")


@atelier_view(C.SEE_STRATEGY)
def recommendation(request: HttpRequest, visit: Visit, pk) -> HttpResponse:
    listed = Recommendation.objects.seen_by(sight_of(visit)).filter(node__atelier=visit.atelier)
    found = get_object_or_404(listed, pk=pk)
    return _node_page(request, visit, found, "strategy/recommendation.html")


@atelier_view(C.WRITE_STRATEGY)
def add_issue(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = IssueForm(request.POST or None)
    kinds = frozenset({Kind.FINDING, Kind.GROUP, Kind.CONTRIBUTION})
    form.fields["rests_on"].of(visit.atelier, sight_of(visit), kinds)
    return _form_page(
        request,
        visit,
        form,
        lambda given: operations.add_issue(visit.atelier, **given, by=visit.person, at=clock.now()),
        title="Nouvel enjeu",
        question="À quelle question difficile le territoire doit-il répondre ?",
        button="Formuler l’enjeu",
    )


@atelier_view(C.WRITE_STRATEGY)
def add_scenario(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = ScenarioForm(request.POST or None)
    form.voted_on(queries.options(visit.atelier))
    add = operations.add_scenario
    return _form_page(
        request,
        visit,
        form,
        lambda given: add(visit.atelier, **given, by=visit.person, at=clock.now()),
        title="Nouveau scénario",
        question="Quel avenir a-t-on pesé, et pourquoi le garder ou non ?",
        button="Ajouter le scénario",
    )


@atelier_view(C.WRITE_STRATEGY)
def revise_scenario(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    found = get_object_or_404(Scenario.objects.filter(atelier=visit.atelier), pk=pk)
    found.atelier = visit.atelier
    known = {name: getattr(found, name) for name in ("title", "text", "reason", "by_hand")}
    known |= {"kept": "oui" if found.kept else "non", "option": found.option_id}
    form = ScenarioForm(request.POST or None, initial=known)
    form.voted_on(queries.options(visit.atelier))
    revise = operations.revise_scenario
    return _form_page(
        request,
        visit,
        form,
        lambda given: revise(found, **given, by=visit.person, at=clock.now()),
        title=f"Scénario {found.position}",
        question="Quel avenir a-t-on pesé, et pourquoi le garder ou non ?",
        button="Enregistrer le scénario",
    )


_DISAGREED = "Sur quoi les parties ne sont-elles pas d’accord, et que dit chacune ?"


@atelier_view(C.WRITE_STRATEGY)
def add_disagreement(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = DisagreementForm(request.POST or None)
    form.said_in(Workshop.objects.filter(atelier=visit.atelier))
    add = operations.add_disagreement
    return _form_page(
        request,
        visit,
        form,
        lambda given: add(visit.atelier, **given, by=visit.person, at=clock.now()),
        title="Nouveau désaccord",
        question=_DISAGREED,
        button="Écrire le désaccord",
    )


@atelier_view(C.WRITE_STRATEGY)
def revise_disagreement(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    found = get_object_or_404(Disagreement.objects.filter(atelier=visit.atelier), pk=pk)
    found.atelier = visit.atelier
    names = DisagreementForm.base_fields.keys() - {"workshop"}
    known = {name: getattr(found, name) for name in names}
    form = DisagreementForm(request.POST or None, initial=known | {"workshop": found.workshop_id})
    form.said_in(Workshop.objects.filter(atelier=visit.atelier))
    revise = operations.revise_disagreement
    return _form_page(
        request,
        visit,
        form,
        lambda given: revise(found, **given, by=visit.person, at=clock.now()),
        title=f"Désaccord {found.position}",
        question=_DISAGREED,
        button="Enregistrer le désaccord",
    )


@atelier_view(C.WRITE_STRATEGY)
def add_axis(request: HttpRequest, visit: Visit) -> HttpResponse:
    return _form_page(
        request,
        visit,
        AxisForm(request.POST or None),
        lambda given: operations.add_axis(visit.atelier, **given, by=visit.person, at=clock.now()),
        title="Nouvel axe",
        question="Quelle grande direction ces objectifs partagent-ils ?",
        button="Ajouter l’axe",
    )


@atelier_view(C.WRITE_STRATEGY)
def add_objective(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = ObjectiveForm(request.POST or None)
    form.fields["axis"].queryset = Axis.objects.filter(atelier=visit.atelier)
    kinds = frozenset({Kind.ISSUE, Kind.FINDING, Kind.CONTRIBUTION})
    form.fields["rests_on"].of(visit.atelier, sight_of(visit), kinds)
    return _form_page(
        request,
        visit,
        form,
        lambda given: operations.add_objective(
            given.pop("axis"), **given, by=visit.person, at=clock.now()
        ),
        title="Nouvel objectif",
        question="Que vise-t-on, et à quel enjeu cela répond-il ?",
        button="Ajouter l’objectif",
    )


@atelier_view(C.WRITE_STRATEGY)
def reword(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """An objective said otherwise, in its workshop or afterwards."""
    found = Objective.objects.seen_by(sight_of(visit)).filter(node__atelier=visit.atelier)
    objective = get_object_or_404(found, pk=pk)
    objective.node.atelier = visit.atelier
    form = RewordForm(request.POST or None, objective=objective)
    return _form_page(
        request,
        visit,
        form,
        lambda given: operations.reword(
            objective, given["read"], form.said(), by=visit.person, at=clock.now()
        ),
        title=f"Reformuler l’objectif {objective.node.number}",
        question="Que vise-t-on, en des mots que chacun reprend ?",
        button="Enregistrer l’objectif",
    )


@atelier_view(C.WRITE_STRATEGY)
def add_recommendation(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = RecommendationForm(request.POST or None)
    kinds = frozenset({Kind.FINDING, Kind.ISSUE, Kind.OBJECTIVE})
    form.fields["rests_on"].of(visit.atelier, sight_of(visit), kinds)
    return _form_page(
        request,
        visit,
        form,
        lambda given: operations.add_recommendation(
            visit.atelier, **given, by=visit.person, at=clock.now()
        ),
        title="Nouvelle préconisation",
        question="Que recommande l’équipe, à qui, et sur quoi s’appuie-t-elle ?",
        button="Ajouter la préconisation",
    )


def _form_page(
    request: HttpRequest, visit: Visit, form, add, *, title: str, question: str, button: str
) -> HttpResponse:
    """Show a form; when it holds, add what it describes and go back to the strategy."""
    if done(form, lambda: add(dict(form.cleaned_data))):
        messages.success(request, "Enregistré.")
        return redirect("strategy:strategy", visit.atelier.slug)
    context = {"form": form, "title": title, "question": question, "button": button}
    return page(request, visit, "strategy/form.html", context, status=422 if form.errors else 200)
