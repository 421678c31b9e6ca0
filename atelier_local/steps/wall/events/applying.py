"""What each line changes in the tables, whoever wrote it: phone, form, script or bundle."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from atelier_local.ground.journal import statements as sql
from atelier_local.ground.journal.models import Line
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.territories.models import Commune
from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.programme.thread.models import Citation, Node, next_number
from atelier_local.steps.workshops.enums import WorkshopState
from atelier_local.steps.workshops.models import Workshop

from ..enums import Act, ActivityState, QuestionState
from ..models import Activity, Ballot, Contribution, Group, Option, Photo, Question, Support
from ..queries.standing import Hall, hall_of


def apply(lines: Sequence[Line]) -> None:
    """Bring the wall's tables up to date with lines of one stream, in order."""
    if not lines:
        return
    stream_id = lines[0].stream_id
    laid = [line for line in lines if line.kind == Act.CONTRIBUTED and line.payload]
    changes = [line for line in lines if line.payload and line.kind in _CHANGES]
    if laid:
        _lay(laid, hall_of(stream_id))
    if changes:
        workshop = Workshop.objects.get(stream=stream_id)
        for line in changes:
            _CHANGES[line.kind](line, line.payload or {}, workshop)


def _lay(lines: Sequence[Line], hall: Hall) -> None:
    told = [(line, line.payload or {}) for line in lines]
    communes = _communes(hall, {payload["place"] for _, payload in told} - {""})
    borne = list(filter(None, (payload.get("photo") for _, payload in told)))
    known = Photo.objects.filter(workshop=hall.workshop, pk__in=borne) if borne else ()
    photos = {str(photo.pk): sql.stored(photo.pk) for photo in known}
    kept = hall.kept
    sql.do_all(
        _NODES,
        [
            (
                sql.stored(line.pk), hall.atelier, Kind.CONTRIBUTION.value, "",
                str(payload["words"]), _first_sight(payload, kept).value, False, None,
                sql.instant(line.at),
            )
            for line, payload in told
        ],
    )  # fmt: skip
    cards = [said(line, payload, communes, photos) for line, payload in told]
    laying = sql.inserting("wall_contribution", *cards[0])
    sql.do_all(laying, [tuple(card.values()) for card in cards])


_NODES = sql.inserting(
    "thread_node", "id", "atelier_id", "kind", "number", "words", "seen_by", "frozen", "by_id", "at"
)


def _first_sight(payload: Mapping[str, Any], kept: Collection[str]) -> Sight:
    """Who may read a card that has just come; `settle` says it again when something changes."""
    waits = payload.get("waiting") or payload["activity"] in kept
    return Sight.TEAM if waits else Sight.PARTIES


def _communes(hall: Hall, names: Collection[str]) -> dict[str, str]:
    """The codes of these communes, those of the Atelier's territory."""
    if not names:
        return {}
    of_the_atelier = Atelier.objects.filter(pk=hall.atelier).values("epci")
    found = Commune.objects.filter(epci__in=of_the_atelier, name__in=names)
    return dict(found.values_list("name", "code"))


def said(
    line: Line,
    payload: Mapping[str, Any],
    communes: Mapping[str, str],
    photos: Mapping[str, Any],
) -> dict[str, Any]:
    """The card that a line lays, by column, as the database keeps it."""
    lon, lat = payload.get("point") or (None, None)
    return {
        "node_id": sql.stored(line.pk),
        "activity_id": sql.keyed(payload["activity"]),
        "kind": str(payload["kind"]),
        "family": str(payload["family"]),
        "audience": str(payload["audience"]),
        "channel": str(payload["channel"]),
        "table": _figure(payload["table"]),
        "place": str(payload["place"]),
        "commune_id": communes.get(payload["place"]),
        "lon": _figure(lon),
        "lat": _figure(lat),
        "photo_id": photos.get(payload.get("photo", "")),
        "who": str(payload.get("who", "")),
        "due": str(payload.get("due", "")),
        "receipt": str(payload["receipt"]),
        "waiting": bool(payload.get("waiting")),
        "hidden_at": None,
        "hidden_why": "",
        "pinned_at": None,
    }


def _figure(value: Any) -> int | None:
    return None if value is None else int(value)


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
    """The last ballot that a phone made counts: one read again, delayed on its way or handed in as
    text afterwards never takes the place of a later one."""
    chosen = {"choices": payload["choices"], "line": line.pk}
    ballot, fresh = Ballot.objects.get_or_create(
        activity_id=payload["activity"], participant_id=payload["voter"], defaults=chosen
    )
    if not fresh and ballot.line < line.pk:
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
    group = Group.objects.filter(pk=line.pk, workshop=workshop).select_related("node").first()
    if group is None and Node.unfiltered.filter(pk=line.pk).exists():
        return
    node = group.node if group else _group(line, payload, workshop)
    _gather(line, node, _members(payload), workshop)


def _group(line: Line, payload: Mapping[str, Any], workshop: Workshop) -> Node:
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
    return node


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
