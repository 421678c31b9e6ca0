"""How the Atelier will be led, and whether its calendar holds."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.ground.ui.acting import done
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.governance.layout import page
from atelier_local.programme.governance.queries import members
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Refused

from . import gantt, operations, queries, rules
from .enums import CommitteeKind
from .forms import (
    CalendarForm,
    CommitteeForm,
    ConveneForm,
    DueForm,
    IndicatorForm,
    MeetingForm,
    MethodForm,
    RequestForm,
    RiskForm,
    RuleForm,
    SiteForm,
    StakeholderForm,
)
from .models import Committee, DocumentRequest, Site


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


@atelier_view(C.SEE_FRAMING)
def governance(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Where the Atelier looks closer, who sits where, how they decide."""
    return _governance_page(request, visit)


@require_POST
@atelier_view(C.VALIDATE_FRAMING)
def write_decision_rule(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = RuleForm(request.POST)
    if done(
        form,
        lambda: operations.write_decision_rule(
            visit.atelier, **form.cleaned_data, by=visit.person, at=clock.now()
        ),
    ):
        messages.success(request, "Règle de décision écrite.")
        return redirect("framing:governance", visit.atelier.slug)
    return _governance_page(request, visit, form)


def _governance_page(
    request: HttpRequest, visit: Visit, refused: RuleForm | None = None
) -> HttpResponse:
    framing = queries.governance(visit.atelier)
    context = {
        "framing": framing,
        "sites": framing.sites.all() if framing.pk else (),
        "bodies": queries.bodies(framing),
        "can_add": visit.can(C.WRITE_FRAMING),
        "can_rule": visit.can(C.VALIDATE_FRAMING),
        "rule_form": refused or RuleForm(initial={"decision_rule": framing.decision_rule}),
        "refused": refused is not None,
    }
    status = 422 if refused else 200
    return page(request, visit, "framing/governance.html", context, status=status)


@atelier_view(C.WRITE_FRAMING)
def add_site(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Choose a place that the Atelier looks at closer."""
    form = SiteForm(request.POST or None, epci=visit.atelier.epci_id)
    if done(
        form,
        lambda: operations.add_site(
            visit.atelier, **form.cleaned_data, by=visit.person, at=clock.now()
        ),
    ):
        messages.success(request, "Lieu ajouté.")
        return redirect("framing:governance", visit.atelier.slug)
    return _site_page(request, visit, form)


@atelier_view(C.WRITE_FRAMING)
def change_site(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    site = _site(visit, pk)
    initial = {name: getattr(site, name) for name in ("name", "commune", "why")}
    form = SiteForm(request.POST or None, epci=visit.atelier.epci_id, initial=initial)
    if done(
        form,
        lambda: operations.change_site(site, **form.cleaned_data, by=visit.person, at=clock.now()),
    ):
        messages.success(request, "Lieu changé.")
        return redirect("framing:governance", visit.atelier.slug)
    return _site_page(request, visit, form, site)


def _site_page(
    request: HttpRequest, visit: Visit, form: forms.Form, site: Site | None = None
) -> HttpResponse:
    context = {"form": form, "site": site}
    return page(request, visit, "framing/site.html", context, status=422 if form.errors else 200)


@require_POST
@atelier_view(C.WRITE_FRAMING)
def withdraw_site(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    operations.withdraw_site(_site(visit, pk), by=visit.person, at=clock.now())
    messages.success(request, "Le lieu est retiré.")
    return redirect("framing:governance", visit.atelier.slug)


def _site(visit: Visit, pk: int) -> Site:
    found = Site.objects.select_related("framing", "commune")
    site = get_object_or_404(found, pk=pk, framing__atelier=visit.atelier)
    site.framing.atelier = visit.atelier
    return site


@atelier_view(C.WRITE_FRAMING)
def committee(request: HttpRequest, visit: Visit, kind: str) -> HttpResponse:
    """Who sits in a body, what for, how often."""
    found, composed = _body(visit, kind)
    known = _known(found, composed)
    form = CommitteeForm(request.POST or None, atelier=visit.atelier, initial=known)
    if done(
        form,
        lambda: operations.compose(
            visit.atelier, found, **form.cleaned_data, by=visit.person, at=clock.now()
        ),
    ):
        messages.success(request, f"{found.label} : composition notée.")
        return redirect("framing:governance", visit.atelier.slug)
    return _committee_page(request, visit, found, composed, form)


@require_POST
@atelier_view(C.WRITE_FRAMING)
def convene(request: HttpRequest, visit: Visit, kind: str) -> HttpResponse:
    """Call a committee for a day."""
    found, composed = _body(visit, kind)
    call = ConveneForm(request.POST)
    if done(
        call,
        lambda: operations.convene_committee(
            visit.atelier,
            found,
            **{name: call.cleaned_data[name] for name in ("starts_at", "ends_at", "place")},
            by=visit.person,
            at=clock.now(),
        ),
    ):
        messages.success(request, f"{found.label} : la réunion est au calendrier.")
        return redirect("framing:committee", visit.atelier.slug, kind)
    form = CommitteeForm(atelier=visit.atelier, initial=_known(found, composed))
    return _committee_page(request, visit, found, composed, form, call)


def _committee_page(
    request: HttpRequest,
    visit: Visit,
    kind: CommitteeKind,
    composed: Committee | None,
    form: CommitteeForm,
    call: ConveneForm | None = None,
) -> HttpResponse:
    """Who sits there, and the meetings it was called to, for a committee that meets."""
    meets = composed is not None and kind.meeting is not None
    context = {
        "kind": kind,
        "form": form,
        "call_form": call or (ConveneForm() if meets else None),
        "meetings": queries.called(visit.atelier, kind) if meets else (),
        "now": clock.now(),
    }
    refused = form.errors or (call and call.errors)
    return page(request, visit, "framing/committee.html", context, status=422 if refused else 200)


def _known(kind: CommitteeKind, composed: Committee | None) -> dict[str, Any]:
    """What the form says of a body: as composed, else what such a body is usually for."""
    if composed is None:
        return {"role": kind.purpose}
    names = ("role", "rhythm", "others")
    told = {name: getattr(composed, name) for name in names}
    return told | {"members": [person.pk for person in composed.members.all()]}


def _body(visit: Visit, kind: str) -> tuple[CommitteeKind, Committee | None]:
    if kind not in CommitteeKind:
        raise Http404("Aucune instance de ce nom.")
    found = CommitteeKind(kind)
    return found, queries.committee(visit.atelier, found)


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
    form.among(members(visit.atelier))
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
