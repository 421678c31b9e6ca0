"""What is made of a document today: its flat plan (how many pages each part takes, of those that it
is given), its text to edit.
"""

from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string

from atelier_local import clock
from atelier_local.ground.files.downloads import attachment, response
from atelier_local.ground.files.enums import MediaType
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Refused
from atelier_local.steps.workshops.models import Workshop

from .. import press, queries, rules
from ..assembly import compose, data_of, laid_out, marks_of, photographs_of
from ..assembly.photographs import lost_of
from ..changes import since_kept
from ..enums import DeliverableKind
from ..models import Deliverable

KEPT = 600
"""Seconds for which a count is good; what is written in the Atelier meanwhile has another."""


EDITED = {"odt": MediaType.ODT, "docx": MediaType.DOCX}


def begun(visit: Visit, kind: str, **more: Any) -> Deliverable:
    """A document of this Atelier, if it was begun."""
    known = Deliverable.objects.select_related("pdf")
    found = get_object_or_404(known, atelier=visit.atelier, kind=kind, **more)
    found.atelier = visit.atelier
    return found


@atelier_view(C.SEE_DELIVERABLES)
def pdf(request: HttpRequest, visit: Visit, kind: str) -> HttpResponse:
    """The frozen bytes, as corrected last or of the version asked for; or the draft composed now,
    which says that it is one.
    """
    found = begun(visit, kind)
    name = f"{visit.atelier.slug}-{DeliverableKind(found.kind).file_name}"
    if found.pdf:
        kept = found.version(request.GET.get("version", ""))
        if kept is None or kept[1].pdf is None:
            raise Http404("Aucune version à cette adresse.")
        return response(kept[1].pdf, download_name=name, inline=True)
    try:
        content, _ = compose(found, at=clock.now())
    except Refused as refused:
        messages.error(request, f"{refused}.")
        return redirect("deliverables:deliverable", visit.atelier.slug, found.kind)
    return attachment(content, media_type=MediaType.PDF, name=f"projet-{name}", inline=True)


@atelier_view(C.SEE_DELIVERABLES)
def edit(request: HttpRequest, visit: Visit, kind: str, form: str) -> HttpResponse:
    """The words and drawings of the document as they are today, to be edited elsewhere."""
    if form not in EDITED:
        raise Http404("Un texte à modifier est en ODT ou en DOCX.")
    found = begun(visit, kind)
    try:
        data = data_of(found, at=clock.now())
        content = press.editable(found.kind, data, photographs_of(data))[form]
    except Refused as refused:
        messages.error(request, f"{refused}.")
        return redirect("deliverables:deliverable", visit.atelier.slug, kind)
    name = f"{visit.atelier.slug}-{DeliverableKind(kind).stem}.{form}"
    return attachment(content, media_type=EDITED[form].value, name=name)


@atelier_view(C.SEE_DELIVERABLES)
def bundle(request: HttpRequest, visit: Visit, kind: str) -> HttpResponse:
    """The document for a team that finishes elsewhere: words, images, tables, contours."""
    found = begun(visit, kind)
    try:
        data = data_of(found, at=clock.now())
        content = press.bundle(found.kind, data, photographs_of(data))
    except Refused as refused:
        messages.error(request, f"{refused}.")
        return redirect("deliverables:deliverable", visit.atelier.slug, kind)
    name = f"{visit.atelier.slug}-{DeliverableKind(kind).stem}.zip"
    return attachment(content, media_type="application/zip", name=name)


