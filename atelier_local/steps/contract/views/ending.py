"""A contract that ends early: formal notice, decision, statement."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.ground.ui.acting import done
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C

from .. import operations, queries
from ..enums import TerminationGround
from ..forms import AnswerForm, NoticeForm, ReasonForm, TerminationForm
from ..models import Termination
from .contract import signed


@atelier_view(C.SEE_CONTRACT)
def termination(request: HttpRequest, visit: Visit) -> HttpResponse:
    return _show(request, visit)


def _show(
    request: HttpRequest, visit: Visit, form: AnswerForm | ReasonForm | None = None
) -> HttpResponse:
    """`form`: the one that was sent and refused."""
    contract = signed(visit)
    listed = queries.terminations(contract)
    ended = queries.ended(listed)
    context = {
        "contract": contract,
        "listed": [one for one in listed if not one.decided and not one.waits],
        "ended": ended,
        "notice": queries.running_notice(listed),
        "runs": visit.can(C.RUN_CONTRACT),
        "running": not ended and bool(contract.notified_at) and queries.runs_on(contract),
        "answers": visit.can(C.PROPOSE_CONTRACT),
        "answer_form": form if isinstance(form, AnswerForm) else AnswerForm(),
        "drop_form": form if isinstance(form, ReasonForm) else _dropping(),
        "law": queries.termination_law(contract).items(),
        "today": clock.today(),
    }
    return page(request, visit, "contract/termination.html", context, status=422 if form else 200)


def _dropping(typed: QueryDict | None = None) -> ReasonForm:
    form = ReasonForm(typed)
    form.fields["reason"].label = "Pourquoi l’abandonner"
    return form


@atelier_view(C.RUN_CONTRACT)
def give_notice(request: HttpRequest, visit: Visit) -> HttpResponse:
    contract = signed(visit)
    rule = queries.termination_law(contract)[TerminationGround.FAULT]
    form = NoticeForm(request.POST or None, initial={"days": rule.value})
    if done(
        form,
        lambda: operations.give_notice(
            contract, **form.cleaned_data, by=visit.person, at=clock.now()
        ),
    ):
        messages.success(request, "La mise en demeure est partie.")
        return redirect("contract:termination", visit.atelier.slug)
    context = {"form": form, "rule": rule}
    status = 422 if form.errors else 200
    return page(request, visit, "contract/notice.html", context, status=status)


def _notice(visit: Visit, pk: int) -> Termination:
    contract = signed(visit)
    found = get_object_or_404(contract.terminations.exclude(noticed_on=None), pk=pk)
    found.contract = contract
    return found


@require_POST
@atelier_view(C.PROPOSE_CONTRACT)
def answer_notice(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """What the holder says of it, typed by the holder or by the buyer."""
    notice, form = _notice(visit, pk), AnswerForm(request.POST)
    if not done(
        form,
        lambda: operations.answer_notice(
            notice, form.cleaned_data["answer"], by=visit.person, at=clock.now()
        ),
    ):
        return _show(request, visit, form)
    messages.success(request, "Les observations sont enregistrées.")
    return redirect("contract:termination", visit.atelier.slug)


@require_POST
@atelier_view(C.RUN_CONTRACT)
def drop_notice(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    notice, form = _notice(visit, pk), _dropping(request.POST)
    if not done(
        form,
        lambda: operations.drop_notice(
            notice, form.cleaned_data["reason"], by=visit.person, at=clock.now()
        ),
    ):
        return _show(request, visit, form)
    messages.success(request, "La mise en demeure est abandonnée : le marché continue.")
    return redirect("contract:termination", visit.atelier.slug)


@atelier_view(C.RUN_CONTRACT)
def terminate(request: HttpRequest, visit: Visit) -> HttpResponse:
    """It cannot be taken back: the contract ends today, and the Atelier with it."""
    contract = signed(visit)
    now = queries.standing_to_end(contract)
    notice = queries.running_notice(queries.terminations(contract))
    initial = {"ground": TerminationGround.FAULT, "reason": notice.breach} if notice else {}
    form = TerminationForm(request.POST or None, initial=initial, reference=contract.reference)
    if done(
        form,
        lambda: operations.terminate(contract, **form.decided, by=visit.person, at=clock.now()),
    ):
        messages.success(request, "Le marché est résilié : la lettre est partie.")
        return redirect("contract:termination", visit.atelier.slug)
    context = {
        "form": form,
        "contract": contract,
        "now": now,
        "notice": notice,
        "law": queries.termination_law(contract).items(),
    }
    status = 422 if form.errors else 200
    return page(request, visit, "contract/terminate.html", context, status=status)
