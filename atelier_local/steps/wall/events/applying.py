"""What each line changes in the tables, whoever wrote it: phone, form, script or bundle."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from atelier_local.ground.journal.models import Line
from atelier_local.programme.territories.models import Commune
from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.programme.thread.models import Citation, Node, next_number
from atelier_local.steps.workshops.enums import WorkshopState
from atelier_local.steps.workshops.models import Workshop

from ..enums import Act, ActivityState, QuestionState
from ..models import Activity, Ballot, Contribution, Group, Option, Photo, Question, Support


def apply(lines: Sequence[Line]) -> None:
    """Bring the wall's tables up to date with lines of one stream, in order."""
    if not lines:
        return
    workshop = Workshop.objects.get(stream=lines[0].stream_id)
    _lay([line for line in lines if line.kind == Act.CONTRIBUTED and line.payload], workshop)
    for line in lines:
        if line.payload and line.kind in _CHANGES:
            _CHANGES[line.kind](line, line.payload, workshop)


def _lay(lines: Sequence[Line], workshop: Workshop) -> None:
    if not lines:
        return
    places = {(line.payload or {})["place"] for line in lines} - {""}
    communes = _communes(workshop, places) if places else {}
    borne = list(filter(None, ((line.payload or {}).get("photo") for line in lines)))
    known = Photo.objects.filter(workshop=workshop, pk__in=borne) if borne else ()
    photos = {str(photo.pk): photo for photo in known}
    silent = set(_silent(workshop))
    Node.unfiltered.bulk_create(
        (
            Node(
                id=line.pk,
                atelier_id=workshop.atelier_id,
                kind=Kind.CONTRIBUTION,
                words=line.payload["words"],
                seen_by=_first_sight(line.payload, silent),
                at=line.at,
            )
            for line in lines
            if line.payload
        ),
        ignore_conflicts=True,
    )
    Contribution.objects.bulk_create(
        (contribution(line, line.payload, communes, photos) for line in lines if line.payload),
        ignore_conflicts=True,
    )


def _silent(workshop: Workshop) -> Iterator[str]:
    """The activities of the room whose cards are still kept from it (one query)."""
    if not workshop.is_held:
        found = Activity.objects.filter(workshop=workshop, silent=True)
        kept = found.exclude(state=ActivityState.REVEALED).values_list("pk", flat=True)
        yield from map(str, kept)


def _first_sight(payload: Mapping[str, Any], silent: Collection[str]) -> Sight:
    """Who may read a card that has just come; `settle` says it again when something changes."""
    kept = payload.get("waiting") or payload["activity"] in silent
    return Sight.TEAM if kept else Sight.PARTIES


def _communes(workshop: Workshop, names: Collection[str]) -> dict[str, Commune]:
    of_the_atelier = Commune.objects.filter(epci=workshop.atelier.epci_id, name__in=names)
    return {commune.name: commune for commune in of_the_atelier}


def contribution(
    line: Line,
    payload: Mapping[str, Any],
    communes: Mapping[str, Commune],
    photos: Mapping[str, Photo],
) -> Contribution:
    """The card that a line lays, not saved."""
    lon, lat = payload.get("point") or (None, None)
    return Contribution(
        node_id=line.pk,
        activity_id=payload["activity"],
        kind=payload["kind"],
        family=payload["family"],
        audience=payload["audience"],
        channel=payload["channel"],
        table=payload["table"],
        place=payload["place"],
        commune=communes.get(payload["place"]),
        lon=lon,
        lat=lat,
        photo=photos.get(payload.get("photo", "")),
        who=payload.get("who", ""),
        due=payload.get("due", ""),
        receipt=payload["receipt"],
        waiting=payload.get("waiting", False),
    )


_KEPT = (
    Q(hidden_at__isnull=False)
    | Q(waiting=True)
    | Q(activity__silent=True)
    & ~Q(activity__state=ActivityState.REVEALED)
    & ~Q(activity__workshop__state=WorkshopState.HELD)
)
"""Cards that the team alone reads: off screen, to be read over, or written in silence until the
room is shown them or its register closes."""


def settle(cards: QuerySet[Contribution]) -> None:
    """Say again who may read these cards, as they and their room now stand; those that a
    publication showed to everyone stay so."""
    told = Node.unfiltered.filter(pk__in=cards.values("pk"))
    told.filter(seen_by__lt=Sight.PARTIES).update(seen_by=Sight.PARTIES)
    Node.unfiltered.filter(pk__in=cards.filter(_KEPT).values("pk")).update(seen_by=Sight.TEAM)


