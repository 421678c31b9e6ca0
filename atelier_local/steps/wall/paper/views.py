"""The paper of a hall: packs to print, photographs to send, cells to type."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.ground.files import downloads
from atelier_local.ground.files.enums import MediaType
from atelier_local.ground.journal.operations import Conflict
from atelier_local.ground.ui.acting import done
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Refused
from atelier_local.steps.workshops import queries as workshops
from atelier_local.steps.workshops.enums import SheetKind, Trouble
from atelier_local.steps.workshops.models import Cell, Pack, Photograph, Sheet, Workshop
from atelier_local.steps.workshops.paper import operations as paper
from atelier_local.steps.workshops.paper import press

from .. import queries as wall
from ..enums import ContributionKind
from ..models import Activity
from ..rules import shown_receipt
from . import operations, queries
from .forms import PackForm, PhotographForm, TotalsForm, TypeForm


def _workshop(visit: Visit, ordinal: int) -> Workshop:
    found = workshops.workshop_of(visit.atelier, ordinal)
    if found is None:
        raise Http404(f"L’Atelier {ordinal} n’est pas encore préparé.")
    return found


# What is printed ----------------------------------------------------------------------------


@atelier_view(C.PREPARE_WORKSHOPS)
def index(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    """What there is to print, what came back."""
    return _index(request, visit, _workshop(visit, ordinal))


def _index(request: HttpRequest, visit: Visit, workshop: Workshop, **refused: Any) -> HttpResponse:
    """The page, with the form that was just refused if there is one."""
    activities = wall.activities(workshop)
    context = {
        "workshop": workshop,
        "packs": queries.packs(workshop),
        "sheets": queries.sheets(workshop),
        "unread": queries.unread(workshop),
        "can_facilitate": visit.can(C.FACILITATE),
        "asks": any(not activity.is_vote for activity in activities),
        "pack_form": PackForm(activities=activities),
        "photograph_form": PhotographForm(),
    }
    status = 422 if refused else 200
    return page(request, visit, "wall/paper/index.html", context | refused, status=status)


@require_POST
@atelier_view(C.PREPARE_WORKSHOPS)
def make(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    """Number the sheets of one more pack."""
    workshop = _workshop(visit, ordinal)
    activities = wall.activities(workshop)
    form = PackForm(request.POST, activities=activities)
    if done(form, lambda: _print(workshop, form, activities, visit)):
        messages.success(request, "Le paquet est prêt : il reste à l’imprimer.")
        return redirect("wall:paper", visit.atelier.slug, ordinal)
    return _index(request, visit, workshop, pack_form=form)


def _print(workshop: Workshop, form: PackForm, activities: list[Activity], visit: Visit) -> None:
    given = form.cleaned_data
    votes = [activity for activity in activities if activity.is_vote and given["tallies"]]
    prefetch_related_objects(votes, "options")
    operations.print_pack(
        workshop,
        given["activity"],
        cards=given["cards"],
        by_table=given["by_table"],
        maps=given["maps"],
        votes=votes,
        poster=given["poster"],
        by=visit.person,
        at=clock.now(),
    )


@atelier_view(C.PREPARE_WORKSHOPS)
def pack(request: HttpRequest, visit: Visit, ordinal: int, rank: int) -> HttpResponse:
    """One pack, to print."""
    found = get_object_or_404(
        Pack.objects.select_related("workshop__atelier__epci"),
        workshop__atelier=visit.atelier,
        workshop__ordinal=ordinal,
        rank=rank,
    )
    name = f"{visit.atelier.slug}-atelier-{ordinal}-paquet-{rank}.pdf"
    return downloads.attachment(press.typeset(found), media_type=MediaType.PDF, name=name)


# What comes back ------------------------------------------------------------------------------


@require_POST
@atelier_view(C.FACILITATE)
def send(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    """Read a photograph of sheets."""
    workshop = _workshop(visit, ordinal)
    form = PhotographForm(request.POST, request.FILES)
    received: list[paper.Received] = []

    def receive() -> None:
        upload = form.cleaned_data["picture"]
        received.append(
            paper.receive(workshop, upload, name=upload.name, by=visit.person, at=clock.now())
        )

    if not done(form, receive):
        return _index(request, visit, workshop, photograph_form=form)
    _tell(request, received[0])
    return redirect("wall:paper", visit.atelier.slug, ordinal)


def _tell(request: HttpRequest, received: paper.Received) -> None:
    """What became of a photograph."""
    if not received.fresh:
        messages.info(request, "Cette photographie est déjà là : elle n’est comptée qu’une fois.")
        return
    if received.sheets:
        sheets = f"{received.sheets} feuille{'s' if received.sheets > 1 else ''}"
        read = "lues" if received.sheets > 1 else "lue"
        messages.success(request, f"{sheets} {read}, {_to_type(received.cells)}.")
    for trouble in received.photograph.troubles:
        kept = "La photographie est gardée"
        messages.warning(request, f"{kept}, mais {Trouble(trouble).label}.")


def _to_type(count: int) -> str:
    if not count:
        return "rien de nouveau à taper"
    return f"{count} case{'s' if count > 1 else ''} à taper"


@atelier_view(C.FACILITATE)
def photograph(request: HttpRequest, visit: Visit, ordinal: int, pk: UUID) -> HttpResponse:
    """The picture as it was kept."""
    found = get_object_or_404(
        Photograph.objects.select_related("picture"),
        workshop__atelier=visit.atelier,
        workshop__ordinal=ordinal,
        pk=pk,
    )
    return downloads.response(found.picture, inline=True)


@atelier_view(C.FACILITATE)
def cell(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """A cell as it was cut out: what a card was typed from."""
    return downloads.response(_cell(visit, pk).picture, inline=True)


def _cell(visit: Visit, pk: UUID) -> Cell:
    found = queries.cell_of(visit.atelier, pk)
    if found is None:
        raise Http404("Cette case n’existe pas.")
    return found


# Typing ---------------------------------------------------------------------------------------


@atelier_view(C.FACILITATE)
def sheet(request: HttpRequest, visit: Visit, ordinal: int, pk: UUID) -> HttpResponse:
    """The cells of a sheet, one after the other; the totals of a tally sheet, all at once."""
    found = queries.sheet_of(visit.atelier, ordinal, pk)
    activity = queries.activity_of(found) if found else None
    if found is None or activity is None:
        raise Http404("Cette feuille n’existe pas.")
    act = _count if found.kind == SheetKind.TALLY else _type
    return act(request, visit, found, activity)


def _type(request: HttpRequest, visit: Visit, found: Sheet, activity: Activity) -> HttpResponse:
    listed = queries.cells(found)
    asked = request.GET.get("case", "")
    wanted = int(asked) if asked.isdecimal() and len(asked) < 4 else None
    desk = queries.desk(found, listed, wanted)
    context = {"sheet": found, "activity": activity, "desk": desk, "workshop": found.pack.workshop}
    if desk.cell is None or found.pack.workshop.is_held:
        context["following"] = queries.next_sheet(found)
        return page(request, visit, "wall/paper/typed.html", context)
    kept = {name: request.GET[name] for name in TypeForm.KEPT if name in request.GET}
    initial = {"table": found.table} | kept
    told = next((c for c in listed if str(c.pk) == request.POST.get("id")), desk.cell)
    form = TypeForm(
        request.POST or None, initial=initial, cell=told, activity=activity,
        on_map=desk.map is not None,
    )  # fmt: skip
    if done(form, lambda: _lay(request, visit, told, activity, form)):
        stay = urlencode({name: form.cleaned_data[name] or "" for name in form.KEPT})
        here = reverse("wall:sheet", args=[visit.atelier.slug, activity.workshop.ordinal, found.pk])
        return redirect(f"{here}?{stay}")
    context |= {"form": form, "cell": told}
    status = 422 if form.errors else 200
    return page(request, visit, "wall/paper/type.html", context, status=status)


def _lay(
    request: HttpRequest, visit: Visit, told: Cell, activity: Activity, form: TypeForm
) -> None:
    given = form.cleaned_data
    try:
        card = operations.type_card(
            told,
            activity,
            given["words"],
            kind=ContributionKind(given["kind"]),
            place=given["place"],
            table=given["table"],
            audience=given["audience"],
            spot=form.spot,
            by=visit.person,
            at=clock.now(),
        )
    except Conflict:
        raise Refused(["cette case est déjà tapée"]) from None
    messages.success(request, f"Carte posée, reçu {shown_receipt(card.receipt)}.")


def _count(request: HttpRequest, visit: Visit, found: Sheet, activity: Activity) -> HttpResponse:
    options = queries.options_of(found)
    form = TotalsForm(request.POST or None, options=options)
    if done(
        form,
        lambda: operations.note_totals(
            found, options, form.totals, by=visit.person, at=clock.now()
        ),
    ):
        messages.success(request, "Les voix comptées sur le papier sont notées, à part.")
        return redirect("wall:paper", visit.atelier.slug, activity.workshop.ordinal)
    rows = zip(queries.cells(found), [form[name] for name in form.fields], strict=False)
    context = {
        "sheet": found,
        "activity": activity,
        "workshop": found.pack.workshop,
        "form": form,
        "rows": list(rows),
    }
    status = 422 if form.errors else 200
    return page(request, visit, "wall/paper/count.html", context, status=status)


@require_POST
@atelier_view(C.FACILITATE)
def set_aside(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """Nothing to type in that cell."""
    return _moved(request, visit, pk, paper.set_aside)


@require_POST
@atelier_view(C.FACILITATE)
def take_back(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """There was something after all."""
    return _moved(request, visit, pk, paper.take_back)


def _moved(request: HttpRequest, visit: Visit, pk: UUID, act: Any) -> HttpResponse:
    found = _cell(visit, pk)
    try:
        act(found, by=visit.person, at=clock.now())
    except Refused as refused:
        messages.error(request, f"Pas encore : {refused}.")
    ordinal = found.sheet.pack.workshop.ordinal
    here = reverse("wall:sheet", args=[visit.atelier.slug, ordinal, found.sheet_id])
    return redirect(f"{here}?case={found.position}")
