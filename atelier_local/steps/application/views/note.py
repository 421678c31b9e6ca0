"""The note, read and written together; a new application."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.programme.people.access import me, programme_view
from atelier_local.programme.people.enums import OrganisationKind
from atelier_local.programme.people.operations import register_organisation
from atelier_local.programme.territories.models import Epci
from atelier_local.refusal import Reasons, Refused

from .. import operations, queries
from ..differences import between
from ..enums import Heading, NoteState
from ..forms import BeginForm, HeadingForm, NeedsForm
from ..models import OpportunityNote

LOOKED_AT = (NoteState.RETURNED, NoteState.SELECTED, NoteState.REJECTED)
"""When the authors read what the national team found; before, the grid is its own."""


@programme_view(C.START_APPLICATION)
def begin(request: HttpRequest) -> HttpResponse:
    form = BeginForm(request.POST or None)
    if form.is_valid():
        try:
            note = _begin(request, form.cleaned_data)
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            return redirect("application:note", note.atelier.slug)
    return render(
        request, "application/begin.html", {"form": form}, status=422 if form.errors else 200
    )


def _begin(request: HttpRequest, given: dict) -> OpportunityNote:
    epci, person, now = given["epci"], me(request), clock.now()
    local_authority = register_organisation(
        kind=OrganisationKind.LOCAL_AUTHORITY,
        name=epci.name,
        siren=epci.siren,
        fictitious=given["framework"].fictitious,
        by=person,
        at=now,
    )
    return operations.begin_application(
        slug=_free_slug(epci),
        epci=epci,
        framework=given["framework"],
        pilot=person.organisation,
        local_authority=local_authority,
        question=given["question"],
        fictitious=given["framework"].fictitious,
        by=person,
        at=now,
    )


def _free_slug(epci: Epci) -> str:
    """The territory's name, with the year where it has had an Atelier before."""
    name = slugify(epci.name)[:50].strip("-")
    taken = Atelier.objects.filter(slug=name).exists()
    return f"{name}-{clock.today().year}" if taken else name


@atelier_view(C.SEE_NOTE)
def note(request: HttpRequest, visit: Visit) -> HttpResponse:
    return _note(request, visit)


def _note(request: HttpRequest, visit: Visit, why: Reasons = ()) -> HttpResponse:
    found = queries.note_of(visit.atelier)
    seen = queries.view(found)
    context = {
        "seen": seen,
        "note": found,
        "why": why,
        "writes": visit.can(C.WRITE_NOTE) and seen.writable,
        "submits": visit.can(C.SUBMIT_NOTE) and seen.writable,
        "decides": visit.can(C.SELECT_APPLICATION) and found.at_state is NoteState.SUBMITTED,
    }
    if found.at_state in LOOKED_AT:
        context["grid"] = queries.grid(found)
    if found.at_state is NoteState.SELECTED:
        context["specified"] = queries.specified(found)
        context["makes"] = visit.can(C.RUN_COMPETITION) and not context["specified"]
    return page(request, visit, "application/note.html", context, status=409 if why else 200)


@require_POST
@atelier_view(C.SUBMIT_NOTE)
def submit(request: HttpRequest, visit: Visit) -> HttpResponse:
    try:
        operations.submit(queries.note_of(visit.atelier), by=visit.person, at=clock.now())
    except Refused as refused:
        return _note(request, visit, refused.reasons)
    messages.success(request, "La note est déposée. La DGALN est prévenue.")
    return redirect("application:note", visit.atelier.slug)


def _heading(value: str) -> Heading:
    if value not in Heading:
        raise Http404("Aucune rubrique à cette adresse.")
    return Heading(value)


@atelier_view(C.WRITE_NOTE)
def heading(request: HttpRequest, visit: Visit, heading: str) -> HttpResponse:
    """One heading to write, beside what was written before."""
    wanted, note = _heading(heading), queries.note_of(visit.atelier)
    form = HeadingForm(request.POST or None)
    typed = ""
    if form.is_valid():
        typed = form.cleaned_data["text"].replace("\r\n", "\n").strip()
        try:
            operations.write_heading(
                note,
                wanted,
                typed,
                read=form.cleaned_data["read"] or 0,
                by=visit.person,
                at=clock.now(),
            )
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, f"« {wanted.label} » est enregistrée.")
            return redirect("application:note", visit.atelier.slug)
    seen = queries.view(note)
    shown = seen.of(wanted)
    if not form.is_bound:
        form = HeadingForm(initial={"text": shown.text})
    context = {"form": form, "seen": seen, "shown": shown}
    if form.errors and typed:
        context["pieces"] = between(shown.text, typed)
    return page(
        request, visit, "application/heading.html", context, status=422 if form.errors else 200
    )


@atelier_view(C.SEE_NOTE)
def versions(request: HttpRequest, visit: Visit, heading: str) -> HttpResponse:
    """Every version of a heading, and what changed between two of them."""
    shown = queries.view(queries.note_of(visit.atelier)).of(_heading(heading))
    context = {
        "shown": shown,
        "compared": queries.compare(shown, _key(request, "version"), _key(request, "depuis")),
        "writes": visit.can(C.WRITE_NOTE),
    }
    return page(request, visit, "application/versions.html", context)


def _key(request: HttpRequest, name: str) -> int | None:
    """The key of a version in the address; one that is no number is no version."""
    asked = request.GET.get(name, "")
    if asked and not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        raise Http404("Aucune version à cette adresse.")
    return int(asked) if asked else None


@atelier_view(C.WRITE_NOTE)
def needs(request: HttpRequest, visit: Visit) -> HttpResponse:
    note = queries.note_of(visit.atelier)
    form = NeedsForm(request.POST or None, initial={"specialities": note.needed_specialities.all()})
    if form.is_valid():
        try:
            listed = form.cleaned_data["specialities"]
            operations.need(note, listed, by=visit.person, at=clock.now())
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            return redirect("application:note", visit.atelier.slug)
    status = 422 if form.errors else 200
    return page(request, visit, "application/needs.html", {"form": form}, status=status)
