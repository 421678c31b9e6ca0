"""The contract at the treasury: its number, and penalties, announced then applied."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.ground.files.papers import answer
from atelier_local.ground.ui.acting import done
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C

from .. import operations, queries
from ..forms import AnswerForm, ApplyForm, NumberForm, PenaltyForm, ReasonForm
from ..models import Penalty
from .contract import signed

COUNT = "count"
"""The button that counts the days of a delay and writes to nobody."""


@atelier_view(C.RUN_CONTRACT)
def number(request: HttpRequest, visit: Visit) -> HttpResponse:
    contract = signed(visit)
    form = NumberForm(request.POST or None, initial={"number": contract.engagement_number})
    if done(
        form,
        lambda: operations.number_engagement(
            contract, form.cleaned_data["number"], by=visit.person, at=clock.now()
        ),
    ):
        what = "enregistré" if contract.engagement_number else "effacé"
        messages.success(request, f"Le numéro d’engagement est {what}.")
        return redirect("contract:payments", visit.atelier.slug)
    context = {"form": form, "contract": contract}
    return page(request, visit, "contract/number.html", context, status=422 if form.errors else 200)


@atelier_view(C.RUN_CONTRACT)
def penalise(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Announce a penalty: the holder is heard before anything is kept back."""
    contract = signed(visit)
    counts = queries.penalty_law(contract).divisor > 0
    blank = partial(PenaltyForm, services=list(contract.instalments.all()), counts=counts)
    form, counted = blank(request.POST or None), ""
    if request.POST.get("act") == COUNT:
        told: list[queries.Counted] = []
        if done(form, lambda: told.append(queries.count_days(contract, form.late, clock.today()))):
            given = form.cleaned_data | {"amount_eur": told[0].amount}
            form, counted = blank(initial=given), told[0].how
    elif done(
        form,
        lambda: operations.announce_penalty(
            contract,
            form.cleaned_data["amount_eur"],
            form.cleaned_data["reason"],
            late=form.late,
            by=visit.person,
            at=clock.now(),
        ),
    ):
        messages.success(request, "La pénalité est annoncée : le titulaire est invité à répondre.")
        return redirect("contract:payments", visit.atelier.slug)
    kept = queries.penalties(contract)
    context = {"form": form, "contract": contract, "kept": kept, "counted": counted, "count": COUNT}
    return page(
        request, visit, "contract/penalise.html", context, status=422 if form.errors else 200
    )


def _penalty(visit: Visit, pk: int) -> Penalty:
    contract = signed(visit)
    told = contract.penalties.select_related("announcement", "decision", "instalment", "lifted_by")
    found = get_object_or_404(told, pk=pk)
    found.contract = contract
    return found


@atelier_view(C.SEE_CONTRACT)
def penalty(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    return _show(request, visit, _penalty(visit, pk))


def _show(
    request: HttpRequest,
    visit: Visit,
    one: Penalty,
    form: AnswerForm | ApplyForm | ReasonForm | None = None,
) -> HttpResponse:
    """`form`: the one that was sent and refused."""
    now = queries.standing_to_end(one.contract)
    decides = visit.can(C.RUN_CONTRACT) and one.stands
    payable = queries.payable(now.account)

    def kept[F](kind: type[F], fresh: F) -> F:
        return form if isinstance(form, kind) else fresh

    context = {
        "one": one,
        "kept": now.kept,
        "answers": visit.can(C.PROPOSE_CONTRACT) and one.stands and not one.applied,
        "applies": decides and not one.applied,
        "lifts": decides,
        "answer_form": kept(AnswerForm, AnswerForm(initial={"answer": one.answer})),
        "apply_form": kept(ApplyForm, ApplyForm(payable=payable)),
        "lift_form": kept(ReasonForm, ReasonForm()),
        "payable": payable,
        "why": queries.against_applying(one, now.kept, clock.today()),
    }
    status = 422 if form else 200
    return page(request, visit, "contract/penalty.html", context, status=status)


@require_POST
@atelier_view(C.PROPOSE_CONTRACT)
def answer_penalty(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """What the holder says of it, typed by the holder or by the buyer."""
    one, form = _penalty(visit, pk), AnswerForm(request.POST)
    if not done(
        form,
        lambda: operations.answer_penalty(
            one, form.cleaned_data["answer"], by=visit.person, at=clock.now()
        ),
    ):
        return _show(request, visit, one, form)
    messages.success(request, "Les observations sont enregistrées.")
    return redirect("contract:penalty", visit.atelier.slug, one.pk)


@require_POST
@atelier_view(C.RUN_CONTRACT)
def apply_penalty(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    one = _penalty(visit, pk)
    payable = queries.payable(queries.standing_to_end(one.contract).account)
    form = ApplyForm(request.POST, payable=payable)
    among = {instalment.pk: instalment for instalment, _ in payable}
    if not done(
        form,
        lambda: operations.apply_penalty(
            one, among[form.cleaned_data["instalment"]], by=visit.person, at=clock.now()
        ),
    ):
        return _show(request, visit, _penalty(visit, pk), form)
    messages.success(request, "La pénalité est appliquée : sa lettre est partie.")
    return redirect("contract:penalty", visit.atelier.slug, one.pk)


@require_POST
@atelier_view(C.RUN_CONTRACT)
def lift_penalty(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    one, form = _penalty(visit, pk), ReasonForm(request.POST)
    if not done(
        form,
        lambda: operations.lift_penalty(
            one, form.cleaned_data["reason"], by=visit.person, at=clock.now()
        ),
    ):
        return _show(request, visit, _penalty(visit, pk), form)
    messages.success(request, "La pénalité est retirée.")
    return redirect("contract:penalty", visit.atelier.slug, one.pk)


@atelier_view(C.SEE_CONTRACT)
def letter(request: HttpRequest, visit: Visit, pk: str, form: str) -> HttpResponse:
    """A letter to the holder, as it was issued."""
    return answer(get_object_or_404(queries.letters(signed(visit)), pk=pk), form)
