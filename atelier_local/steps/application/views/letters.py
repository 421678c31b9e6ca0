"""The letters that accompany the note: models to sign, signed files, when they came."""

from pathlib import PurePath

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify

from atelier_local import clock
from atelier_local.ground.files.downloads import response
from atelier_local.ground.files.papers import download
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Refused

from .. import operations, papers, queries
from ..enums import LetterKind
from ..forms import LetterForm


def _kind(value: str) -> LetterKind:
    if value not in LetterKind:
        raise Http404("Aucune lettre à cette adresse.")
    return LetterKind(value)


@atelier_view(C.WRITE_NOTE)
def letters(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Join a letter, or correct one: `?piece=` fills the form with what is known of it."""
    note = queries.note_of(visit.atelier)
    seen = queries.view(note)
    form = LetterForm(request.POST or None, request.FILES or None, initial=_known(request, seen))
    if form.is_valid():
        try:
            operations.record_letter(note, **form.cleaned_data, by=visit.person, at=clock.now())
        except Refused as refused:
            form.add_error("upload" if form.files else None, [str(r) for r in refused.reasons])
        else:
            messages.success(request, "La lettre est jointe.")
            return redirect("application:letters", visit.atelier.slug)
    context = {"form": form, "seen": seen, "corrects": True}
    return page(
        request, visit, "application/letters.html", context, status=422 if form.errors else 200
    )


def _known(request: HttpRequest, seen: queries.NoteView) -> dict[str, object]:
    asked = request.GET.get("piece", "")
    letter = seen.letters.get(LetterKind(asked)) if asked in LetterKind else None
    if letter is None:
        return {"kind": asked} if asked in LetterKind else {}
    return {"kind": asked, "signatory": letter.signatory, "received_on": letter.received_on}


@atelier_view(C.SEE_NOTE)
def model(request: HttpRequest, visit: Visit, kind: str, form: str) -> HttpResponse:
    """The letter to complete and sign, as a PDF to read or a DOCX to edit."""
    return download(papers.letter(_kind(kind), papers.known(visit.atelier)), form)


@atelier_view(C.SEE_NOTE)
def signed(request: HttpRequest, visit: Visit, kind: str) -> HttpResponse:
    """The file that was joined, under a name of ours: that of the letter and of the territory."""
    found = queries.view(queries.note_of(visit.atelier)).letters.get(_kind(kind))
    if found is None or found.stored is None:
        raise Http404("Cette lettre n’a pas de fichier.")
    suffix = PurePath(found.stored.name).suffix
    label = slugify(LetterKind(found.kind).label)
    return response(found.stored, download_name=f"{visit.atelier.slug}-{label}{suffix}")
