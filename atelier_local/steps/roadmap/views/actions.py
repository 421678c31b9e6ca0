"""One action: its sheet, what is written on it, what its owner tells."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.ground.ui.acting import done
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.programme.people.access import ticket_view
from atelier_local.programme.people.enums import TicketPurpose
from atelier_local.programme.people.models import Organisation, Ticket
from atelier_local.programme.thread.access import sight_of
from atelier_local.programme.thread.enums import Kind
from atelier_local.programme.thread.queries import around
from atelier_local.refusal import Refused
from atelier_local.steps.financing.enums import Domain, Operation
from atelier_local.steps.financing.operations import make_plan

from .. import events, operations, queries
from ..forms import (
    ActionForm,
    AskForm,
    CompleteForm,
    CostFormSet,
    FundingFormSet,
    MilestoneForm,
    NewsForm,
    PledgeForm,
    ReadForm,
    TakeUpForm,
    UpdateForm,
    costs_of,
    funding_of,
)
from ..models import Action

CITABLE_BY_ACTION = frozenset({Kind.CONTRIBUTION, Kind.GROUP, Kind.FINDING, Kind.RECOMMENDATION})


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
    form.answering(queries.objectives(visit.atelier, sight))
    form.carried_by(queries.owners(visit.atelier))
    form.resting_on(visit.atelier, sight, CITABLE_BY_ACTION)
    costs, lines = CostFormSet(posted, prefix="couts"), FundingFormSet(posted, prefix="lignes")
    if posted and all([form.is_valid(), costs.is_valid(), lines.is_valid()]):
        try:
            added = _add(visit, dict(form.cleaned_data), costs, lines)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            later = " Son numéro définitif vient au retour." if settings.FIELD_KIT else ""
            messages.success(request, f"Fiche {added.node.number} enregistrée.{later}")
            return redirect("roadmap:action", visit.atelier.slug, added.pk)
    wrong = bool(form.errors or any(costs.errors) or any(lines.errors)) and posted
    rows = [*costs, *lines]
    context = {"form": form, "costs": costs, "lines": lines, "rows": rows, "wrong": wrong}
    return page(request, visit, "roadmap/add_action.html", context, status=422 if wrong else 200)


@transaction.atomic
def _add(visit: Visit, given: dict, costs, lines) -> Action:
    plan = make_plan(
        operation=Operation(given.pop("operation")),
        domain=Domain(given.pop("domain")),
        without_vat=given.pop("without_vat"),
        owner_kind=events.owner_kind(given["owner"]),
        costs=[form.cost() for form in costs if form.has_changed()],
        funding=[form.funding() for form in lines if form.has_changed()],
    )
    objective, title = given.pop("objective"), given.pop("title")
    return operations.add_action(
        objective, title, plan=plan, **given, by=visit.person, at=clock.now()
    )


@atelier_view(C.WRITE_ROADMAP)
def complete(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """The sheet as a table of the third workshop fills it in, or as one mends it afterwards."""
    action, posted = _action(visit, pk), request.POST or None
    form, costs = CompleteForm(posted, action=action), costs_of(posted, action)
    here = Organisation.objects.filter(pk=action.owner_id)
    form.carried_by(queries.owners(visit.atelier) | here)
    written = []

    def act() -> None:
        said = form.said(one for one in costs if one.has_changed())
        read = form.cleaned_data["read"]
        at = clock.now()
        written.append(operations.complete(action, read, said, by=visit.person, at=at))

    if (not posted or costs.is_valid()) and done(form, act):
        messages.success(request, "Fiche complétée." if written[0] else "Rien n’a changé.")
        return redirect("roadmap:action", visit.atelier.slug, action.pk)
    wrong = posted is not None
    context = {"form": form, "costs": costs, "wrong": wrong, "action": action}
    return page(request, visit, "roadmap/complete.html", context, status=422 if wrong else 200)


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
    said = queries.commitments(action, sight_of(visit))
    form.among(said)

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
    """Who pays, how much, how far each has gone, until when its file may be lodged and why."""
    action, posted = _action(visit, pk), request.POST or None
    lines = funding_of(posted, action)
    form = ReadForm(posted, initial={"read": {"funding": events.values_of(action)["funding"]}})
    written = []

    def act() -> None:
        read, said = form.cleaned_data["read"].get("funding"), [one.funding() for one in lines.kept]
        at = clock.now()
        written.append(operations.fund(action, read, said, by=visit.person, at=at))

    if (not posted or lines.is_valid()) and done(form, act):
        messages.success(request, "Financements à jour." if written[0] else "Rien n’a changé.")
        return redirect("roadmap:action", visit.atelier.slug, action.pk)
    wrong = posted is not None
    context = {"form": form, "lines": lines, "wrong": wrong, "action": action}
    return page(request, visit, "roadmap/funding.html", context, status=422 if wrong else 200)


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
