"""A section: what it says and rests on, what readers remark of it, what it said before."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.ground.ui.acting import done
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.programme.thread.access import sight_of
from atelier_local.programme.thread.queries import around

from .. import operations, rules
from .. import versions as written
from ..enums import DeliverableKind, DeliverableState
from ..forms import CommentForm
from ..models import Comment, Section


def section_of(visit: Visit, pk: UUID) -> Section:
    """A section of this Atelier that the visitor may see."""
    found = Section.objects.seen_by(sight_of(visit)).filter(node__atelier=visit.atelier)
    section = get_object_or_404(found.select_related("deliverable"), pk=pk)
    section.deliverable.atelier = visit.atelier
    return section


@atelier_view(C.SEE_DELIVERABLES)
def section(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    return _section_page(request, visit, section_of(visit, pk))


def _section_page(
    request: HttpRequest, visit: Visit, found: Section, refused: forms.Form | None = None
) -> HttpResponse:
    """A section between what it rests on and the document that holds it."""
    state = DeliverableState(found.deliverable.state)
    closed = rules.against_commenting(state, "oui")
    [place] = rules.places(DeliverableKind(found.deliverable.kind), [found.key])
    context = {
        "section": found,
        "kind": DeliverableKind(found.deliverable.kind),
        "path": around(found.node, sight_of(visit)),
        "can_write": state is DeliverableState.DRAFT and visit.can(C.WRITE_DELIVERABLES),
        "comments": found.comments.select_related("by__organisation", "settled_by"),
        "can_correct": visit.can(C.PUBLISH) and found.deliverable.frozen_at is not None,
        "illustrated": place not in rules.WORDS_ALONE,
        "can_settle": visit.can(C.WRITE_DELIVERABLES),
        "comment_form": None if closed or not _comments(visit) else refused or CommentForm(),
    }
    status = 422 if refused else 200
    return page(request, visit, "deliverables/section.html", context, status=status)


def _comments(visit: Visit) -> bool:
    """Those who write a document and those who approve it remark upon it."""
    return any(visit.can(one) for one in (C.WRITE_DELIVERABLES, C.VALIDATE, C.PUBLISH))


@require_POST
@atelier_view(C.SEE_DELIVERABLES)
def comment(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    found = section_of(visit, pk)
    if not _comments(visit):
        raise PermissionDenied
    form = CommentForm(request.POST)
    if done(
        form,
        lambda: operations.comment(found, **form.cleaned_data, by=visit.person, at=clock.now()),
    ):
        messages.success(request, "Votre remarque est enregistrée.")
        return redirect("deliverables:section", visit.atelier.slug, pk)
    return _section_page(request, visit, found, form)


@require_POST
@atelier_view(C.WRITE_DELIVERABLES)
def settle(request: HttpRequest, visit: Visit, pk: UUID, number: int) -> HttpResponse:
    found = section_of(visit, pk)
    said = get_object_or_404(Comment, section=found, pk=number)
    said.section = found
    operations.settle(said, by=visit.person, at=clock.now())
    messages.success(request, "La remarque est traitée.")
    return redirect("deliverables:section", visit.atelier.slug, pk)


@atelier_view(C.SEE_DELIVERABLES)
def versions(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """Every version, who wrote it, and what changed between two of them."""
    found = section_of(visit, pk)
    listed = written.versions(found)
    compared = written.compared(listed, _number(request, "version"), _number(request, "depuis"))
    if listed and compared is None:
        raise Http404("Aucune version à cette adresse.")
    context = {"section": found, "versions": listed, "compared": compared}
    context |= {"authors": written.authors(listed)}
    return page(request, visit, "deliverables/versions.html", context)


def _number(request: HttpRequest, name: str) -> int | None:
    asked = request.GET.get(name, "")
    if asked and not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        raise Http404("Aucune version à cette adresse.")
    return int(asked) if asked else None
