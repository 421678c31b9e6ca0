"""What may be written in a room's stream, asked in the transaction that writes."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from atelier_local.ground.journal.models import Line
from atelier_local.ground.journal.operations import Draft
from atelier_local.ground.journal.rules import Payload
from atelier_local.programme.ateliers.enums import Audience, Family
from atelier_local.refusal import Reasons, Refused
from atelier_local.steps.workshops.enums import WorkshopState
from atelier_local.steps.workshops.models import Workshop

from .. import rules, voting
from ..enums import Act, ActivityState, Channel, Method, Moderation
from ..models import Activity, Participant


def accept(stream_id: UUID, drafts: Sequence[Draft]) -> list[Payload | Refused]:
    """For each draft, the payload to write or why not (four queries for the whole batch)."""
    workshop = Workshop.objects.select_related("atelier__epci").get(stream=stream_id)
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
        "waiting": activity is not None and activity.moderation != Moderation.DIRECT,
        "receipt": rules.new_receipt(),
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
