"""Letting phones in, laying cards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import transaction

from atelier_local.ground.journal.models import Line
from atelier_local.ground.journal.operations import Actor
from atelier_local.ground.live.operations import drafted, submit_all
from atelier_local.programme.ateliers.enums import Audience
from atelier_local.refusal import refuse_if
from atelier_local.steps.workshops.models import Workshop

from .. import room, rules
from ..enums import Act, Channel, ContributionKind
from ..models import Activity, Contribution, Participant, Photo
from .telling import tell


@transaction.atomic
def join(
    workshop: Workshop, *, at: datetime, audience: str = "", table: int | None = None
) -> Participant:
    """Let a phone in: no account, no name."""
    refuse_if([] if workshop.is_open else ["cette salle n’est pas ouverte"])
    return Participant.objects.create(
        workshop=workshop,
        audience=audience if audience in Audience.values else "",
        table=table,
        joined_at=at,
    )


class Author(Protocol):
    """A phone, or a scribe: how the journal names it, and its room."""

    @property
    def ref(self) -> str: ...
    @property
    def workshop(self) -> Workshop: ...


def lay(
    participant: Author,
    words: str,
    *,
    activity: str,
    kind: str,
    id: UUID,
    at: datetime,
    place: str = "",
    who: str = "",
    due: str = "",
    photo: Photo | None = None,
    reuse: bool = False,
    audience: str = "",
    channel: str = "",
    table: int | None = None,
) -> Line:
    """Lay a card as a phone does when it has no script: the same act, the same checks.

    Going back and sending again makes a new id: the same words of the same phone in answer to the
    same question are still one card. `audience`, `channel` and `table` are a scribe's to say.
    `reuse`: documents may take the photograph up.
    """
    payload: dict[str, Any] = {
        "activity": activity, "words": words, "kind": kind, "place": place,
    }  # fmt: skip
    payload |= {name: value for name, value in _told(who, due, audience, channel, table) if value}
    if photo is not None:
        payload |= {"photo": str(photo.pk)} | ({"reuse": True} if reuse else {})
    said = Line.objects.filter(
        by=participant.ref, stream=participant.workshop.stream, kind=Act.CONTRIBUTED
    )
    same = said.filter(
        payload__activity=activity, payload__kind=kind, payload__words=rules.tidy(words)
    ).first()
    if same:
        return same
    return tell(participant.workshop, Act.CONTRIBUTED, payload, by=participant, at=at, id=id)


def _told(
    who: str, due: str, audience: str, channel: str, table: int | None
) -> list[tuple[str, str | int | None]]:
    names = ("who", "due", "audience", "channel", "table")
    return list(zip(names, (who, due, audience, channel, table), strict=True))


@dataclass(frozen=True, kw_only=True)
class Said:
    """A card laid for someone, as a scribe, a paper or a plain form does."""

    words: str
    kind: ContributionKind
    by: Actor
    at: datetime
    family: str = ""
    audience: str = ""
    channel: Channel = Channel.SCRIBE
    table: int | None = None
    place: str = ""
    point: tuple[int, int] | None = None
    """Longitude and latitude, in hundred-thousandths of a degree."""
    who: str = ""
    due: str = ""
    photo: Photo | None = None
    reuse: bool = False
    """Whether documents may take its photograph up."""
    receipt: str = ""
    """Of the stub that its author already holds."""
    id: UUID | None = None


def contribute(activity: Activity, words: str, **said: Any) -> Contribution:
    """Lay a card for someone; one card an id. `said`: the fields of `Said`."""
    [card] = contribute_all(activity, [Said(words=words, **said)])
    return card


def contribute_all(activity: Activity, cards: Sequence[Said]) -> list[Contribution]:
    """Lay cards in their order, all of them or none."""
    stream = activity.workshop.stream
    drafts = [
        drafted(stream, Act.CONTRIBUTED, _payload(activity, c), by=c.by, at=c.at, id=c.id)
        for c in cards
    ]
    lines = submit_all(stream, drafts, room=room)
    found = Contribution.objects.select_related("node").in_bulk([line.pk for line in lines])
    return [found[line.pk] for line in lines]


def _payload(activity: Activity, card: Said) -> dict[str, Any]:
    more: dict[str, Any] = {"who": card.who, "due": card.due} if activity.is_pledge else {}
    if card.point:
        more |= {"point": list(card.point)}
    if card.receipt:
        more |= {"receipt": card.receipt}
    if card.photo:
        more |= {"photo": str(card.photo.pk)} | ({"reuse": True} if card.reuse else {})
    return more | {
        "activity": str(activity.id),
        "words": card.words,
        "kind": str(card.kind),
        "family": card.family,
        "audience": card.audience,
        "channel": str(card.channel),
        "table": card.table,
        "place": card.place,
    }
