"""The facilitator's console: one page, and what each of its buttons does."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.ground.journal.operations import Conflict
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Refused
from atelier_local.steps.workshops import queries as workshops

from .. import operations, queries, rules
from ..enums import ActivityState, Channel, ContributionKind
from ..forms import (
    CountForm,
    HideForm,
    MoveForm,
    PinForm,
    QuestionForm,
    ScreenForm,
    ScribeForm,
    ShowForm,
    TimerForm,
    UndoForm,
)
from ..models import Activity, Contribution, Question
from ..room import CONSOLE, console_activities, console_screen
from .hall import give_pass, workshop_of


@atelier_view(C.FACILITATE)
def console(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    """Everything one needs while the room writes."""
    kept = {name: request.GET[name] for name in ScribeForm.KEPT if name in request.GET}
    return _console_page(request, visit, ordinal, ScribeForm(initial=kept))


def _console_page(
    request: HttpRequest, visit: Visit, ordinal: int, form: ScribeForm
) -> HttpResponse:
    programmes = workshops.programmes(visit.atelier, ordinal)
    if not programmes:
        raise Http404(f"L’Atelier {ordinal} n’est pas encore préparé.")
    workshop = programmes[0].day.workshop
    desk = queries.desk(workshop)
    told = console_activities(workshop)
    latest, now = queries.latest(workshop), clock.now()
    listed = told["activities"]
    context: dict[str, Any] = {
        "visit": visit,
        "atelier": visit.atelier,
        "workshop": workshop,
        "rundown": queries.rundown(programmes, listed, latest.opened, now),
        "people": latest.people,
        "latest": desk.latest,
        "to_read_over": desk.to_read_over,
        "questions": queries.questions(workshop),
        "undoable": queries.undoable(workshop, desk.latest, latest.acts),
        "now": now,
        "voices": queries.voices(workshop),
        "unread": programmes[0].left_aside,
        "last": workshop.stream.head_seq,
        "form": form,
        "hide_form": HideForm(),
        "on_a_laptop": bool(settings.FIELD_KIT),
    } | told
    context |= console_screen(workshop, told["shown"], desk.pinned, latest.screen)
    response = render(request, "wall/console.html", context, status=422 if form.errors else 200)
    return give_pass(response, workshop, visit, CONSOLE)


@require_POST
@atelier_view(C.FACILITATE)
def renew_console(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    return give_pass(HttpResponse(status=204), workshop_of(visit, ordinal), visit, CONSOLE)


@require_POST
@atelier_view(C.FACILITATE)
def move(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    """Open an activity, close it or reveal it: the button says which."""
    asked = _understood(MoveForm(request.POST))
    activity = get_object_or_404(_activities(visit, ordinal), pk=asked["activity"])
    act = _MOVES[asked["to"]]
    return _done(request, visit, ordinal, act, activity, by=visit.person, at=clock.now())


_MOVES = {
    ActivityState.OPEN: operations.open_activity,
    ActivityState.CLOSED: operations.close_activity,
    ActivityState.REVEALED: operations.reveal_activity,
}


def _activities(visit: Visit, ordinal: int) -> QuerySet[Activity]:
    found = Activity.objects.select_related("workshop__atelier", "workshop__stream")
    return found.filter(workshop__atelier=visit.atelier, workshop__ordinal=ordinal)


def _done(
    request: HttpRequest, visit: Visit, ordinal: int, act: Callable[..., object], *args, **facts
) -> HttpResponse:
    """The console, once the act is done; or with the reason why it is not."""
    try:
        act(*args, **facts)
    except Refused as refused:
        messages.error(request, f"Pas encore : {refused}.")
    return redirect("wall:console", visit.atelier.slug, ordinal)


@require_POST
@atelier_view(C.FACILITATE)
def screen(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    """Tell the room's screen what to show, wherever it is plugged; a page that stays as it is hears
    of it by the stream."""
    asked, workshop = _understood(ScreenForm(request.POST)), workshop_of(visit, ordinal)
    command = partial(
        operations.command_screen, workshop, asked["screen"], by=visit.person, at=clock.now()
    )
    if not asked["stays"]:
        return _done(request, visit, ordinal, command)
    try:
        command()
    except Refused:
        return HttpResponse(status=409)
    return HttpResponse(status=204)


MORE = timedelta(minutes=5)


@require_POST
@atelier_view(C.FACILITATE)
def timer(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    """Start the timer of the open activity, give it five minutes more, hold it, let it run on."""
    asked = _understood(TimerForm(request.POST))
    activity = _activities(visit, ordinal).filter(state=ActivityState.OPEN).first()
    if activity is None:
        messages.error(request, "Pas encore : aucune activité n’est ouverte.")
        return redirect("wall:console", visit.atelier.slug, ordinal)
    now = clock.now()
    left = rules.left(activity.ends_at, activity.left, now)
    if asked["act"] == "hold":
        return _done(
            request, visit, ordinal, operations.stop_timer, activity, by=visit.person, at=now
        )
    if left is None:
        left = timedelta(minutes=activity.minutes) if activity.minutes else MORE
    elif asked["act"] == "more":
        left += MORE
    run = operations.run_timer
    return _done(request, visit, ordinal, run, activity, left, by=visit.person, at=now)


@require_POST
@atelier_view(C.FACILITATE)
def count(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    """Note the hands raised for each option of the vote on screen."""
    activity = queries.on_screen(list(_activities(visit, ordinal)))
    options = (
        list(activity.options.select_related("activity__workshop__stream")) if activity else []
    )
    form = CountForm(request.POST, options=options)
    if not form.is_valid():
        messages.error(request, "Une main levée se compte en nombre entier, 2 000 au plus.")
        return redirect("wall:console", visit.atelier.slug, ordinal)
    try:
        for option, hands in form.counts:
            operations.count_by_hand(option, hands, by=visit.person, at=clock.now())
    except Refused as refused:
        messages.error(request, f"Pas encore : {refused}.")
    return redirect("wall:console", visit.atelier.slug, ordinal)


def _understood(form: forms.Form) -> dict[str, Any]:
    """What a button of the console says; 404 for what none of them could say."""
    if not form.is_valid():
        raise Http404("Rien ne porte ce nom dans cette salle.")
    return form.cleaned_data


def _cards(visit: Visit, ordinal: int) -> QuerySet[Contribution]:
    found = Contribution.objects.select_related("activity__workshop__stream")
    here = Activity.objects.filter(workshop__atelier=visit.atelier, workshop__ordinal=ordinal)
    return found.filter(activity__in=here)


def _card(visit: Visit, ordinal: int, pk: UUID) -> Contribution:
    return get_object_or_404(_cards(visit, ordinal), pk=pk)


@require_POST
@atelier_view(C.FACILITATE)
def hide(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    """Take a card off the wall, saying why."""
    form = HideForm(request.POST)
    if form.is_valid():
        card = _card(visit, ordinal, form.cleaned_data["card"])
        operations.hide(card, form.cleaned_data["reason"], by=visit.person, at=clock.now())
    else:
        messages.error(request, "Choisissez un motif, puis masquez la carte.")
    return redirect("wall:console", visit.atelier.slug, ordinal)


@require_POST
@atelier_view(C.FACILITATE)
def show(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    """Put a hidden card back; or all those that were read over."""
    ids = _understood(ShowForm(request.POST))["cards"]
    cards = list(_cards(visit, ordinal).filter(pk__in=ids).order_by("pk"))
    if len(cards) < len(ids):
        raise Http404("Rien ne porte ce nom dans cette salle.")
    operations.show_all(cards, by=visit.person, at=clock.now())
    return redirect("wall:console", visit.atelier.slug, ordinal)


@require_POST
@atelier_view(C.FACILITATE)
def pin(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    """Show a card large, or take it down."""
    asked = _understood(PinForm(request.POST))
    card = _card(visit, ordinal, asked["card"])
    act = operations.unpin if asked["down"] else operations.pin
    return _done(request, visit, ordinal, act, card, by=visit.person, at=clock.now())


@require_POST
@atelier_view(C.FACILITATE)
def undo(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    """Undo the act that the page said was the last; back to the page one came from."""
    asked = _understood(UndoForm(request.POST))
    workshop = workshop_of(visit, ordinal)
    try:
        operations.undo(workshop, asked["line"], by=visit.person, at=clock.now())
    except Refused as refused:
        messages.error(request, f"Pas encore : {refused}.")
    page = "wall:grouping" if asked["back"] == "grouping" else "wall:console"
    return redirect(page, visit.atelier.slug, ordinal)


@require_POST
@atelier_view(C.FACILITATE)
def turn_question(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    """Show a question to the room, put it aside, or note what was answered."""
    asked = _understood(QuestionForm(request.POST))
    question = get_object_or_404(
        Question.objects.select_related("workshop__stream"),
        workshop__atelier=visit.atelier,
        workshop__ordinal=ordinal,
        pk=asked["question"],
    )
    who = {"by": visit.person, "at": clock.now()}
    if asked["act"] == "answer":
        answer = request.POST.get(f"answer-{question.pk}", "")
        return _done(request, visit, ordinal, operations.reply, question, answer, **who)
    show = asked["act"] == "show"
    act = operations.show_question if show else operations.dismiss_question
    return _done(request, visit, ordinal, act, question, **who)


@require_POST
@atelier_view(C.FACILITATE)
def write(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    """Lay a card for someone who has no phone."""
    form = ScribeForm(request.POST)
    activity = queries.open_among(queries.activities(workshop_of(visit, ordinal)))
    if activity is None:
        form.add_error(None, "Aucune activité n’est ouverte.")
    elif activity.is_map or activity.is_pledge:
        form.add_error(None, "Cette question demande plus qu’une phrase : « Écrire en série ».")
    elif form.is_valid():
        try:
            _write(activity, form.cleaned_data, visit)
        except Refused as refused:
            form.add_error(None, str(refused))
        except Conflict:
            form.add_error(None, "Cette carte est déjà posée ; rechargez pour en écrire une autre.")
        else:
            kept = urlencode({name: form.cleaned_data[name] or "" for name in form.KEPT})
            return redirect(f"{reverse('wall:console', args=[visit.atelier.slug, ordinal])}?{kept}")
    return _console_page(request, visit, ordinal, form)


def _write(activity: Activity, given: dict[str, Any], visit: Visit) -> None:
    operations.contribute(
        activity,
        given["words"],
        kind=ContributionKind(given["kind"]),
        audience=given["audience"],
        channel=Channel(given["channel"]),
        table=given["table"],
        id=given["id"],
        by=visit.person,
        at=clock.now(),
    )
