"""What was asked in the specification, and which section of the documents answers it."""

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
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.programme.thread.access import sight_of
from atelier_local.steps.application.models import SpecificationItem
from atelier_local.steps.application.queries import baseline

from .. import operations, queries
from ..forms import AnswerItemForm, DropItemForm


@atelier_view(C.SEE_DELIVERABLES)
def conformity(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Each item that asks something, with its section or the reason why there is none."""
    asked = queries.conformity(visit.atelier, sight_of(visit))
    context = {
        "asked": asked,
        "met": sum(one.met for one in asked),
        "acts": _acts(visit),
    }
    return page(request, visit, "deliverables/conformity.html", context)


def _acts(visit: Visit) -> bool:
    open_still = not visit.atelier.has_reached(Stage.FOLLOW_UP)
    return open_still and (visit.can(C.WRITE_DELIVERABLES) or visit.can(C.PUBLISH))


def _item(visit: Visit, number: str) -> SpecificationItem:
    found = baseline(visit.atelier).select_related("specification__note").filter(number=number)
    item = found.first()
    if item is None:
        raise Http404("Aucun article à cette adresse.")
    item.specification.note.atelier = visit.atelier
    return item


@atelier_view(C.SEE_DELIVERABLES)
def item(request: HttpRequest, visit: Visit, number: str) -> HttpResponse:
    return _item_page(request, visit, _item(visit, number))


def _item_page(
    request: HttpRequest,
    visit: Visit,
    item: SpecificationItem,
    refused: forms.Form | None = None,
) -> HttpResponse:
    """One item: the team says where it is answered, the pilot that it no longer is to be."""
    sight = sight_of(visit)
    asked = next(one for one in queries.conformity(visit.atelier, sight) if one.item == item)
    context: dict[str, Any] = {"asked": asked, "item": item}
    if _acts(visit) and visit.can(C.WRITE_DELIVERABLES):
        chosen = {"section": asked.section.pk if asked.section else None}
        form = AnswerItemForm(sections=queries.written(visit.atelier, sight), initial=chosen)
        context["answer_form"] = refused if isinstance(refused, AnswerItemForm) else form
    if _acts(visit) and visit.can(C.PUBLISH):
        kept = DropItemForm(initial={"reason": asked.answer.reason if asked.answer else ""})
        context["drop_form"] = refused if isinstance(refused, DropItemForm) else kept
    status = 422 if refused else 200
    return page(request, visit, "deliverables/item.html", context, status=status)


@require_POST
@atelier_view(C.WRITE_DELIVERABLES)
def answer(request: HttpRequest, visit: Visit, number: str) -> HttpResponse:
    item = _item(visit, number)
    sections = queries.written(visit.atelier, sight_of(visit))
    form = AnswerItemForm(request.POST, sections=sections)
    return _take(
        request,
        visit,
        item,
        form,
        lambda given: operations.answer_item(item, **given, by=visit.person, at=clock.now()),
        f"Le § {item.number} a sa réponse.",
    )


@require_POST
@atelier_view(C.PUBLISH)
def drop(request: HttpRequest, visit: Visit, number: str) -> HttpResponse:
    item = _item(visit, number)
    return _take(
        request,
        visit,
        item,
        DropItemForm(request.POST),
        lambda given: operations.drop_item(item, **given, by=visit.person, at=clock.now()),
        f"Le § {item.number} est écarté, avec son motif.",
    )


def _take(
    request: HttpRequest,
    visit: Visit,
    item: SpecificationItem,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    said: str,
) -> HttpResponse:
    """Do what a form of the page says, or show the page with what was typed."""
    if done(form, lambda: act(form.cleaned_data)):
        messages.success(request, said)
        return redirect("deliverables:conformity", visit.atelier.slug)
    return _item_page(request, visit, item, form)