def _opened(line: Line, payload: Mapping[str, Any], workshop: Workshop) -> None:
    activities = Activity.objects.filter(workshop=workshop)
    stopped = {"ends_at": None, "left": None}
    others = activities.filter(state=ActivityState.OPEN)
    others.update(state=ActivityState.CLOSED, **stopped)
    activities.filter(pk=payload["activity"]).update(state=ActivityState.OPEN, **stopped)
    _settle_silent(activities, payload)


def _closed(line: Line, payload: Mapping[str, Any], workshop: Workshop) -> None:
    activities = Activity.objects.filter(workshop=workshop, pk=payload["activity"])
    activities.update(state=ActivityState.CLOSED, ends_at=None, left=None)
    _settle_silent(activities, payload)


def _revealed(line: Line, payload: Mapping[str, Any], workshop: Workshop) -> None:
    activities = Activity.objects.filter(workshop=workshop, pk=payload["activity"])
    activities.update(state=ActivityState.REVEALED)
    _settle_silent(activities, payload)


def _settle_silent(activities: QuerySet[Activity], payload: Mapping[str, Any]) -> None:
    if activities.filter(pk=payload["activity"], silent=True).exists():
        settle(Contribution.objects.filter(activity=payload["activity"]))


def _timed(line: Line, payload: Mapping[str, Any], workshop: Workshop) -> None:
    ends_at, left = payload["ends_at"], payload["left"]
    Activity.objects.filter(workshop=workshop, pk=payload["activity"]).update(
        ends_at=datetime.fromisoformat(ends_at) if ends_at else None,
        left=timedelta(seconds=left) if left is not None else None,
    )


def _voted(line: Line, payload: Mapping[str, Any], workshop: Workshop) -> None:
    """The last ballot of a phone counts; one read again never takes the place of a later one."""
    chosen = {"choices": payload["choices"], "seq": line.seq}
    ballot, fresh = Ballot.objects.get_or_create(
        activity_id=payload["activity"], participant_id=payload["voter"], defaults=chosen
    )
    if not fresh and ballot.seq < line.seq:
        Ballot.objects.filter(pk=ballot.pk).update(**chosen)


def _counted(line: Line, payload: Mapping[str, Any], workshop: Workshop) -> None:
    options = Option.objects.filter(activity__workshop=workshop, pk=payload["option"])
    options.update(by_hand=payload["count"])


def _card(payload: Mapping[str, Any], workshop: Workshop) -> QuerySet[Contribution]:
    return Contribution.objects.filter(pk=payload["contribution"], activity__workshop=workshop)


def _hidden(line: Line, payload: Mapping[str, Any], workshop: Workshop) -> None:
    cards = _card(payload, workshop)
    cards.update(hidden_at=line.at, hidden_why=payload["reason"], pinned_at=None)
    settle(cards)


def _shown(line: Line, payload: Mapping[str, Any], workshop: Workshop) -> None:
    cards = _card(payload, workshop)
    cards.update(hidden_at=None, hidden_why="", waiting=False)
    settle(cards)


def _pinned(line: Line, payload: Mapping[str, Any], workshop: Workshop) -> None:
    """One card at a time; one hidden since stays off the screen."""
    _unpinned(line, payload, workshop)
    _card(payload, workshop).filter(hidden_at=None).update(pinned_at=line.at)


def _unpinned(line: Line, payload: Mapping[str, Any], workshop: Workshop) -> None:
    pinned = Contribution.objects.filter(activity__workshop=workshop).exclude(pinned_at=None)
    pinned.update(pinned_at=None)


def _undone(line: Line, payload: Mapping[str, Any], workshop: Workshop) -> None:
    act = payload["act"]
    if act == Act.HIDDEN:
        cards = _card(payload, workshop)
        cards.update(hidden_at=None, hidden_why="")
        settle(cards)
    elif act == Act.PINNED:
        _unpinned(line, payload, workshop)
    elif act == Act.GROUPED:
        Group.objects.filter(pk=payload["line"], workshop=workshop).update(undone_at=line.at)
        Node.unfiltered.filter(pk=payload["line"], atelier=workshop.atelier).update(
            seen_by=Sight.AUTHOR
        )
        _part(line, UUID(payload["line"]), workshop)
    elif act == Act.JOINED:
        _part(line, UUID(payload["group"]), workshop, _members(payload))


