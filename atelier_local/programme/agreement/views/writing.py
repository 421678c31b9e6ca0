"""Writing an agreement down, and changing it as long as nobody was consulted under it."""

from collections.abc import Callable, Mapping, Sequence
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
from ..forms import CriteriaForms, EnvironmentForm, FrameworkForm
from ..models import FrameworkAgreement
from ..operations import FROZEN, frozen_in

type Write = Callable[[dict[str, Any], list[dict[str, Any]]], FrameworkAgreement]


@programme_view(Capability.RUN_AGREEMENT)
def create(request: HttpRequest) -> HttpResponse:
    """A new agreement: its bounds, and its criteria when they are known."""

    def write(fields: dict[str, Any], criteria: list[dict[str, Any]]) -> FrameworkAgreement:
        return operations.create_framework(
            fields, criteria, fictitious=settings.DEMO, by=me(request), at=clock.now()
        )

    new = FrameworkAgreement()
    blank = {name: getattr(new, name) for name in FrameworkForm.base_fields}
    return _write(request, write, initial=blank, criteria=[])


@programme_view(Capability.RUN_AGREEMENT)
def amend(request: HttpRequest, framework: str) -> HttpResponse:
    """What is written of an agreement; frozen, in what bidders rely on, once it was used."""
    shown = get_object_or_404(FrameworkAgreement, slug=framework)

    def write(fields: dict[str, Any], criteria: list[dict[str, Any]]) -> FrameworkAgreement:
        operations.amend_framework(shown, fields, criteria, by=me(request), at=clock.now())
        return shown

    initial = {name: getattr(shown, name) for name in FrameworkForm.base_fields}
    return _write(
        request, write, initial=initial, criteria=queries.criteria_of(shown), framework=shown
    )


def _write(
    request: HttpRequest,
    write: Write,
    *,
    initial: Mapping[str, Any],
    criteria: Sequence[Mapping[str, Any]],
    framework: FrameworkAgreement | None = None,
) -> HttpResponse:
    used_on = queries.used_on(framework) if framework else None
    data = request.POST or None
    frozen = frozen_in(framework) if framework and used_on else ()
    form = FrameworkForm(data, initial=dict(initial), frozen=frozen)
    weighed = CriteriaForms(None if used_on else data, criteria)
    if form.is_valid() and (used_on or weighed.is_valid()):
        rows = [dict(row) for row in criteria] if used_on else weighed.rows
        try:
            written = write(form.cleaned_data, rows)
        except Refused as refused:
            form.add_error(None, [capfirst(f"{reason}.") for reason in refused.reasons])
        else:
            messages.success(request, "L’accord-cadre est enregistré.")
            return redirect("home:agreement", written.slug)
    context = {
        "framework": framework,
        "form": form,
        "criteria": weighed,
        "known": criteria,
        "used_on": used_on,
        "lacking": [form.fields[n].label for n in FROZEN if n not in frozen] if used_on else [],
    }
    wrong = form.errors or (request.method == "POST" and not used_on and not weighed.is_valid())
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
