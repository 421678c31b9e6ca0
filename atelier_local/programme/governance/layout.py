"""The frame of every page inside an Atelier: band, dated stepper, rooms in story order."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch

from atelier_local.ground.ui.addresses import address
from atelier_local.ground.ui.frame import Band, Entry, Step
from atelier_local.ground.ui.typography import stretch
from atelier_local.programme.ateliers.access import Visit
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.people.access import Capability as C
from atelier_local.programme.people.enums import NATIONAL_ROLES as NATIONAL
from atelier_local.programme.people.enums import Role
from atelier_local.programme.territories.models import Epci
from atelier_local.programme.territories.queries import Facts, facts
from atelier_local.programme.thread.access import sight_of
from atelier_local.programme.thread.enums import Kind

from .queries import menu_counts

DELIVERABLES = ("framing_note", "logbook", "final_report", "roadmap", "booklet")
"""Subjects of the co-validations that make the five documents shared."""


@dataclass(frozen=True)
class Room:
    """One entry of the side menu. `since` is the stage from which it has something to show;
    `instead_of` is a room that stands for it where the visitor may enter there.
    """

    label: str
    route: str
    needs: C
    since: Stage
    done_after: Stage | None = None
    counts: Kind | None = None
    instead_of: str = ""

    @property
    def app(self) -> str:
        return self.route.split(":")[0]


ROOMS = (
    Room("Vue d’ensemble", "home:overview", C.SEE_ATELIER, Stage.APPLICATION),
    Room("Candidature", "application:note", C.SEE_NOTE, Stage.APPLICATION, Stage.APPLICATION),
    Room(
        "Consultation",
        "competition:competition",
        C.SEE_COMPETITION,
        Stage.COMPETITION,
        Stage.COMPETITION,
    ),
    Room(
        "Marché",
        "contract:contract",
        C.SEE_CONTRACT,
        Stage.COMPETITION,
        Stage.COMPETITION,
        instead_of="competition:competition",
    ),
    Room("Cadrage", "framing:framing", C.SEE_FRAMING, Stage.FRAMING, Stage.FRAMING),
    Room(
        "Ateliers in situ", "workshops:workshops", C.SEE_WORKSHOPS, Stage.FRAMING, Stage.WORKSHOP_3
    ),
    Room("Mur", "wall:wall", C.SEE_WALL, Stage.WORKSHOP_1, counts=Kind.CONTRIBUTION),
    Room("Preuves", "evidence:evidence", C.SEE_EVIDENCE, Stage.WORKSHOP_1, counts=Kind.FINDING),
    Room("Stratégie", "strategy:strategy", C.SEE_STRATEGY, Stage.WORKSHOP_2, counts=Kind.OBJECTIVE),
    Room(
        "Feuille de route", "roadmap:roadmap", C.SEE_ROADMAP, Stage.WORKSHOP_3, counts=Kind.ACTION
    ),
    Room("Livrables", "deliverables:deliverables", C.SEE_DELIVERABLES, Stage.FRAMING),
    Room("Suivi", "roadmap:follow_up", C.SEE_ROADMAP, Stage.FEEDBACK),
)

SHOWN_UNDER = {
    "governance": "workshops",
    "contract": "competition",
    "financing": "roadmap",
    "upkeep": "workshops",
}
"""Rooms without an entry of their own, and the entry that stands for them."""

REFUSED_ON = {"roadmap:record_review": "roadmap:follow_up"}
"""An address where a form is sent, and the page that shows it again when it is refused."""

_STAGE_ROUTES = {
    Stage.APPLICATION: "application:note",
    Stage.COMPETITION: "competition:competition",
    Stage.FRAMING: "framing:framing",
    Stage.INTERIM_1: "evidence:evidence",
    Stage.INTERIM_2: "strategy:strategy",
    Stage.PRODUCTION: "deliverables:deliverables",
    Stage.FEEDBACK: "deliverables:deliverables",
    Stage.FOLLOW_UP: "roadmap:follow_up",
}


@lru_cache(maxsize=2048)
def _facts(siren: str) -> Facts:
    return facts(Epci.objects.get(pk=siren))


def territory_facts(atelier: Atelier) -> Facts:
    """Where the Atelier's territory is and how large, looked up once in the life of a process."""
    return _facts(atelier.epci_id)


