"""Backup copies: those that came, and one that is opened by two."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from atelier_local import clock
from atelier_local.ground.files.papers import answer
from atelier_local.ground.ui.acting import done
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C

from .. import operations, queries, rules, showing
from ..access import competition_of, party_of
from ..enums import BackupGround, BackupMedium
from ..forms import BackupConfirmForm, BackupForm, BackupOpeningForm
from ..models import BackupCopy
from .evaluation import not_yet


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
def backup(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """One copy: why it may be opened, what the first of the two read, what the second reads."""
    copy, now = queries.backup_of(visit.atelier, pk), clock.now()
    competition = copy.invitation.competition
    possible = set() if copy.opened else operations.grounds_of(copy.invitation)
    shut = queries.against_access(competition, visit.person)
    why = queries.against_opening_backup(copy, possible)
    left = _first_left(visit, copy)
    confirms = _confirms(visit, copy) and not left
    form: BackupConfirmForm | BackupOpeningForm
    if confirms:
        form = BackupConfirmForm(request.POST or None)
    else:
        form = BackupOpeningForm(request.POST or None, possible=possible, initial=_written(copy))
    if done(form, lambda: _open(visit, form, copy)):
        said = "La copie est ouverte." if confirms else "L’ouverture attend la seconde personne."
        messages.success(request, said)
        return redirect("competition:backup", visit.atelier.slug, pk)
    whose = copy.invitation.consortium_id
    if copy.written_by and not shut:
        name = "Copie de sauvegarde"
        if first := showing.prices_on_page(request, visit, competition, name, whose):
            return first
    context = {
        "competition": competition,
        "copy": copy,
        "form": form,
        "why": why,
        "shut": shut,
        "confirms": confirms,
        "left": left,
        "now": now,
    }
    status = 422 if form.errors else 200
    return page(request, visit, "competition/backup.html", context, status=status)


def _confirms(visit: Visit, copy: BackupCopy) -> bool:
    """Whether this person is the second of the two."""
    first = copy.written_by
    return first not in (None, visit.person) and copy.written_for != party_of(visit)


def _first_left(visit: Visit, copy: BackupCopy) -> bool:
    """Whether the first may not read any more, so that anybody writes it again."""
    first, competition = copy.written_by, copy.invitation.competition
    if first is None or first == visit.person or copy.opened:
        return False
    return bool(queries.against_access(competition, first))


def _written(copy: BackupCopy) -> dict[str, object]:
    """What was written, that its party may write again."""
    if copy.written_by is None:
        return {}
    return {"ground": copy.ground, "reason": copy.reason, "price_eur": copy.price_eur}


def _open(visit: Visit, form: BackupConfirmForm | BackupOpeningForm, copy: BackupCopy) -> None:
    given, now = form.cleaned_data, clock.now()
    if isinstance(form, BackupConfirmForm):
        operations.confirm_backup_opening(copy, given["price_eur"], by=visit.person, at=now)
        return
    operations.write_backup_opening(
        copy,
        BackupGround(given["ground"]),
        given["reason"],
        given["price_eur"],
        by=visit.person,
        at=now,
    )


@atelier_view(C.OPEN_TENDERS)
def backup_document(request: HttpRequest, visit: Visit, pk: int, form: str) -> HttpResponse:
    """The minutes of one that was opened, its price included."""
    copy = queries.backup_of(visit.atelier, pk)
    if copy.minutes is None:
        raise Http404("Cette copie n’est pas ouverte.")
    competition = copy.invitation.competition
    if why := queries.against_access(competition, visit.person):
        return not_yet(request, visit, why)
    whose = copy.invitation.consortium_id
    showing.prices_on_paper(visit, competition, "Procès-verbal d’une copie de sauvegarde", whose)
    return answer(copy.minutes, form)
