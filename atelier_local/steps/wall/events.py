"""The acts of a room: what may be written, and what each line changes.

`accept` is asked in the transaction that writes; `apply` brings the tables up to date, whoever
wrote the line: phone, form, script or bundle.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from atelier_local.ground.journal.models import Line
from atelier_local.ground.journal.operations import Draft
from atelier_local.ground.journal.rules import Payload
from atelier_local.programme.ateliers.enums import Audience, Family
from atelier_local.programme.territories.models import Commune
from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.programme.thread.models import Citation, Node, next_number
from atelier_local.refusal import Reasons, Refused
from atelier_local.steps.workshops.enums import WorkshopState
from atelier_local.steps.workshops.models import Workshop

from . import rules
from .enums import Act, ActivityState, Channel
from .models import Activity, Contribution, Group, Participant


def accept(stream_id: UUID, drafts: Sequence[Draft]) -> list[Payload | Refused]:
    """For each draft, the payload to write or why not (three queries for the whole batch)."""
    workshop = Workshop.objects.select_related("atelier__epci").get(stream=stream_id)
    activities = {str(a.id): a for a in Activity.objects.filter(workshop=workshop)}
    participants = _participants(drafts)
    return [
        _card(draft, workshop, activities.get(str(draft.payload.get("activity"))), participants)
        if draft.kind == Act.CONTRIBUTED
        else draft.payload
        for draft in drafts
    ]


def _participants(drafts: Sequence[Draft]) -> dict[str, Participant]:
    ids = {draft.by.removeprefix("participant:") for draft in drafts if "participant:" in draft.by}
    return {p.ref: p for p in Participant.objects.filter(pk__in=ids)} if ids else {}


def _card(
    draft: Draft,
    workshop: Workshop,
    activity: Activity | None,
    participants: Mapping[str, Participant],
) -> Payload | Refused:
    sent = draft.payload
    words = rules.tidy(_text(sent, "words"))
    kind = _text(sent, "kind")
    why: Reasons = rules.against_contributing(
        words,
        kind,
        state=ActivityState(activity.state) if activity else None,
        kinds=activity.kinds if activity else (),
        max_length=activity.max_length if activity else rules.LONGEST,
    )
    if workshop.state != WorkshopState.OPEN:
        return Refused(["cet atelier n’est pas ouvert"])
    if why:
        return Refused(why)
    who = participants.get(draft.by)
    table = sent.get("table")
    return {
        "activity": str(activity.id) if activity else "",
        "words": words,
        "kind": kind,
        "family": _among(Family, sent.get("family")),
        "audience": who.audience if who else _among(Audience, sent.get("audience")),
        "channel": Channel.PHONE if who else _among(Channel, sent.get("channel")) or Channel.SCRIBE,
        "table": who.table if who else (table if isinstance(table, int) else None),
        "place": rules.tidy(_text(sent, "place"))[:120],
        "receipt": rules.new_receipt(),
    }


def _text(payload: Mapping[str, Any], key: str) -> str:
    value = payload.get(key, "")
    return value if isinstance(value, str) else ""


def _among(choices: Any, value: Any) -> str:
    return str(value) if value in choices.values else ""


def ack(line: Line) -> dict[str, Any]:
    """What the author gets back: the receipt of a card."""
    return {"receipt": rules.shown_receipt((line.payload or {}).get("receipt", ""))}


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
    places = {_text(line.payload or {}, "place") for line in lines}
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
                seen_by=Sight.PARTIES,
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
    )


def _opened(line: Line, payload: Mapping[str, Any], workshop: Workshop) -> None:
    activities = Activity.objects.filter(workshop=workshop)
    activities.filter(state=ActivityState.OPEN).update(state=ActivityState.CLOSED)
    activities.filter(pk=payload["activity"]).update(state=ActivityState.OPEN)


def _closed(line: Line, payload: Mapping[str, Any], workshop: Workshop) -> None:
    activities = Activity.objects.filter(workshop=workshop, pk=payload["activity"])
    activities.update(state=ActivityState.CLOSED)


def _hidden(line: Line, payload: Mapping[str, Any], workshop: Workshop) -> None:
    cards = Contribution.objects.filter(pk=payload["contribution"], activity__workshop=workshop)
    cards.update(hidden_at=line.at, hidden_why=payload["reason"])
    Node.unfiltered.filter(pk__in=cards.values("pk")).update(seen_by=Sight.TEAM)


def _shown(line: Line, payload: Mapping[str, Any], workshop: Workshop) -> None:
    cards = Contribution.objects.filter(pk=payload["contribution"], activity__workshop=workshop)
    cards.update(hidden_at=None, hidden_why="")
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
    Act.HIDDEN: _hidden,
    Act.SHOWN: _shown,
    Act.GROUPED: _grouped,
}