@atelier_view(C.SEE_DELIVERABLES)
def slides(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The restitution, from what the booklet says today."""
    booklet = queries.begun_or_draft(visit.atelier, DeliverableKind.BOOKLET)
    try:
        content = press.slides(data_of(booklet, at=clock.now()))
    except Refused as refused:
        messages.error(request, f"{refused}.")
        return redirect("deliverables:deliverables", visit.atelier.slug)
    name = f"{visit.atelier.slug}-diaporama-de-restitution.pdf"
    return attachment(content, media_type=MediaType.PDF, name=name, inline=True)


@atelier_view(C.SEE_DELIVERABLES)
def read(request: HttpRequest, visit: Visit, kind: str) -> HttpResponse:
    """The words of the document as they are today: for a screen reader, a phone, a search. What
    was not composed yet is asked for once the page is shown.
    """
    found = begun(visit, kind)
    context = {"kind": DeliverableKind(found.kind), "article": cache.get(_key("lire", found))}
    return page(request, visit, "deliverables/read.html", context)


@atelier_view(C.SEE_DELIVERABLES)
def words(request: HttpRequest, visit: Visit, kind: str) -> HttpResponse:
    """The words composed, for the page that waits for them; it is all that the Atelier holds, read
    once. Without script, composes them and leads to that page.
    """
    found = begun(visit, kind)
    key = _key("lire", found)
    if (article := cache.get(key)) is None:
        paper = press.readable(found.kind, data_of(found, at=clock.now()))
        article = render_to_string("deliverables/read.html#words", {"paper": paper})
        cache.set(key, article, KEPT)
    if request.headers.get("HX-Request"):
        return HttpResponse(article)
    return redirect("deliverables:read", visit.atelier.slug, kind)


def _key(what: str, found: Deliverable) -> str:
    """What is made of a document is good as long as no line is written in the Atelier or in the
    rooms of its workshops, on the same day (one query)."""
    rooms = Workshop.objects.filter(atelier=found.atelier).aggregate(said=Sum("stream__head_seq"))
    head = bytes(found.atelier.stream.head_hash).hex()
    return f"{what}:{found.pk}:{head}:{rooms['said']}:{clock.today()}"


@atelier_view(C.PUBLISH)
def changes(request: HttpRequest, visit: Visit, kind: str) -> HttpResponse:
    """What a frozen document would say otherwise today, and the photographs that it would lose
    because their files are lost, for whoever corrects it: the page of an
    erratum asks for it once it is shown; without script it is a page of its own.
    """
    found = begun(visit, kind, frozen_at__isnull=False)
    key = _key("changements", found)
    if (told := cache.get(key)) is None:
        told = {"changes": since_kept(found, at=clock.now())}
        cache.set(key, told, KEPT)
    warnings = rules.warnings_on_lost(lost_of(found))
    context = {"kind": DeliverableKind(kind), "warnings": warnings, **told}
    if request.headers.get("HX-Request"):
        return render(request, "deliverables/changes.html#list", context)
    return page(request, visit, "deliverables/changes.html", context)


@atelier_view(C.SEE_DELIVERABLES)
def flatplan(request: HttpRequest, visit: Visit, kind: str) -> HttpResponse:
    """Counted once the document is laid out: the page of a document asks for it once it is shown,
    and shows it in its place; without script it is a page of its own.
    """
    found = begun(visit, kind, frozen_at=None)
    context = {"kind": DeliverableKind(kind), **_told(found)}
    if request.headers.get("HX-Request"):
        return render(request, "deliverables/flatplan.html#plan", context)
    return page(request, visit, "deliverables/flatplan.html", context)


def _told(found: Deliverable) -> dict[str, Any]:
    kind = DeliverableKind(found.kind)
    key = _key("flatplan", found)
    try:
        told = cache.get(key) or laid_out(found, at=clock.now())
        cache.set(key, told, KEPT)
    except Refused as refused:
        return {"why": refused.reasons}
    pages, marks = told["pages"], marks_of(told)
    spent = rules.spent(kind, pages, marks)
    return {
        "spent": spent,
        "pages": pages,
        "bounded": rules.bounded(kind, pages, marks),
        "given": sum(one.budget for one in spent),
        "expected": rules.PAGES[kind],
        "warnings": rules.warnings_on_pages(kind, pages, marks),
    }
