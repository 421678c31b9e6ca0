"""How the Atelier will be led, and whether its calendar holds."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.ground.ui.acting import done
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.programme.people.models import Person
from atelier_local.refusal import Refused

from . import gantt, operations, queries, rules
from .forms import (
    CalendarForm,
    DueForm,
    IndicatorForm,
    MeetingForm,
    MethodForm,
    RequestForm,
    RiskForm,
    StakeholderForm,
)
from .models import DocumentRequest


@atelier_view(C.SEE_FRAMING)
def framing(request: HttpRequest, visit: Visit) -> HttpResponse:
    return _framing_page(request, visit)


def _framing_page(request: HttpRequest, visit: Visit, **forms: forms.Form) -> HttpResponse:
    """The page, with the form that was just refused if there is one."""
    work = queries.work(visit.atelier, clock.today())
    can_add = visit.can(C.WRITE_FRAMING)
    method = {name: getattr(work.framing, name) for name in ("methodology", "out_of_scope")}
    context = {
        "work": work,
        "gantt": gantt.draw(
            [
                (Stage(date.stage).label, date.starts_on, date.ends_on)
                for date in work.dates
                if Stage(date.stage) in rules.SCHEDULED and date.stage != Stage.FOLLOW_UP
            ]
        ),
        "stages": [(Stage(date.stage), date) for date in work.dates],
        "can_write": can_add and not rules.against_writing(visit.atelier.at_stage),
        "can_add": can_add,
        "can_validate": visit.can(C.VALIDATE_FRAMING),
        "method_form": MethodForm(initial=method),
        "stakeholder_form": StakeholderForm(),
        "risk_form": RiskForm(),
        "indicator_form": IndicatorForm(),
        "request_form": RequestForm(),
        "refused": next(iter(forms), ""),
    }
    return page(
        request, visit, "framing/framing.html", context | forms, status=422 if forms else 200
    )


@require_POST
@atelier_view(C.WRITE_FRAMING)
def write(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = MethodForm(request.POST)
    return _take(request, visit, "method_form", form, operations.write_framing, "Méthode écrite.")


@require_POST
@atelier_view(C.WRITE_FRAMING)
def add_stakeholder(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = StakeholderForm(request.POST)
    add = operations.add_stakeholder
    return _take(request, visit, "stakeholder_form", form, add, "Acteur ajouté.")


@require_POST
@atelier_view(C.WRITE_FRAMING)
def add_risk(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = RiskForm(request.POST)
    return _take(request, visit, "risk_form", form, operations.add_risk, "Risque ajouté.")


@require_POST
@atelier_view(C.WRITE_FRAMING)
def add_indicator(request: HttpRequest, visit: Visit) -> HttpResponse:
    form, add = IndicatorForm(request.POST), operations.add_indicator
    return _take(request, visit, "indicator_form", form, add, "Indicateur ajouté.")


@require_POST
@atelier_view(C.WRITE_FRAMING)
def request_document(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = RequestForm(request.POST)
    ask = operations.request_document
    return _take(request, visit, "request_form", form, ask, "Document demandé.")


@atelier_view(C.WRITE_FRAMING)
def await_document(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Follow a document that was asked for: give it another day."""
    asked = _asked(visit, pk)
    form = DueForm(request.POST or None, initial={"due_on": asked.due_on})
    if done(
        form,
        lambda: operations.await_document(
            asked, **form.cleaned_data, by=visit.person, at=clock.now()
        ),
    ):
        messages.success(request, "La nouvelle date est notée.")
        return redirect("framing:framing", visit.atelier.slug)
    [one] = queries.by_due_date([asked], clock.today())
    context = {"form": form, "asked": asked, "one": one}
    status = 422 if form.errors else 200
    return page(request, visit, "framing/await_document.html", context, status=status)


@require_POST
@atelier_view(C.WRITE_FRAMING)
def receive_document(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    operations.receive_document(_asked(visit, pk), by=visit.person, at=clock.now())
    messages.success(request, "Le document est reçu.")
    return redirect("framing:framing", visit.atelier.slug)


def _asked(visit: Visit, pk: int) -> DocumentRequest:
    found = DocumentRequest.objects.select_related("framing")
    asked = get_object_or_404(found, pk=pk, framing__atelier=visit.atelier)
    asked.framing.atelier = visit.atelier
    return asked


def _take(
    request: HttpRequest,
    visit: Visit,
    name: str,
    form: forms.Form,
    write: Callable[..., Any],
    said: str,
) -> HttpResponse:
    """Write what one form of the page says, or show the page with what was typed."""
    if done(
        form, lambda: write(visit.atelier, **form.cleaned_data, by=visit.person, at=clock.now())
    ):
        messages.success(request, said)
        return redirect("framing:framing", visit.atelier.slug)
    return _framing_page(request, visit, **{name: form})


@atelier_view(C.WRITE_FRAMING)
def meeting(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Record the framing meeting."""
    form = MeetingForm(request.POST or None)
    members = visit.atelier.grants.filter(revoked_at=None).values("person")
    form.fields["present"].queryset = Person.objects.filter(pk__in=members)
    if form.is_valid():
        names = ("starts_at", "ends_at", "place", "minutes", "decisions", "present")
        given = {name: form.cleaned_data[name] for name in names}
        try:
            operations.hold_framing_meeting(visit.atelier, **given, by=visit.person, at=clock.now())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Réunion de cadrage consignée.")
            return redirect("framing:framing", visit.atelier.slug)
    status = 422 if form.errors else 200
    return page(request, visit, "framing/meeting.html", {"form": form}, status=status)


@atelier_view(C.WRITE_FRAMING)
def calendar(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Date every stage from the first workshop to the follow-up."""
    known = CalendarForm.initial_of(queries.dates(visit.atelier))
    form = CalendarForm(request.POST or None, initial=known)
    warnings: Any = ()
    if form.is_valid():
        warnings = queries.warnings_on_calendar(visit.atelier, form.periods)
        why = form.cleaned_data["justification"]
        try:
            operations.set_calendar(
                visit.atelier, form.periods, by=visit.person, at=clock.now(), justification=why
            )
        except Refused as refused:
            form.add_error(None, [reason.label for reason in refused.reasons])
        else:
            messages.success(request, "Calendrier enregistré.")
            return redirect("framing:framing", visit.atelier.slug)
    context = {"form": form, "warnings": warnings}
    status = 422 if form.errors else 200
    return page(request, visit, "framing/calendar.html", context, status=status)


@atelier_view(C.WRITE_FRAMING)
def warnings(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What the agreement says of the dates typed so far: a fragment for the calendar's page."""
    form = CalendarForm(request.GET)
    form.is_valid()
    found = queries.warnings_on_calendar(visit.atelier, form.periods)
    return render(request, "framing/calendar.html#warnings", {"warnings": found})


@require_POST
@atelier_view(C.VALIDATE_FRAMING)
def validate(request: HttpRequest, visit: Visit) -> HttpResponse:
    try:
        operations.validate_framing(visit.atelier, by=visit.person, at=clock.now())
    except Refused as refused:
        messages.error(request, f"Pas encore : {refused}.")
    else:
        messages.success(request, "Le cadrage est validé : l’Atelier 1 peut se préparer.")
    return redirect("framing:framing", visit.atelier.slug)
