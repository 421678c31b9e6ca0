"""The tables of a room told again from all its lines, in one order whatever the way they came.

A room that was held on several machines has one truth once they are brought together: its lines and
their copies, by time then id. What stands for an id is the copy made first. Applying all of them
again from the first gives the same tables on any machine that holds the same lines.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from atelier_local.ground.journal import union
from atelier_local.ground.journal.models import Aside, Copy, Cursor, Line
from atelier_local.ground.journal.operations import apply_what_can_be, set_aside
from atelier_local.ground.journal.rules import canonical_json
from atelier_local.ground.live.operations import PROJECTION
from atelier_local.programme.ateliers.enums import Audience, Family
from atelier_local.programme.territories.models import Commune
from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.programme.thread.models import PREFIXES, Citation, Node
from atelier_local.steps.workshops.models import Workshop

from . import events, rules
from .enums import Act, ActivityState, Channel, ContributionKind
from .models import (
    Activity,
    Ballot,
    Contribution,
    Group,
    Option,
    Participant,
    Photo,
    Question,
    Support,
)

DRAWN = ("receipt", "waiting", "picture")
"""What the machine that took a card adds to it by itself."""


def said(kind: str, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the device said, for `journal.union`."""
    if kind != Act.CONTRIBUTED:
        return payload
    return {name: value for name, value in payload.items() if name not in DRAWN}


class Folded(NamedTuple):
    """Lines that changed nothing: those of which no sense could be made, and undoings that came too
    late. They stay in the journal."""

    strange: Sequence[UUID] = ()
    too_late: Sequence[UUID] = ()


@transaction.atomic
def refold(workshop: Workshop) -> Folded:
    """Bring the tables of the room to what all its lines say."""
    told, copied = _standing(workshop)
    cards = [line for line in told if line.kind == Act.CONTRIBUTED and line.payload]
    made = [line for line in told if line.kind in MADE and line.payload]
    others = [line for line in told if line.kind in ORDERED and line.payload]
    too_late = _undone_too_late(others, workshop)
    others = [line for line in others if line.id not in too_late]
    known = _keys(Activity.objects.filter(workshop=workshop))
    taken = _ids_of_other_things(cards, workshop)
    sound = [line for line in cards if line.id not in taken and _is_card(line.payload or {}, known)]
    events.apply(sound)
    if not workshop.is_held:
        _rewrite([line for line in sound if line.id in copied], workshop)
    _join_photographs(sound, workshop)
    _begin_anew(workshop)
    strange = {line.id for line in cards} - {line.id for line in sound}
    strange |= _apply_what_can_be(made, known, workshop)
    strange |= _apply_what_can_be(others, known, workshop)
    _complete_groups([line for line in made if line.kind == Act.GROUPED], workshop)
    events.settle(Contribution.objects.filter(activity__workshop=workshop))
    _empty_what_is_erased(line.id for line in told if not line.payload)
    if workshop.is_held:
        left_open = Activity.objects.filter(workshop=workshop)
        left_open = left_open.exclude(state=ActivityState.REVEALED)
        left_open.update(state=ActivityState.CLOSED, ends_at=None, left=None)
    else:
        _number_groups(workshop)
    Aside.objects.filter(line__stream=workshop.stream_id, projection=PROJECTION).delete()
    set_aside(strange, PROJECTION)
    head = workshop.stream.head_seq
    Cursor.objects.update_or_create(
        stream_id=workshop.stream_id, name=PROJECTION, defaults={"seq": head}
    )
    return Folded(sorted(strange), sorted(too_late))


MADE = frozenset({Act.GROUPED, Act.ASKED})
"""Acts that make what others are about: first, since the clocks of two machines may not agree."""

ORDERED = frozenset(Act.values) - {Act.CONTRIBUTED} - MADE
"""Acts whose order matters. What this version does not know waits in the journal for another."""


def _undone_too_late(lines: Sequence[Line], workshop: Workshop) -> set[UUID]:
    """Undone by one who did not know that something rests on them, groups that stay: whichever of
    the two came home first."""
    undone = [
        ((line.payload or {}).get("line"), line.id)
        for line in lines
        if line.kind == Act.UNDONE and (line.payload or {}).get("act") == Act.GROUPED
    ]
    mine = Group.objects.filter(workshop=workshop).values_list("pk", flat=True)
    groups = {str(pk): pk for pk in mine}
    listed = [groups[str(group)] for group, _ in undone if str(group) in groups]
    cited = Citation.objects.filter(source__in=listed, withdrawn_at=None).values_list("source")
    weighed = Option.objects.filter(about__in=listed).values_list("about")
    kept = {str(pk) for (pk,) in [*cited, *weighed]}
    return {id for group, id in undone if str(group) in kept}


