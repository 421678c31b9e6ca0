"""The acts of a room: what may be written, and what each line changes.

`accept` is asked in the transaction that writes; `apply` brings the tables up to date, whoever
wrote the line: phone, form, script or bundle.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

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

from . import rules, voting
from .enums import Act, ActivityState, Channel, Method, Moderation
from .models import Activity, Ballot, Contribution, Group, Option, Participant


def accept(stream_id: UUID, drafts: Sequence[Draft]) -> list[Payload | Refused]:
    """For each draft, the payload to write or why not (four queries for the whole batch)."""
    workshop = Workshop.objects.get(stream=stream_id)
    asked = Activity.objects.filter(workshop=workshop)
    if any(draft.kind == Act.VOTED for draft in drafts):
        asked = asked.prefetch_related("options")
    activities = {str(a.id): a for a in asked}
    participants = _participants(drafts)
    answers: list[Payload | Refused] = []
    for draft in drafts:
        activity = activities.get(str(draft.payload.get("activity")))
        if draft.kind == Act.CONTRIBUTED:
            answers.append(_card(draft, workshop, activity, participants))
        elif draft.kind == Act.VOTED:
            answers.append(_ballot(draft, workshop, activity, participants))
        else:
            answers.append(draft.payload)
    return answers


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
    who = participants.get(draft.by)
    why: Reasons = rules.against_contributing(
        words,
        kind,
        state=ActivityState(activity.state) if activity else None,
        kinds=activity.kinds if activity else (),
        max_length=activity.max_length if activity else rules.LONGEST,
        on_paper=who is None and sent.get("channel") == Channel.PAPER,
    )
    if workshop.state != WorkshopState.OPEN:
        return Refused(["cet atelier n’est pas ouvert"])
    if why:
        return Refused(why)
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
        "waiting": activity is not None and activity.moderation != Moderation.DIRECT,
        "receipt": (not who and rules.printed_receipt(sent.get("receipt")))
        or rules.new_receipt(settings.FIELD_KIT),
    }


def _ballot(
    draft: Draft,
    workshop: Workshop,
    activity: Activity | None,
    participants: Mapping[str, Participant],
) -> Payload | Refused:
    vote = activity if activity and activity.is_vote else None
    choices = voting.tidy(draft.payload.get("choices"))
    why: Reasons = voting.against_voting(
        choices,
        method=Method(vote.method) if vote else Method.DOTS,
        state=ActivityState(vote.state) if vote else None,
        options=[str(option.id) for option in vote.options.all()] if vote else (),
        budget=vote.budget if vote else 0,
        most_each=vote.most_each if vote else 0,
    )
    who = participants.get(draft.by)
    if workshop.state != WorkshopState.OPEN:
        return Refused(["cet atelier n’est pas ouvert"])
    if who is None or who.workshop_id != workshop.pk:
        return Refused(["seul un téléphone de la salle vote"])
    if why:
        return Refused(why)
    return {"activity": draft.payload["activity"], "choices": choices, "voter": str(who.pk)}


def _text(payload: Mapping[str, Any], key: str) -> str:
    value = payload.get(key, "")
    return value if isinstance(value, str) else ""


def _among(choices: Any, value: Any) -> str:
    return str(value) if value in choices.values else ""


def ack(line: Line) -> dict[str, Any]:
    """What the author gets back: the receipt of a card, nothing more for a ballot."""
    if line.kind != Act.CONTRIBUTED:
        return {}
    return {"receipt": rules.shown_receipt((line.payload or {}).get("receipt", ""))}


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
    places = {_text(line.payload or {}, "place") for line in lines} - {""}
    communes = _communes(workshop, places) if places else {}
    Node.unfiltered.bulk_create(
        (
            Node(
                id=line.pk,
                atelier_id=workshop.atelier_id,
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
        (contribution(line, line.payload, communes) for line in lines if line.payload),
        ignore_conflicts=True,
    )


def _communes(workshop: Workshop, names: Collection[str]) -> dict[str, Commune]:
    of_the_atelier = Commune.objects.filter(epci=workshop.atelier.epci_id, name__in=names)
    return {commune.name: commune for commune in of_the_atelier}


def contribution(
    line: Line, payload: Mapping[str, Any], communes: Mapping[str, Commune]
) -> Contribution:
    """The card that a line lays, not saved."""
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


SAME = "dit la même chose"
"""Why a group rests on each of its cards."""


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
            reason=SAME,
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
