"""The three on-site workshops: preparing them, opening their room, what they left behind."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.ground.ui.acting import done
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Refused

from . import operations, queries, rules
from .enums import PURPOSES
from .forms import (
    ApproachForm,
    LeaveForm,
    SequenceForm,
    TableForm,
    WelcomeForm,
    WifiForm,
    WorkshopForm,
)
from .models import Workshop


@atelier_view(C.SEE_WORKSHOPS)
def workshops(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The three of them at a glance."""
    context = {
        "slots": queries.slots(visit.atelier),
        "can_prepare": visit.can(C.PREPARE_WORKSHOPS),
    }
    return page(request, visit, "workshops/workshops.html", context)


@atelier_view(C.SEE_WORKSHOPS)
def workshop(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    return _workshop_page(request, visit, ordinal)


@atelier_view(C.PREPARE_WORKSHOPS)
def prepare(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    """Say when and where a workshop takes place."""
    if ordinal not in PURPOSES:
        raise Http404("Un Atelier compte trois ateliers in situ.")
    form = WorkshopForm(request.POST or None, initial={"purpose": PURPOSES[ordinal]})
    if done(
        form,
        lambda: operations.prepare_workshop(
            visit.atelier, ordinal, **form.cleaned_data, by=visit.person, at=clock.now()
        ),
    ):
        messages.success(request, f"L’Atelier {ordinal} est préparé.")
        return redirect("workshops:workshop", visit.atelier.slug, ordinal)
    context = {"form": form, "ordinal": ordinal}
    status = 422 if form.errors else 200
    return page(request, visit, "workshops/prepare.html", context, status=status)


@require_POST
@atelier_view(C.PREPARE_WORKSHOPS)
def plan_sequence(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    found = _prepared(visit, ordinal)
    form = SequenceForm(request.POST, days=found.days.count())
    plan = operations.plan_sequence
    return _take(request, visit, found, "sequence_form", form, plan, "Séquence ajoutée.")


@require_POST
@atelier_view(C.PREPARE_WORKSHOPS)
def add_table(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    found = _prepared(visit, ordinal)
    form = TableForm(request.POST)
    add = operations.add_table
    return _take(request, visit, found, "table_form", form, add, "Table ajoutée.")


@require_POST
@atelier_view(C.PREPARE_WORKSHOPS)
def set_wifi(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    found, form = _prepared(visit, ordinal), WifiForm(request.POST)
    return _take(
        request, visit, found, "wifi_form", form, operations.set_wifi, "Wi-Fi de la salle noté."
    )


@require_POST
@atelier_view(C.PREPARE_WORKSHOPS)
def set_welcome(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    found, form = _prepared(visit, ordinal), WelcomeForm(request.POST)
    tell = operations.set_welcome
    return _take(request, visit, found, "welcome_form", form, tell, "Accueil noté.")


@require_POST
@atelier_view(C.PREPARE_WORKSHOPS)
def set_approach(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    found, form = _prepared(visit, ordinal), ApproachForm(request.POST)
    tell = operations.set_approach
    return _take(request, visit, found, "approach_form", form, tell, "Démarche notée.")


@require_POST
@atelier_view(C.PREPARE_WORKSHOPS)
def leave_open(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    found, form = _prepared(visit, ordinal), LeaveForm(request.POST)
    tell = operations.leave_open
    return _take(request, visit, found, "leave_form", form, tell, "Suite notée.")


@require_POST
@atelier_view(C.FACILITATE)
def open_room(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    """Open the room: phones may join with the code."""
    try:
        operations.open_workshop(_prepared(visit, ordinal), by=visit.person, at=clock.now())
    except Refused as refused:
        messages.error(request, f"Pas encore : {refused}.")
    else:
        messages.success(request, "La salle est ouverte.")
    return redirect("workshops:workshop", visit.atelier.slug, ordinal)


def _prepared(visit: Visit, ordinal: int) -> Workshop:
    found = queries.workshop_of(visit.atelier, ordinal)
    if found is None:
        raise _not_prepared(ordinal)
    return found


def _not_prepared(ordinal: int) -> Http404:
    return Http404(f"L’Atelier {ordinal} n’est pas encore préparé.")


def _workshop_page(
    request: HttpRequest, visit: Visit, ordinal: int, **refused: forms.Form
) -> HttpResponse:
    """The page, with the form that was just refused if there is one."""
    programmes = queries.programmes(visit.atelier, ordinal)
    if not programmes:
        raise _not_prepared(ordinal)
    found = programmes[0].day.workshop
    context = {
        "workshop": found,
        "programmes": programmes,
        "tables": found.tables.all(),
        "code": rules.shown_code(found.join_code),
        "outcome": queries.outcomes(visit.atelier)[found.ordinal] if found.is_held else None,
        "can_prepare": visit.can(C.PREPARE_WORKSHOPS) and not found.is_held,
        "can_welcome": visit.can(C.PREPARE_WORKSHOPS),
        "can_facilitate": visit.can(C.FACILITATE),
        "against_opening": queries.against_opening(found),
        "sequence_form": SequenceForm(days=len(programmes)),
        "table_form": TableForm(),
        "wifi_form": WifiForm(initial={"name": found.wifi_name, "key": found.wifi_key}),
        "welcome_form": WelcomeForm(
            initial={name: getattr(found, name) for name in ("access", "supplies", "payer")}
        ),
        "approach_form": ApproachForm(
            initial={
                name: getattr(found, name) for name in ("publics", "participation", "guarantees")
            }
        ),
        "leave_form": LeaveForm(
            initial={
                "disagreements": "\n".join(" : ".join(one) for one in found.disagreements),
                "open_questions": "\n".join(found.open_questions),
            }
        ),
        "refused": next(iter(refused), ""),
    }
    status = 422 if refused else 200
    return page(request, visit, "workshops/workshop.html", context | refused, status=status)


def _take(
    request: HttpRequest,
    visit: Visit,
    found: Workshop,
    name: str,
    form: forms.Form,
    write: Callable[..., Any],
    said: str,
) -> HttpResponse:
    """Write what one form of the page says, or show the page with what was typed."""
    if done(form, lambda: write(found, **form.cleaned_data, by=visit.person, at=clock.now())):
        messages.success(request, said)
        return redirect("workshops:workshop", visit.atelier.slug, found.ordinal)
    return _workshop_page(request, visit, found.ordinal, **{name: form})
