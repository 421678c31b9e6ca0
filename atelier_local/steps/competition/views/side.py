"""What a consortium sees of a consultation: its own side, and nothing of the others'."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from atelier_local import clock
from atelier_local.ground.files.papers import answer
from atelier_local.ground.ui.acting import done
from atelier_local.ground.ui.addresses import address
from atelier_local.ground.ui.frame import Band, Entry
from atelier_local.programme.ateliers.access import Visit
from atelier_local.programme.governance import layout
from atelier_local.programme.people.access import Capability as C
from atelier_local.programme.people.access import me, programme_view
from atelier_local.refusal import Reasons
from atelier_local.steps.application import queries as application

from .. import letter as letters
from .. import operations, queries, rules
from ..access import Side, side_view
from ..forms import QuestionForm, ReasonForm

_ROOMS = (
    ("competition:letter", "Lettre et cahier"),
    ("competition:questions", "Questions, réponses"),
)
_SEALED_HERE = (
    ("competition:my_tender", "Notre offre"),
    ("competition:receipt", "Reçu"),
)
"""Absent when tenders are deposited on PLACE."""
_LAST = (
    ("competition:my_group", "Notre groupement"),
    ("competition:my_result", "Résultat"),
)


def page(
    request: HttpRequest,
    side: Side,
    template: str,
    context: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """A page inside the Atelier's band, with the rooms of one side only."""
    here = request.resolver_match.view_name if request.resolver_match else ""
    slug, consulted = side.atelier.slug, side.competition.published_at is not None
    sealed = () if side.competition.on_place else _SEALED_HERE
    rooms = (*_ROOMS, *sealed, *_LAST) if consulted else _LAST[-1:]
    seen_from_outside = Visit(side.atelier, side.person, frozenset())
    frame = {
        "side": side,
        "competition": side.competition,
        "atelier": side.atelier,
        "now": clock.now(),
        "capacity": side.consortium.name,
        "band": Band(
            name=side.atelier.name,
            url=address(rooms[0][0], slug),
            facts=str(layout.territory_facts(side.atelier)),
            fictitious=side.atelier.fictitious,
            steps=tuple(replace(step, url="") for step in layout.steps(seen_from_outside)),
        ),
        "rooms": [
            Entry(label, address(route, slug), current=_inside(here, route))
            for route, label in rooms
        ],
    }
    return render(request, template, frame | context, status=status)


def _inside(here: str, route: str) -> bool:
    """The pages of a tender are one room, those of its result another."""
    within = {
        "competition:my_tender": "competition:tender_",
        "competition:my_result": "competition:verify",
    }
    return here == route or here.startswith(within.get(route, route + "/"))


@programme_view(C.SIGNED_IN)
def mine(request: HttpRequest) -> HttpResponse:
    """The home of a holder: the consultations to which their consortium may answer."""
    now = clock.now()
    sides = queries.sides_of(me(request))
    context = {
        "now": now,
        "running": [one for one in sides if one.competition.takes_tenders(now)],
        "over": [one for one in sides if not one.competition.takes_tenders(now)],
    }
    return render(request, "competition/mine.html", context)


@side_view(C.TENDER)
def letter(request: HttpRequest, side: Side) -> HttpResponse:
    """What is asked: the letter as it left, what amended it, and the specification; the note in its
    place for consultations of the first version.
    """
    specification = application.specification_of(side.atelier)
    note = None if specification else application.note_of(side.atelier)
    context = {
        "specification": specification,
        "seen": application.view(note) if note else None,
        "needs": queries.asked_of(side.competition).needs,
        "letter": letters.shown(side.competition, clock.now()),
        "amendments": list(side.competition.amendments.all()),
        "extract": queries.own_extract(side.invitation) if side.competition.opened_at else None,
        "why": _too_late(side),
    }
    return page(request, side, "competition/letter.html", context)


@side_view(C.TENDER)
def letter_file(request: HttpRequest, side: Side, form: str) -> HttpResponse:
    return letters.download(side.competition, form, clock.now())


@side_view(C.TENDER)
def extract(request: HttpRequest, side: Side, form: str) -> HttpResponse:
    """What this side was given of the minutes of the opening."""
    filed = queries.own_extract(side.invitation)
    if filed is None:
        raise Http404("Le procès-verbal n’est pas encore confirmé.")
    return answer(filed, form)


@side_view(C.TENDER, told=True)
def my_paper(request: HttpRequest, side: Side, pk: UUID, form: str) -> HttpResponse:
    """A letter that this side was sent, alone or with all the others."""
    return answer(get_object_or_404(queries.papers_of(side), pk=pk), form)


@side_view(C.TENDER)
def questions(request: HttpRequest, side: Side) -> HttpResponse:
    form = QuestionForm(request.POST or None)
    if done(
        form,
        lambda: operations.ask(side, form.cleaned_data["text"], by=side.person, at=clock.now()),
    ):
        messages.success(request, "Votre question est chez l’acheteur.")
        return redirect("competition:questions", side.atelier.slug)
    context = {
        "form": form,
        "questions": queries.questions_for(side.invitation),
        "why": _too_late(side)
        or rules.against_asking(side.competition.questions_until, clock.now()),
    }
    return page(
        request, side, "competition/questions.html", context, status=422 if form.errors else 200
    )


def _too_late(side: Side) -> Reasons:
    return rules.against_tendering(
        side.competition.at_state,
        deadline=side.competition.deadline,
        at=clock.now(),
        declined=side.invitation.declined_at is not None,
    )


@side_view(C.TENDER)
def receipt(request: HttpRequest, side: Side) -> HttpResponse:
    """How a receipt proves a deposit, and that none is kept here."""
    if side.competition.on_place:
        return page(request, side, "competition/on_place.html", {}, status=409)
    return page(request, side, "competition/receipt.html", {})


@side_view(C.TENDER)
def decline(request: HttpRequest, side: Side) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if done(
        form,
        lambda: operations.decline(
            side, form.cleaned_data["reason"], by=side.person, at=clock.now()
        ),
    ):
        messages.success(request, f"{side.consortium} fait savoir qu’il ne répondra pas.")
        return redirect("competition:mine")
    context = {"form": form, "why": _too_late(side)}
    return page(
        request, side, "competition/decline.html", context, status=422 if form.errors else 200
    )
