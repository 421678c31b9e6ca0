"""Writing an agreement down, and changing it as long as nobody was consulted under it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst

from atelier_local import clock
from atelier_local.programme.people.access import Capability, me, programme_view
from atelier_local.refusal import Refused

from .. import law, operations, queries
from ..forms import CriteriaForms, EnvironmentForm, FrameworkForm, LotForms
from ..models import FrameworkAgreement
from ..operations import FROZEN, frozen_in

type Rows = list[dict[str, Any]]
type Write = Callable[[dict[str, Any], Rows, Rows], FrameworkAgreement]


@programme_view(Capability.RUN_AGREEMENT)
def create(request: HttpRequest) -> HttpResponse:
    """A new agreement: its bounds, and its criteria when they are known."""

    def write(fields: dict[str, Any], criteria: Rows, lots: Rows) -> FrameworkAgreement:
        return operations.create_framework(
            fields, criteria, lots, fictitious=settings.DEMO, by=me(request), at=clock.now()
        )

    new = FrameworkAgreement()
    blank = {name: getattr(new, name) for name in FrameworkForm.base_fields}
    return _write(request, write, initial=blank)


@programme_view(Capability.RUN_AGREEMENT)
def amend(request: HttpRequest, framework: str) -> HttpResponse:
    """What is written of an agreement; frozen, in what bidders rely on, once it was used."""
    shown = get_object_or_404(FrameworkAgreement, slug=framework)

    def write(fields: dict[str, Any], criteria: Rows, lots: Rows) -> FrameworkAgreement:
        operations.amend_framework(shown, fields, criteria, lots, by=me(request), at=clock.now())
        return shown

    initial = {name: getattr(shown, name) for name in FrameworkForm.base_fields}
    return _write(request, write, initial=initial, framework=shown)


def _write(
    request: HttpRequest,
    write: Write,
    *,
    initial: Mapping[str, Any],
    framework: FrameworkAgreement | None = None,
) -> HttpResponse:
    used_on = queries.used_on(framework) if framework else None
    data = request.POST or None
    frozen = frozen_in(framework) if framework and used_on else ()
    form = FrameworkForm(data, initial=dict(initial), frozen=frozen)
    criteria = queries.criteria_of(framework) if framework else []
    lots = queries.lots_of(framework) if framework else []
    holders = list(framework.consortia.values_list("pk", "name")) if framework else []
    weighed = CriteriaForms(None if used_on else data, criteria)
    divided = LotForms(None if used_on else data, lots, holders)
    sound = used_on or all([weighed.is_valid(), divided.is_valid()])
    if form.is_valid() and sound:
        said = (criteria, lots) if used_on else (weighed.rows, divided.rows)
        try:
            written = write(form.cleaned_data, *said)
        except Refused as refused:
            form.add_error(None, [capfirst(f"{reason}.") for reason in refused.reasons])
        else:
            messages.success(request, "L’accord-cadre est enregistré.")
            return redirect("home:agreement", written.slug)
    context = {
        "framework": framework,
        "form": form,
        "criteria": weighed,
        "lots": divided,
        "parts": [*weighed, *divided],
        "known": criteria,
        "known_lots": queries.lots(framework) if framework and used_on else (),
        "used_on": used_on,
        "lacking": [form.fields[n].label for n in FROZEN if n not in frozen] if used_on else [],
    }
    wrong = form.errors or (request.method == "POST" and not sound)
    return render(request, "agreement/write.html", context, status=422 if wrong else 200)


@programme_view(Capability.RUN_AGREEMENT)
def environment(request: HttpRequest, framework: str) -> HttpResponse:
    """The question that an agreement without an environmental criterion must answer."""
    shown = get_object_or_404(FrameworkAgreement, slug=framework)
    form = EnvironmentForm(request.POST or None, initial={"answer": shown.environment_answer})
    if form.is_valid():
        answer = form.cleaned_data["answer"]
        try:
            operations.answer_environment(shown, answer, by=me(request), at=clock.now())
        except Refused as refused:
            form.add_error(None, [capfirst(f"{reason}.") for reason in refused.reasons])
        else:
            messages.success(request, "Votre réponse est enregistrée.")
            return redirect("home:agreement", shown.slug)
    rule = law.in_force(law.rows(), "environment_criterion", clock.today())
    context = {"framework": shown, "form": form, "rule": rule}
    status = 422 if form.errors else 200
    return render(request, "agreement/environment.html", context, status=status)