def _begin_anew(workshop: Workshop) -> None:
    """Take away what the lines say by themselves, and nothing else rests on."""
    here = {"activity__workshop": workshop}
    Ballot.objects.filter(**here).delete()
    Support.objects.filter(question__workshop=workshop).delete()
    Question.objects.filter(workshop=workshop).delete()
    Contribution.objects.filter(**here).update(pinned_at=None)
    groups = Group.objects.filter(workshop=workshop)
    groups.update(undone_at=None)
    apart = Node.unfiltered.filter(pk__in=groups.values("pk"), seen_by=Sight.AUTHOR)
    apart.update(seen_by=Sight.PARTIES)
    # Put in and taken out by lines alone, whose instants another copy may have moved.
    Citation.objects.filter(target__in=groups.values("pk"), source_kind=Kind.CONTRIBUTION).delete()


def _standing(workshop: Workshop) -> tuple[list[Line], set[UUID]]:
    """The lines of the room in their one order, numbered by it; and the ids that several devices
    told. Not to be saved."""
    told, copied = union.in_order(Line.objects.filter(stream=workshop.stream_id))
    for rank, line in enumerate(told, 1):
        line.seq = rank
    return told, copied


def _ids_of_other_things(cards: Sequence[Line], workshop: Workshop) -> set[UUID]:
    """Ids that something else than a card of this Atelier bears already."""
    nodes = Node.unfiltered.filter(pk__in=[line.id for line in cards])
    ours = {"atelier": workshop.atelier_id, "kind": Kind.CONTRIBUTION}
    return set(nodes.exclude(**ours).values_list("pk", flat=True))


def _keys(rows: QuerySet[Any]) -> set[str]:
    return {str(pk) for pk in rows.values_list("pk", flat=True)}


def _is_card(told: Mapping[str, Any], activities: Collection[str]) -> bool:
    words, table = told.get("words"), told.get("table")
    return (
        told.get("activity") in activities
        and isinstance(words, str)
        and 0 < len(words) <= rules.LONGEST
        and words == rules.tidy(words)
        and told.get("kind") in ContributionKind.values
        and told.get("family") in ("", *Family.values)
        and told.get("audience") in ("", *Audience.values)
        and told.get("channel") in Channel.values
        and (table is None or rules.table(table) is not None)
        and _is_text(told.get("place"), 120)
        and _is_text(told.get("receipt"), 8)
        and type(told.get("waiting", False)) is bool
        and _is_text(told.get("who", ""), 120)
        and _is_text(told.get("due", ""), 60)
        and _is_id(told.get("photo", ""))
        and type(told.get("reuse", False)) is bool
        and (not told.get("point") or rules.point(told["point"]) is not None)
    )


def _is_id(value: Any) -> bool:
    try:
        return value == "" or str(UUID(value)) == value
    except (TypeError, ValueError, AttributeError):
        return False


def _is_text(value: Any, longest: int) -> bool:
    return isinstance(value, str) and len(value) <= longest


def _apply_what_can_be(
    lines: Sequence[Line], activities: Collection[str], workshop: Workshop
) -> set[UUID]:
    """Apply all but those that cannot be; the ids of these."""
    phones = _keys(Participant.objects.filter(workshop=workshop))
    sound = [line for line in lines if _refers_well(line, activities, phones)]
    strange = {line.id for line in lines} - {line.id for line in sound}
    return strange | {line.id for line in apply_what_can_be(sound, events.apply)}


def _refers_well(line: Line, activities: Collection[str], phones: Collection[str]) -> bool:
    """Whether the activity and the phone it names are of this room."""
    told = line.payload or {}
    here = "activity" not in told or told["activity"] in activities
    return here and (line.kind not in _BY_A_PHONE or told.get("voter") in phones)


_BY_A_PHONE = (Act.VOTED, Act.SUPPORTED)


def _complete_groups(lines: Sequence[Line], workshop: Workshop) -> None:
    """A group that came before some of its cards takes them in; one taken out stays out."""
    members = {line.id: set(map(str, (line.payload or {}).get("members", ()))) for line in lines}
    undone = Group.objects.filter(pk__in=members).exclude(undone_at=None)
    for id in undone.values_list("pk", flat=True):
        del members[id]
    here = Node.unfiltered.filter(atelier=workshop.atelier)
    groups = {node.pk: node for node in here.filter(pk__in=members, kind=Kind.GROUP)}
    cards = here.filter(kind=Kind.CONTRIBUTION)
    known = {str(pk): pk for pk in cards.values_list("pk", flat=True)}
    cited = set(Citation.objects.filter(target__in=groups).values_list("source", "target"))
    Citation.objects.bulk_create(
        Citation(
            source_id=known[member],
            source_kind=Kind.CONTRIBUTION,
            target=group,
            target_kind=Kind.GROUP,
            reason=events.SAME,
            at=group.at,
        )
        for id, group in groups.items()
        for member in sorted(members[id])
        if member in known and (known[member], id) not in cited
    )


_SAID = (
    "activity_id", "kind", "family", "audience", "channel", "table", "place", "commune_id",
    "receipt", "lon", "lat", "who", "due",
)  # fmt: skip


def _rewrite(lines: Iterable[Line], workshop: Workshop) -> None:
    """Cards that several devices told say what stands, whichever came here first."""
    for line in lines:
        payload = line.payload or {}
        here = Commune.objects.filter(epci=workshop.atelier.epci_id, name=payload["place"])
        card = events.said(line, payload, dict(here.values_list("name", "code")), {})
        told = {name: card[name] for name in _SAID}
        Contribution.objects.filter(pk=line.id).update(**told)
        Node.unfiltered.filter(pk=line.id).update(words=payload["words"], at=line.at)


