"""Who does what, when, who pays; and how it goes, for years."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, time
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.ground.files.tables import csv_response
from atelier_local.ground.ui.acting import done
from atelier_local.ground.ui.templatetags.ui import Bar
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.ateliers.enums import Horizon, Stage
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.programme.people.access import ticket_view
from atelier_local.programme.people.enums import OrganisationKind, TicketPurpose
from atelier_local.programme.people.models import Ticket
from atelier_local.programme.thread.access import sight_of
from atelier_local.programme.thread.enums import Kind
from atelier_local.programme.thread.queries import around
from atelier_local.refusal import Refused
from atelier_local.steps.financing.enums import Domain, FundingState, Operation, OwnerKind
from atelier_local.steps.financing.operations import make_plan

from . import operations, queries
from .enums import Progress
from .forms import (
    ActionForm,
    AskForm,
    CostFormSet,
    FundingFormSet,
    FundingStatesForm,
    MilestoneForm,
    NewsForm,
    PledgeForm,
    ReviewForm,
    TakeUpForm,
    UpdateForm,
)
from .gantt import Span, gantt
from .models import Action
from .rose import rose

# The roadmap ----------------------------------------------------------------------------

VIEWS = {"tableau": "Tableau", "calendrier": "Calendrier", "financeurs": "Financeurs"}
CITABLE_BY_ACTION = frozenset({Kind.CONTRIBUTION, Kind.GROUP, Kind.FINDING, Kind.RECOMMENDATION})


def _roadmap(request: HttpRequest, visit: Visit) -> queries.Roadmap:
    filters = queries.Filters.read(request.GET)
    return queries.roadmap(visit.atelier, sight_of(visit), filters)


@atelier_view(C.SEE_ROADMAP)
def roadmap(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The actions as a table, as a calendar or by funder; the address says which and filters."""
    found = _roadmap(request, visit)
    view = request.GET.get("vue", "")
    view = view if view in VIEWS else "tableau"
    context = {
        "roadmap": found,
        "view": view,
        "views": VIEWS,
        "states": list(FundingState),
        "blocked": sum(row.action.at_progress is Progress.BLOCKED for row in found.rows),
        "gantt": gantt(map(_span, found.rows), clock.today()) if view == "calendrier" else None,
        "can_write": visit.can(C.WRITE_ROADMAP),
    }
    return page(request, visit, "roadmap/roadmap.html", context)


def _span(row: queries.Row) -> Span:
    action = row.action
    steps = [(m.label, m.due_on, m.done_at is not None) for m in row.sheet.milestones]
    return Span(row, action.starts_on, action.ends_on, steps)


HEADER = (
    *("Numéro", "Action", "Axe", "Objectif", "Porteur", "Familles", "Horizon", "Priorité"),
    *("Coût en euros", "Acquis", "Sollicité", "À trouver", "Part du porteur"),
    *("Part minimale", "État", "Avancement", "Début", "Fin", "Contributions"),
)


