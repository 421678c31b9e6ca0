"""Taking at the console what a phone kept and cannot send."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from atelier_local import clock
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Refused

from .. import operations
from ..forms import RescueForm
from ..rescue import Waiting
from .hall import workshop_of


@atelier_view(C.FACILITATE)
def rescue(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    """Paste the text of a phone: each of its acts counts once, even if the phone sends it later."""
    workshop = workshop_of(visit, ordinal)
    form, taken = RescueForm(request.POST or None), 0
    refused: list[tuple[Waiting, str]] = []
    if form.is_valid():
        try:
            for handed in form.cleaned_data["text"]:
                done = operations.hand_in(workshop, handed, by=visit.person, at=clock.now())
                taken += len(done.taken)
                refused += done.refused
        except Refused as why:
            form.add_error(None, str(why))
        else:
            if not refused:
                messages.success(request, _said(taken))
                return redirect("wall:console", visit.atelier.slug, ordinal)
    context = {"workshop": workshop, "form": form, "taken": taken, "refused": refused}
    status = 422 if form.errors or refused else 200
    return page(request, visit, "wall/rescue.html", context, status=status)


def _said(taken: int) -> str:
    return f"{taken} éléments sont repris." if taken > 1 else f"{taken} élément est repris."