def _join_photographs(lines: Iterable[Line], workshop: Workshop) -> None:
    """Cards bear the photograph they say, even one that came after them; once the register is
    closed, a card that bears one keeps it."""
    photos = {str(photo.pk): photo for photo in Photo.objects.filter(workshop=workshop)}
    if not photos:
        return
    borne = {line.id: photos.get((line.payload or {}).get("photo", "")) for line in lines}
    moved = []
    cards = Contribution.objects.filter(pk__in=borne)
    for card in cards.filter(photo=None) if workshop.is_held else cards:
        if card.photo_id != ((photo := borne[card.pk]) and photo.pk):
            card.photo = photo
            moved.append(card)
    Contribution.objects.bulk_update(moved, ["photo"])


def _empty_what_is_erased(erased: Iterable[UUID]) -> None:
    """Its words, who committed and for when, where it was, the photograph it bore."""
    ids = list(erased)
    Node.unfiltered.filter(pk__in=ids).exclude(words="").update(words="")
    Contribution.objects.filter(pk__in=ids).update(
        who="", due="", place="", commune=None, lon=None, lat=None, photo=None
    )


def _number_groups(workshop: Workshop) -> None:
    """Until its register is closed, the groups of a room are numbered in the order of their ids."""
    mine = Group.objects.filter(workshop=workshop)
    groups = Node.unfiltered.filter(atelier=workshop.atelier, kind=Kind.GROUP)
    ours = list(groups.filter(pk__in=mine.values("pk")).order_by("id"))
    taken = set(groups.exclude(pk__in=mine.values("pk")).values_list("number", flat=True))
    free = (n for n in range(1, len(ours) + len(taken) + 1))
    numbers = [n for n in map(PREFIXES[Kind.GROUP].format, free) if n not in taken]
    wanted = dict(zip(ours, numbers, strict=False))
    moved = [node for node, number in wanted.items() if node.number != number]
    groups.filter(pk__in=[node.pk for node in moved]).update(number="")
    for node in moved:
        node.number = wanted[node]
    Node.unfiltered.bulk_update(moved, ["number"])


def state_of(workshop: Workshop) -> str:
    """A digest of the room: its lines, and all that its tables say, but what was erased. The same
    on two machines that hold the same lines."""
    return hashlib.sha256(canonical_json(_state(workshop))).hexdigest()


def _state(workshop: Workshop) -> dict[str, Any]:
    lines: dict[str, list[str]] = defaultdict(list)
    stored = Line.objects.filter(stream=workshop.stream_id)
    erased = set(stored.filter(payload__isnull=True).values_list("id", flat=True))
    for id, digest in [
        *stored.values_list("id", "digest"),
        *Copy.objects.filter(line__stream=workshop.stream_id).values_list("line", "digest"),
    ]:
        lines[str(id)].append(bytes(digest).hex())
    here = {"activity__workshop": workshop}
    cards = Contribution.objects.filter(**here).exclude(pk__in=erased)
    groups = Group.objects.filter(workshop=workshop).exclude(pk__in=erased)
    gathered = Citation.objects.filter(target__in=groups.values("pk"), withdrawn_at=None)
    gathered = gathered.exclude(source__in=erased)
    fields = (
        "pk", "node__words", "node__seen_by", "node__at", "activity", "kind", "family", "audience",
        "channel", "table", "place", "receipt", "waiting", "hidden_at", "hidden_why",
        "pinned_at", "lon", "lat", "who", "due", "photo__file__sha256",
    )  # fmt: skip
    return {
        "lines": {id: sorted(digests) for id, digests in lines.items()},
        "cards": _rows(cards.order_by("pk"), *fields),
        "groups": _rows(
            groups.order_by("pk"), "pk", "node__number", "node__words", "node__seen_by", "undone_at"
        ),
        "gathered": _rows(gathered.order_by("source", "target"), "source", "target"),
        "activities": _rows(
            Activity.objects.filter(workshop=workshop).order_by("pk"),
            "pk", "position", "question", "state", "ends_at", "left",
        ),
        "options": _rows(Option.objects.filter(**here).order_by("pk"), "pk", "words", "by_hand"),
        "ballots": [
            [str(activity), str(phone), choices]
            for activity, phone, choices in Ballot.objects.filter(**here)
            .order_by("activity", "participant")
            .values_list("activity", "participant", "choices")
        ],
        "questions": _rows(
            Question.objects.filter(workshop=workshop).order_by("pk"),
            "pk", "words", "audience", "table", "asked_at", "state", "answer",
        ),
        "supports": _rows(
            Support.objects.filter(question__workshop=workshop).order_by("question", "participant"),
            "question", "participant",
        ),
        "phones": _rows(
            Participant.objects.filter(workshop=workshop).order_by("pk"), "pk", "audience", "table"
        ),
    }  # fmt: skip


def _rows(rows: Any, *fields: str) -> list[list[str]]:
    return [[str(value) for value in row] for row in rows.values_list(*fields)]
