"""The note, read and written; its decision; a new application."""

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

from . import operations, queries
from .enums import Heading, NoteState
from .forms import BeginForm, DecisionForm, HeadingForm, LetterForm, NeedsForm
from .models import OpportunityNote


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


@atelier_view(C.WRITE_NOTE)
def heading(request: HttpRequest, visit: Visit, heading: str) -> HttpResponse:
    """One heading to write, beside what was written before."""
    if heading not in Heading:
        raise Http404("Aucune rubrique à cette adresse.")
    wanted, note = Heading(heading), queries.note_of(visit.atelier)
    form = HeadingForm(request.POST or None)
    if form.is_valid():
        try:
            operations.write_heading(
                note,
                wanted,
                form.cleaned_data["text"].replace("\r\n", "\n").strip(),
                read=form.cleaned_data["read"],
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
    return page(
        request, visit, "application/heading.html", context, status=422 if form.errors else 200
    )


@atelier_view(C.WRITE_NOTE)
def letters(request: HttpRequest, visit: Visit) -> HttpResponse:
    note = queries.note_of(visit.atelier)
    form = LetterForm(request.POST or None)
    if form.is_valid():
        try:
            operations.record_letter(note, **form.cleaned_data, by=visit.person, at=clock.now())
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, "La lettre est jointe.")
            return redirect("application:letters", visit.atelier.slug)
    context = {"form": form, "seen": queries.view(note)}
    return page(
        request, visit, "application/letters.html", context, status=422 if form.errors else 200
    )


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


@atelier_view(C.SELECT_APPLICATION)
def decide(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The national team's page: the note, three possible answers, one reason."""
    note = queries.note_of(visit.atelier)
    form = DecisionForm(request.POST or None)
    if form.is_valid():
        try:
            _decide(visit, note, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, "La décision est prise. Les deux porteurs la lisent.")
            return redirect("application:note", visit.atelier.slug)
    context = {"form": form, "seen": queries.view(note), "note": note}
    return page(
        request, visit, "application/decide.html", context, status=422 if form.errors else 200
    )


def _decide(visit: Visit, note: OpportunityNote, outcome: str, reason: str) -> None:
    note.atelier, now = visit.atelier, clock.now()
    if outcome == NoteState.RETURNED:
        operations.return_to_authors(note, reason, by=visit.person, at=now)
    else:
        selected = outcome == NoteState.SELECTED
        operations.decide(note, selected, reason, by=visit.person, at=now)
