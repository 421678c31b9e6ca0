"""Backup copies: those that came, and opening one where the electronic tender cannot be."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from atelier_local import clock
from atelier_local.ground.ui.acting import done
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C

from .. import operations, queries, rules
from ..access import competition_of
from ..enums import BackupGround, BackupMedium
from ..forms import BackupForm, OpenBackupForm


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


@atelier_view(C.OPEN_TENDERS)
def open_backup(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    competition = competition_of(visit)
    waiting = [one for one in queries.backups(competition) if one.opened_at is None]
    copy = next((one for one in waiting if one.pk == pk), None)
    if copy is None or not competition.opened_at:
        raise Http404("Aucune copie à ouvrir à cette adresse.")
    people = [one for one in queries.possible_officers(visit.atelier) if one != visit.person]
    form = OpenBackupForm(request.POST or None, request.FILES or None, people=people)
    if done(
        form,
        lambda: operations.open_backup(
            copy,
            **form.cleaned_data | {"ground": BackupGround(form.cleaned_data["ground"])},
            by=visit.person,
            at=clock.now(),
        ),
    ):
        messages.success(request, "La copie est ouverte : l’offre se lit et se note.")
        return redirect("competition:backups", visit.atelier.slug)
    context = {"competition": competition, "copy": copy, "form": form}
    status = 422 if form.errors else 200
    return page(request, visit, "competition/open_backup.html", context, status=status)