def _members(payload: Mapping[str, Any]) -> list[UUID]:
    return [UUID(member) for member in payload["members"]]


def _part(
    line: Line, group: UUID, workshop: Workshop, members: Sequence[UUID] | None = None
) -> None:
    """Take cards out of a group, all unless some are named: withdrawn, never deleted. What was
    put in since stays, when the line is read again."""
    links = Citation.objects.filter(
        target=group, withdrawn_at=None, target__atelier=workshop.atelier
    )
    if members is not None:
        links = links.filter(source__in=members, at__lte=line.at)
    links.update(withdrawn_at=line.at)


SAME = "dit la même chose"
"""Why a group rests on each of its cards."""


def _grouped(line: Line, payload: Mapping[str, Any], workshop: Workshop) -> None:
    if Node.unfiltered.filter(pk=line.pk).exists():
        return
    node = Node.unfiltered.create(
        id=line.pk,
        atelier=workshop.atelier,
        kind=Kind.GROUP,
        number=next_number(workshop.atelier, Kind.GROUP),
        words=payload["title"],
        seen_by=Sight.PARTIES,
        at=line.at,
    )
    Group.objects.create(node=node, workshop=workshop)
    _gather(line, node, _members(payload), workshop)


def _joined(line: Line, payload: Mapping[str, Any], workshop: Workshop) -> None:
    """One undone before takes nothing in."""
    groups = Group.objects.filter(pk=payload["group"], workshop=workshop, undone_at=None)
    if group := groups.select_related("node").first():
        _gather(line, group.node, _members(payload), workshop)


def _gather(line: Line, group: Node, members: Sequence[UUID], workshop: Workshop) -> None:
    """Cite cards in a group, each once: a line read again brings back nothing withdrawn since."""
    known = Citation.objects.filter(target=group).filter(Q(withdrawn_at=None) | Q(at=line.at))
    found = Node.unfiltered.filter(
        atelier=workshop.atelier, kind=Kind.CONTRIBUTION, pk__in=members
    ).exclude(pk__in=known.values("source"))
    Citation.objects.bulk_create(
        Citation(
            source=member,
            source_kind=Kind.CONTRIBUTION,
            target=group,
            target_kind=Kind.GROUP,
            reason=SAME,
            at=line.at,
        )
        for member in found
    )


def _asked(line: Line, payload: Mapping[str, Any], workshop: Workshop) -> None:
    Question.objects.get_or_create(
        id=line.pk,
        defaults={
            "workshop": workshop,
            "words": payload["words"],
            "audience": payload["audience"],
            "table": payload["table"],
            "asked_at": line.at,
        },
    )


def _supported(line: Line, payload: Mapping[str, Any], workshop: Workshop) -> None:
    if Question.objects.filter(pk=payload["question"], workshop=workshop).exists():
        Support.objects.get_or_create(
            question_id=payload["question"], participant_id=payload["voter"]
        )


def _turned(line: Line, payload: Mapping[str, Any], workshop: Workshop) -> None:
    """Shown, put aside, answered: the act says which."""
    found = Question.objects.filter(pk=payload["question"], workshop=workshop)
    found.update(state=TURNS_TO[Act(line.kind)], answer=payload.get("answer", ""))


TURNS_TO = {
    Act.ADMITTED: QuestionState.SHOWN,
    Act.DISMISSED: QuestionState.HIDDEN,
    Act.REPLIED: QuestionState.ANSWERED,
}


_CHANGES: dict[str, Callable[[Line, Mapping[str, Any], Workshop], None]] = {
    Act.OPENED: _opened,
    Act.CLOSED: _closed,
    Act.REVEALED: _revealed,
    Act.TIMED: _timed,
    Act.VOTED: _voted,
    Act.COUNTED: _counted,
    Act.HIDDEN: _hidden,
    Act.SHOWN: _shown,
    Act.GROUPED: _grouped,
    Act.JOINED: _joined,
    Act.PINNED: _pinned,
    Act.UNPINNED: _unpinned,
    Act.UNDONE: _undone,
    Act.ASKED: _asked,
    Act.SUPPORTED: _supported,
    Act.ADMITTED: _turned,
    Act.DISMISSED: _turned,
    Act.REPLIED: _turned,
}