@atelier_view(C.SEE_ROADMAP)
def export(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The table that the filters keep, for a spreadsheet."""
    rows = map(_exported, _roadmap(request, visit).rows)
    return csv_response(f"feuille-de-route-{visit.atelier.slug}", HEADER, rows)


def _exported(row: queries.Row) -> tuple:
    action, money = row.action, row.money
    return (
        *(action.node.number, action.node.words, action.objective.axis.name),
        *(action.objective.node.number, action.owner.name, " ".join(action.families)),
        *(action.get_horizon_display(), action.priority),
        *(money.cost, money.secured, money.asked, money.to_find, money.owner),
        *(row.share.verdict.label, action.get_progress_display(), action.percent),
        *(action.starts_on, action.ends_on, len(row.heard)),
    )


@atelier_view(C.SEE_ROADMAP)
def compass(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The whole strategy on one sheet."""
    found = queries.roadmap(visit.atelier, sight_of(visit))
    sectors = [
        (str(group.axis.position), [(Horizon(row.action.horizon), row) for row in group.rows])
        for group in found.groups
    ]
    context = {"roadmap": found, "rose": rose(sectors), "today": clock.today()}
    return page(request, visit, "roadmap/compass.html", context)


# One action -----------------------------------------------------------------------------


@atelier_view(C.SEE_ROADMAP)
def action(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """An action sheet: why, who, how much, when, and how it goes."""
    sheet = queries.sheet(queries.actions(visit.atelier, sight_of(visit)), pk)
    if sheet is None:
        raise Http404("Aucune action à cette adresse.")
    context = {
        "sheet": sheet,
        "action": sheet.action,
        "path": around(sheet.action.node, sight_of(visit)),
        "can_write": visit.can(C.WRITE_ROADMAP),
        "can_update": visit.can(C.UPDATE_ACTIONS),
        "can_ask": visit.can(C.FOLLOW_ROADMAP),
        "today": clock.today(),
    }
    return page(request, visit, "roadmap/action.html", context)


def _action(visit: Visit, pk: UUID) -> Action:
    """The action, with what its operations read already at hand."""
    action = get_object_or_404(queries.actions(visit.atelier, sight_of(visit)), pk=pk)
    action.node.atelier = visit.atelier
    return action


@atelier_view(C.WRITE_ROADMAP)
def add_action(request: HttpRequest, visit: Visit) -> HttpResponse:
    """An action and its plan of financing, in one go."""
    sight, posted = sight_of(visit), request.POST or None
    form = ActionForm(posted, initial={"objective": request.GET.get("objectif")})
    form.fields["objective"].queryset = queries.objectives(visit.atelier, sight)
    form.fields["owner"].queryset = queries.owners(visit.atelier)
    form.fields["rests_on"].of(visit.atelier, sight, CITABLE_BY_ACTION)
    costs, lines = CostFormSet(posted, prefix="couts"), FundingFormSet(posted, prefix="lignes")
    if posted and all([form.is_valid(), costs.is_valid(), lines.is_valid()]):
        try:
            added = _add(visit, dict(form.cleaned_data), costs, lines)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Fiche {added.node.number} enregistrée.")
            return redirect("roadmap:action", visit.atelier.slug, added.pk)
    wrong = bool(form.errors or any(costs.errors) or any(lines.errors)) and posted
    context = {"form": form, "costs": costs, "lines": lines, "wrong": wrong}
    return page(request, visit, "roadmap/add_action.html", context, status=422 if wrong else 200)


@transaction.atomic
def _add(visit: Visit, given: dict, costs, lines) -> Action:
    public = given["owner"].kind == OrganisationKind.LOCAL_AUTHORITY
    plan = make_plan(
        operation=Operation(given.pop("operation")),
        domain=Domain(given.pop("domain")),
        without_vat=given.pop("without_vat"),
        owner_kind=OwnerKind.LOCAL_AUTHORITY if public else OwnerKind.OTHER,
        costs=[form.cost() for form in costs if form.has_changed()],
        funding=[form.funding() for form in lines if form.has_changed()],
    )
    objective, title = given.pop("objective"), given.pop("title")
    return operations.add_action(
        objective, title, plan=plan, **given, by=visit.person, at=clock.now()
    )


def _act(
    request: HttpRequest,
    visit: Visit,
    action: Action,
    form,
    do: Callable[[dict], str],
    *,
    title: str,
    button: str,
    empty: str = "",
) -> HttpResponse:
    """A small form about an action; `do` does it and returns what to say. `empty`: why there is
    nothing to fill in."""
    if form.is_valid():
        try:
            done = do(form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, done)
            return redirect("roadmap:action", visit.atelier.slug, action.pk)
    context = {"form": form, "action": action, "title": title, "button": button, "empty": empty}
    return page(request, visit, "roadmap/act.html", context, status=422 if form.errors else 200)


@atelier_view(C.WRITE_ROADMAP)
def pledge(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    action = _action(visit, pk)

    def do(given: dict) -> str:
        operations.pledge(action, **given, by=visit.person, at=clock.now())
        return "Engagement noté."

    form = PledgeForm(request.POST or None)
    return _act(
        request, visit, action, form, do, title="Noter un engagement", button="Noter l’engagement"
    )


NO_COMMITMENT = (
    "Aucun engagement à reprendre : ceux d’un tour d’engagements, tenu à l’atelier, viennent ici "
    "une fois dits et relus."
)


@atelier_view(C.WRITE_ROADMAP)
def take_up(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """Commitments of a round held in a workshop, that this action keeps."""
    action = _action(visit, pk)
    form = TakeUpForm(request.POST or None)
    said = form.fields["commitments"].queryset = queries.commitments(action, sight_of(visit))

    def do(given: dict) -> str:
        operations.take_up(action, list(given["commitments"]), by=visit.person, at=clock.now())
        return "Engagements repris."

    title, empty = "Reprendre des engagements", "" if said.exists() else NO_COMMITMENT
    return _act(request, visit, action, form, do, title=title, button="Reprendre", empty=empty)


@atelier_view(C.WRITE_ROADMAP)
def add_milestone(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    action = _action(visit, pk)

    def do(given: dict) -> str:
        operations.add_milestone(action, **given, by=visit.person, at=clock.now())
        return "Jalon ajouté."

    form = MilestoneForm(request.POST or None)
    return _act(request, visit, action, form, do, title="Ajouter un jalon", button="Ajouter")


@require_POST
@atelier_view(C.UPDATE_ACTIONS)
def reach_milestone(request: HttpRequest, visit: Visit, pk: UUID, milestone: int) -> HttpResponse:
    reached = get_object_or_404(_action(visit, pk).milestones, pk=milestone)
    operations.reach_milestone(reached, by=visit.person, at=clock.now())
    messages.success(request, f"Jalon atteint : {reached.label}.")
    return redirect("roadmap:action", visit.atelier.slug, pk)


@atelier_view(C.WRITE_ROADMAP)
def funding(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """How far each funder has gone."""
    action = _action(visit, pk)
    form = FundingStatesForm(request.POST or None, lines=action.plan.lines.all())

    def do(_: dict) -> str:
        moved = operations.move_funding(action, form.states(), by=visit.person, at=clock.now())
        return "Financements à jour." if moved else "Rien n’a changé."

    title = "Où en sont les financements ?"
    return _act(request, visit, action, form, do, title=title, button="Enregistrer")


@atelier_view(C.UPDATE_ACTIONS)
def update(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    action = _action(visit, pk)
    known = {"progress": action.progress, "percent": action.percent}
    form = UpdateForm(request.POST or None, initial=known)

    def do(given: dict) -> str:
        operations.update_action(action, **given, by=visit.person, at=clock.now())
        return "Nouvelle enregistrée."

    return _act(
        request, visit, action, form, do, title="Où en est l’action ?", button="Enregistrer"
    )


@atelier_view(C.FOLLOW_ROADMAP)
def ask(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """Write to whoever carries the action, account or not."""
    action = _action(visit, pk)

    def do(given: dict) -> str:
        operations.ask_for_news(action, given["email"], by=visit.person, at=clock.now())
        return f"Message envoyé à {given['email']}."

    form = AskForm(request.POST or None)
    return _act(
        request, visit, action, form, do, title="Demander des nouvelles", button="Envoyer le lien"
    )


@ticket_view(TicketPurpose.ACTION_UPDATE)
def news(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """« Où en êtes-vous ? », answered without an account in under a minute."""
    told = Action.objects.select_related("node__atelier", "owner")
    action: Action = get_object_or_404(told, pk=UUID(ticket.subject))
    known = {"progress": action.progress, "percent": action.percent}
    form = NewsForm(request.POST or None, initial=known)
    context = {"form": form, "action": action}
    if done(form, lambda: operations.answer_news(ticket, **form.cleaned_data, at=clock.now())):
        return render(request, "roadmap/thanks.html", context)
    return render(request, "roadmap/news.html", context, status=422 if form.errors else 200)


# Following up ---------------------------------------------------------------------------


@atelier_view(C.SEE_ROADMAP)
def follow_up(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What has become of the actions since the Atelier."""
    return _follow_up(request, visit, ReviewForm() if visit.can(C.FOLLOW_ROADMAP) else None)


@require_POST
@atelier_view(C.FOLLOW_ROADMAP)
def record_review(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = ReviewForm(request.POST)
    if form.is_valid():
        given = dict(form.cleaned_data)
        afternoon = datetime.combine(given.pop("held_on"), time(14), clock.PARIS)
        try:
            operations.hold_review(
                visit.atelier, **given, starts_at=afternoon, by=visit.person, at=clock.now()
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Revue enregistrée.")
            return redirect("roadmap:follow_up", visit.atelier.slug)
    return _follow_up(request, visit, form)


_BARS = {
    Progress.DONE: "ok",
    Progress.STARTED: "",
    Progress.BLOCKED: "alerte",
    Progress.PLANNED: "gris",
    Progress.ABANDONED: "gris",
}


def _follow_up(request: HttpRequest, visit: Visit, form: ReviewForm | None) -> HttpResponse:
    sight = sight_of(visit)
    actions = list(queries.actions(visit.atelier, sight))
    by_progress = Counter(action.at_progress for action in actions)
    context = {
        "begun": visit.atelier.has_reached(Stage.FEEDBACK),
        "actions": actions,
        "bars": [Bar(state.label, by_progress[state], css) for state, css in _BARS.items()],
        "by_progress": by_progress,
        "news": queries.latest_news(visit.atelier, sight),
        "reviews": queries.reviews(visit.atelier),
        "next_review": queries.next_review(visit.atelier, clock.now()),
        "form": form,
    }
    wrong = form is not None and bool(form.errors)
    return page(request, visit, "roadmap/follow_up.html", context, status=422 if wrong else 200)
