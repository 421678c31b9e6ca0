"""What each line changes in the tables, whoever wrote it: phone, form, script or bundle."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from atelier_local.ground.journal.models import Line
from atelier_local.programme.territories.models import Commune
from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.programme.thread.models import Citation, Node, next_number
from atelier_local.steps.workshops.models import Workshop

from ..enums import Act, ActivityState
from ..models import Activity, Ballot, Contribution, Group, Option


def apply(lines: Sequence[Line]) -> None:
    """Bring the wall's tables up to date with lines of one stream, in order."""
    if not lines:
        return
    workshop = Workshop.objects.select_related("atelier").get(stream=lines[0].stream_id)
    _lay([line for line in lines if line.kind == Act.CONTRIBUTED and line.payload], workshop)
    for line in lines:
        if line.payload and line.kind in _CHANGES:
            _CHANGES[line.kind](line, line.payload, workshop)


def _lay(lines: Sequence[Line], workshop: Workshop) -> None:
    if not lines:
        return
    places = {(line.payload or {})["place"] for line in lines}
    communes = {
        c.name: c for c in Commune.objects.filter(epci=workshop.atelier.epci_id, name__in=places)
    }
    Node.unfiltered.bulk_create(
        (
            Node(
                id=line.pk,
                atelier=workshop.atelier,
                kind=Kind.CONTRIBUTION,
                words=line.payload["words"],
                seen_by=Sight.TEAM if line.payload.get("waiting") else Sight.PARTIES,
                at=line.at,
            )
            for line in lines
            if line.payload
        ),
        ignore_conflicts=True,
    )
    Contribution.objects.bulk_create(
        (_contribution(line, line.payload, communes) for line in lines if line.payload),
        ignore_conflicts=True,
    )


def _contribution(
    line: Line, payload: Mapping[str, Any], communes: Mapping[str, Commune]
) -> Contribution:
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
        receipt=payload["receipt"],
        waiting=payload.get("waiting", False),
    )


def _opened(line: Line, payload: Mapping[str, Any], workshop: Workshop) -> None:
    activities = Activity.objects.filter(workshop=workshop)
    stopped = {"ends_at": None, "left": None}
    others = activities.filter(state=ActivityState.OPEN)
    others.update(state=ActivityState.CLOSED, **stopped)
    activities.filter(pk=payload["activity"]).update(state=ActivityState.OPEN, **stopped)


def _closed(line: Line, payload: Mapping[str, Any], workshop: Workshop) -> None:
    activities = Activity.objects.filter(workshop=workshop, pk=payload["activity"])
    activities.update(state=ActivityState.CLOSED, ends_at=None, left=None)


def _revealed(line: Line, payload: Mapping[str, Any], workshop: Workshop) -> None:
    activities = Activity.objects.filter(workshop=workshop, pk=payload["activity"])
    activities.update(state=ActivityState.REVEALED)


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


def _hidden(line: Line, payload: Mapping[str, Any], workshop: Workshop) -> None:
    cards = Contribution.objects.filter(pk=payload["contribution"], activity__workshop=workshop)
    cards.update(hidden_at=line.at, hidden_why=payload["reason"])
    Node.unfiltered.filter(pk__in=cards.values("pk")).update(seen_by=Sight.TEAM)


def _shown(line: Line, payload: Mapping[str, Any], workshop: Workshop) -> None:
    cards = Contribution.objects.filter(pk=payload["contribution"], activity__workshop=workshop)
    cards.update(hidden_at=None, hidden_why="", waiting=False)
    Node.unfiltered.filter(pk__in=cards.values("pk")).update(seen_by=Sight.PARTIES)


def _grouped(line: Line, payload: Mapping[str, Any], workshop: Workshop) -> None:
    if Node.unfiltered.filter(pk=line.pk).exists():
        return
    members = Node.unfiltered.filter(
        atelier=workshop.atelier, kind=Kind.CONTRIBUTION, pk__in=payload["members"]
    )
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
    Citation.objects.bulk_create(
        Citation(
            source=member,
            source_kind=Kind.CONTRIBUTION,
            target=node,
            target_kind=Kind.GROUP,
            reason="dit la même chose",
            at=line.at,
        )
        for member in members
    )


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
}
