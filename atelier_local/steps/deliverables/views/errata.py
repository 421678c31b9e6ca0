"""Correcting what is frozen: read the corrected document first, then make it a version."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from atelier_local import clock
from atelier_local.ground.files.downloads import attachment
from atelier_local.ground.files.enums import MediaType
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Refused, refuse_if

from .. import operations, rules
from ..assembly import data_of, printing
from ..changes import correction
from ..enums import DeliverableKind, DeliverableState
from ..forms import ErratumForm
from ..models import Deliverable, Section
from ..press import unknown_evidence
from .outputs import begun
from .sections import section_of


@atelier_view(C.PUBLISH)
def correct(request: HttpRequest, visit: Visit, kind: str) -> HttpResponse:
    """The document again, from what the Atelier holds today: a figure, a date, a photograph."""
    return _page(request, visit, begun(visit, kind), None)


@atelier_view(C.PUBLISH)
def correct_section(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    section = section_of(visit, pk)
    return _page(request, visit, section.deliverable, section)


def _page(
    request: HttpRequest, visit: Visit, found: Deliverable, section: Section | None
) -> HttpResponse:
    kind = DeliverableKind(found.kind)
    reading = "relire" in request.POST
    number = found.errata.count() + 2
    form = ErratumForm(request.POST or None, fact=kind.label, section=section, reading=reading)
    if form.is_valid():
        try:
            answer = _answer(visit, found, section, form, number)
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            if not reading:
                messages.success(request, f"La version {number} est établie.")
            return answer
    context = {
        "form": form,
        "kind": kind,
        "section": section,
        "number": number,
        "published": found.state == DeliverableState.PUBLISHED,
        "why": rules.against_correcting(DeliverableState(found.state), "oui"),
        "back_url": reverse("deliverables:deliverable", args=[visit.atelier.slug, kind]),
    }
    status = 422 if form.errors else 200
    return page(request, visit, "deliverables/correct.html", context, status=status)


def _answer(
    visit: Visit, found: Deliverable, section: Section | None, form: ErratumForm, number: int
) -> HttpResponse:
    """The corrected document to read; or, the fact typed again, kept as a version."""
    at, kind = clock.now(), DeliverableKind(found.kind)
    reason, text = form.cleaned_data["reason"], form.cleaned_data.get("text", "")
    texts = (section.text, text) if section else (None, None)
    refuse_if(rules.against_correcting(DeliverableState(found.state), reason, *texts))
    change = correction(found, reason, section, text, at=at)
    refuse_if(rules.against_unknown(unknown_evidence(data_of(found, at=at, correction=change))))
    made = printing(found, at=at, correction=change)
    if form.reading:
        name = f"projet-{visit.atelier.slug}-{kind.file_name}"
        return attachment(made.pdf, media_type=MediaType.PDF, name=name, inline=True)
    operations.correct(
        found,
        number,
        reason,
        made.pdf,
        made.pages,
        section=section,
        text=text,
        moved=change.moved,
        parts=made.parts,
        photographs=made.photographs,
        by=visit.person,
        at=at,
    )
    return redirect("deliverables:deliverable", visit.atelier.slug, kind)
