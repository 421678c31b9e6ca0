"""Backup copies: those that came. None is opened here."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from atelier_local import clock
from atelier_local.ground.ui.acting import done
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C

from .. import operations, queries, rules
from ..access import competition_of
from ..enums import BackupMedium
from ..forms import BackupForm


@atelier_view(C.OPEN_TENDERS)
def backups(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Before the deadline the page takes nothing and shows nothing: there is nothing to show."""
    competition, now = competition_of(visit), clock.now()
    known = queries.backups(competition)
    came = {one.invitation_id for one in known}
    left = [one for one in queries.invitations(competition) if one.pk not in came]
    form = BackupForm(request.POST or None, invitations=left)
    if done(
        form,
        lambda: operations.record_backup(
            form.cleaned_data["invitation"],
            BackupMedium(form.cleaned_data["medium"]),
            form.cleaned_data["received_at"],
            by=visit.person,
            at=now,
        ),
    ):
        messages.success(request, "La copie est consignée : elle reste fermée.")
        return redirect("competition:backups", visit.atelier.slug)
    context = {
        "competition": competition,
        "copies": known,
        "form": form,
        "left": left,
        "why": rules.against_recording_backup(
            competition.at_state,
            on_place=competition.on_place,
            received_at=now,
            deadline=competition.deadline,
            at=now,
            known=False,
        ),
    }
    status = 422 if form.errors else 200
    return page(request, visit, "competition/backups.html", context, status=status)
