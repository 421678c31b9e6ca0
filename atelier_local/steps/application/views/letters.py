"""The letters that accompany the note."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from atelier_local import clock
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Refused

from .. import operations, queries
from ..forms import LetterForm


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