def _said_of(atelier: Atelier) -> str:
    """Where it is, and that it ended early if it did."""
    told = (str(territory_facts(atelier)), atelier.get_ending_display() if atelier.ending else "")
    return " · ".join(filter(None, told))


def _url(route: str, slug: str) -> str:
    try:
        return address(route, slug)
    except NoReverseMatch:
        return ""


def _open_to(visit: Visit) -> list[Room]:
    entered = [room for room in ROOMS if visit.can(room.needs)]
    routes = {room.route for room in entered}
    return [room for room in entered if room.instead_of not in routes]


def steps(visit: Visit) -> tuple[Step, ...]:
    """The eleven stages with their dates, seen from where the Atelier stands (one query); each
    leads to its room, for whoever may enter."""
    atelier = visit.atelier
    dates = {d.stage: d for d in atelier.dates.all()}
    here = atelier.at_stage.rank
    states = ("done", "here", "later")
    entered = {room.instead_of or room.route: room.route for room in _open_to(visit)}
    listed = []
    for stage in Stage:
        date = dates.get(stage)
        route = _STAGE_ROUTES.get(stage, "workshops:workshops")
        listed.append(
            Step(
                label=stage.label,
                state=states[(stage.rank > here) + (stage.rank >= here)],
                url=_url(entered[route], atelier.slug) if route in entered else "",
                date=stretch(date.starts_on, date.ends_on) if date else "",
            )
        )
    return tuple(listed)


def rooms(visit: Visit, counts: Counter[Kind], current: str, shared: int = 0) -> list[Entry]:
    """The rooms that the visitor may enter; those not reached are greyed but open."""
    atelier = visit.atelier
    current = REFUSED_ON.get(current, current)
    app = current.split(":")[0]
    here = {app, SHOWN_UNDER.get(app, app)}
    listed = []
    for room in _open_to(visit):
        listed.append(
            Entry(
                label=room.label,
                url=_url(room.route, atelier.slug),
                count=_count(visit, room, counts, shared),
                state="open" if atelier.has_reached(room.since) else "later",
                current=room.app in here
                and (room.route == current or "follow_up" not in (room.route + current)),
            )
        )
    return listed


def _count(visit: Visit, room: Room, counts: Counter[Kind], shared: int) -> str:
    atelier = visit.atelier
    if room.counts:
        return str(counts[room.counts]) if counts[room.counts] else ""
    if room.route == "workshops:workshops":
        held = sum(
            atelier.at_stage.rank > stage.rank
            for stage in (Stage.WORKSHOP_1, Stage.WORKSHOP_2, Stage.WORKSHOP_3)
        )
        return f"{held} / 3" if atelier.has_reached(Stage.FRAMING) else ""
    if room.route == "deliverables:deliverables" and atelier.has_reached(Stage.FRAMING):
        return f"{shared} / 5"
    if room.done_after and atelier.at_stage.rank > room.done_after.rank:
        return "✓"
    return ""


def capacity(visit: Visit) -> str:
    """In what capacity someone is here: « DDT de l’Orne, pilote »."""
    roles = [role.label.lower() for role in Role if role in visit.roles and role not in NATIONAL]
    return ", ".join([str(visit.person.organisation), *roles])


def page(
    request: HttpRequest,
    visit: Visit,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
    counts: Counter[Kind] | None = None,
    shared: int | None = None,
) -> HttpResponse:
    """Render a page of an Atelier inside its frame: two queries, for dates and for counts of
    nodes and documents shared, less for a view that gives those it has already.
    """
    current = request.resolver_match.view_name if request.resolver_match else ""
    if counts is None or shared is None:
        counts, shared = menu_counts(visit.atelier, sight_of(visit), DELIVERABLES)
    frame = {
        "visit": visit,
        "atelier": visit.atelier,
        "counts": counts,
        "capacity": capacity(visit),
        "band": Band(
            name=visit.atelier.name,
            url=_url("home:overview", visit.atelier.slug),
            facts=_said_of(visit.atelier),
            fictitious=visit.atelier.fictitious,
            steps=steps(visit),
        ),
        "rooms": rooms(visit, counts, current, shared),
    }
    return render(request, template, frame | (context or {}), status=status)
