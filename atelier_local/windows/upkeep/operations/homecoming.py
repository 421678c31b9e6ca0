"""Bringing home what was said in a hall: checked, united, told in one order, numbered if late.

One transaction: cut short, it is begun again; done twice, it changes nothing the second time.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import DataError, IntegrityError, transaction
from django.db.models import F, Max, QuerySet

from atelier_local.ground.journal import bundles, union
from atelier_local.ground.journal import operations as journal
from atelier_local.ground.journal.bundles import Unusable
from atelier_local.ground.journal.models import Cursor, Line, Stream
from atelier_local.ground.journal.operations import append
from atelier_local.ground.journal.rules import ERASED, verify_chain
from atelier_local.ground.live.operations import PROJECTION
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.people.models import Person
from atelier_local.programme.thread.models import Node
from atelier_local.refusal import Refused, refuse_if
from atelier_local.steps.wall import folding, room
from atelier_local.steps.wall import operations as wall
from atelier_local.steps.wall.enums import ActivityState, ContributionKind
from atelier_local.steps.wall.models import Activity, Contribution, Option, Participant
from atelier_local.steps.workshops import operations as workshops
from atelier_local.steps.workshops.enums import WorkshopState
from atelier_local.steps.workshops.models import Sequence as RunSequence
from atelier_local.steps.workshops.models import Workshop

from .. import baggage, rules
from ..enums import Remark
from ..models import Kit, Merge
from . import photographs, written
from .kits import HOMEWARD, unlocked
from .noticing import (
    Before,
    is_late,
    late,
    of_copies,
    of_the_device,
    people_of,
    pictures_left,
    receipts_twice,
)


def merge(atelier: Atelier, sealed: bytes, secret: str, *, by: Person, at: datetime) -> Merge:
    """Take a bundle home in this Atelier. Raises `Refused` with the reason in French."""
    try:
        head = bundles.head_of(sealed, HOMEWARD)
        kit = _kits().filter(pk=head.id, workshop__atelier=atelier).first()
        revoked = kit is not None and kit.revoked_at is not None
        refuse_if(rules.against_bringing(mine=kit is not None, revoked=revoked))
        assert kit is not None
        if head.locked != bytes(kit.locked):
            raise Unusable("l’étiquette de ce paquet a été changée")
        identity = unlocked(sealed, HOMEWARD, secret)
        content = bundles.open_(sealed, HOMEWARD, public=kit.public_key, identity=identity)
        return merge_opened(kit, content, sha256=_sha256(sealed), by=by, at=at)
    except Unusable as unusable:
        raise Refused([str(unusable)]) from unusable
    except (IntegrityError, DataError) as inconsistent:
        raise Refused(["ce paquet se contredit lui-même : rien n’en a été pris"]) from inconsistent


def _kits() -> QuerySet[Kit]:
    return Kit.objects.select_related("workshop__atelier__stream", "workshop__stream")


def _sha256(sealed: bytes) -> str:
    return hashlib.sha256(sealed).hexdigest()


@dataclass(frozen=True)
class _Said:
    """What a bundle says, read and checked, nothing of it written yet."""

    device: UUID
    at: datetime
    lines: Sequence[Line]
    head_hash: str
    phones: Sequence[Participant]
    activities: Sequence[Activity]
    options: Sequence[Option]
    pictured: photographs.Brought


@transaction.atomic
def merge_opened(
    kit: Kit, content: dict[str, Any], *, sha256: str, by: Person, at: datetime
) -> Merge:
    """Take home what a bundle of this kit says; raises `Unusable` if it does not hold together."""
    workshop = kit.workshop
    _take_turns(workshop)
    if known := Merge.objects.filter(kit=kit, sha256=sha256).first():
        return known
    workshop.refresh_from_db()
    told = _read(kit, content)
    _open(workshop, by=by, at=at)
    before, clashed = Before.of(workshop), written.standing(workshop.atelier)
    united = union.unite(workshop.stream, told.lines, said=folding.said)
    taken = photographs.take_in(workshop, told.pictured, late=is_late(kit, told.device, told.at))
    more = _add_rows(kit, told) or taken.photographs
    new = more or united.fresh or united.copies
    folded = folding.refold(workshop) if new else folding.Folded()
    stands = written.refold(workshop.atelier) if united.fresh or united.copies else clashed
    if any(each.numbered for each in stands):  # what has just come may rest on groups
        folded = folding.refold(workshop)
    numbers = wall.number_late(workshop) if workshop.is_held else []
    came = Contribution.objects.filter(pk__in=[line.id for line in united.fresh]).count()
    done = Merge.objects.create(
        kit=kit, sha256=sha256, device=told.device, head_seq=len(told.lines),
        head_hash=told.head_hash, made_at=told.at, fresh=len(united.fresh), cards=came,
        supplement=_next_supplement(workshop) if numbers else None,
        first=numbers[0] if numbers else "", last=numbers[-1] if numbers else "",
        remarks=[
            *of_the_device(kit, told.device, told.lines),
            *of_copies(united.copies),
            *before.against(united.fresh, known=told.lines),
            *rules.of_lines(united.fresh, people=people_of(workshop), now=at),
            *(rules.noted(Remark.NOT_UNDERSTOOD, line=id) for id in folded.strange),
            *(rules.noted(Remark.UNDONE_TOO_LATE, line=id) for id in folded.too_late),
            *written.remarks(clashed, stands),
            *receipts_twice(united.fresh, workshop),
            *late(united.fresh, workshop),
            *pictures_left(united.fresh, workshop),
            *photographs.remarks(told.pictured, taken),
        ],
        by=by, at=at,
    )  # fmt: skip
    payload = {
        "kit": str(kit.pk), "sha256": sha256, "lines": done.fresh, "cards": done.cards,
        "photographs": taken.photographs, "supplement": done.supplement, "head": told.head_hash,
    }  # fmt: skip
    append(workshop.atelier.stream, "upkeep.kit_merged", payload, by=by, at=at)
    return done


def _take_turns(workshop: Workshop) -> None:
    """Nobody writes in the room, applies its lines or numbers anything until the end; locks are
    taken in the order in which a phone's act takes them."""
    list(Stream.objects.select_for_update().filter(pk=workshop.stream_id))
    journal.project(workshop.stream, PROJECTION, room.apply)
    list(Cursor.objects.select_for_update().filter(stream=workshop.stream_id, name=PROJECTION))
    workshop.atelier.lock()


# Reading --------------------------------------------------------------------------------------


def _read(kit: Kit, content: dict[str, Any]) -> _Said:
    workshop = kit.workshop
    try:
        if content["kit"] != str(kit.pk) or content["workshop"] != str(workshop.pk):
            raise Unusable("ce paquet est d’un autre atelier que son kit")
        lines = bundles.lines_of(content["lines"], workshop.stream)
        if not all(_is_of_a_room(line.kind) for line in lines):
            raise Unusable(_MORE_THAN_A_ROOM)
        head, hash = content["head"]["seq"], bytes.fromhex(content["head"]["hash"])
        if fault := verify_chain(lines, head, hash):
            raise Unusable(f"le registre de ce paquet ne tient pas : {fault.what}")
        rows = baggage.from_rows(content["rows"], baggage.COMES_HOME)
        said = _Said(
            device=UUID(content["device"]),
            at=datetime.fromisoformat(content["at"]),
            lines=lines,
            head_hash=hash.hex(),
            phones=[one for one in rows if isinstance(one, Participant)],
            activities=[one for one in rows if isinstance(one, Activity)],
            options=[one for one in rows if isinstance(one, Option)],
            pictured=photographs.read(workshop, rows, content, lines),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as malformed:
        raise Unusable("ce paquet est mal formé") from malformed
    _check_rows(workshop, said)
    return said


_OF_A_ROOM = "wall."
"""What kinds of lines begin with there. Others are obeyed whatever their stream: a role taken back
closes screens everywhere (`live.hub`)."""


def _is_of_a_room(kind: str) -> bool:
    return kind.startswith((_OF_A_ROOM, ERASED)) or kind in written.KINDS


_MORE_THAN_A_ROOM = "ce paquet apporte autre chose que ce qu’une salle écrit"


def _check_rows(workshop: Workshop, said: _Said) -> None:
    """Nothing that is made in a hall belongs to another, nor asks for what no wall can show."""
    phones = Participant.objects.filter(pk__in=[one.pk for one in said.phones])
    questions = Activity.objects.filter(pk__in=[one.pk for one in said.activities])
    here = {
        *(one.workshop_id for one in said.phones),
        *(one.workshop_id for one in said.activities),
        *phones.values_list("workshop", flat=True),
        *questions.values_list("workshop", flat=True),
    }
    options = {one.activity_id for one in said.options} - {one.pk for one in said.activities}
    if not here <= {workshop.pk} or options:
        raise Unusable("ce paquet parle d’un autre atelier que le sien")
    known = ContributionKind.values
    for asked in (one.kinds for one in said.activities):
        if not isinstance(asked, list) or not all(kind in known for kind in asked):
            raise Unusable("une question de ce paquet est mal formée")


# Writing --------------------------------------------------------------------------------------


def _open(workshop: Workshop, *, by: Person, at: datetime) -> None:
    """A workshop that was opened in the hall only is open here from now on."""
    if workshop.state == WorkshopState.PREPARED:
        workshops.open_workshop(workshop, by=by, at=at)


def _add_rows(kit: Kit, said: _Said) -> bool:
    """Phones that came in and questions that were improvised; what is here already stays.

    Whether there was something to add.
    """
    workshop = kit.workshop
    phones = _add_phones(workshop, said.phones)
    known = set(Activity.objects.filter(workshop=workshop).values_list("pk", flat=True))
    last = Activity.objects.filter(workshop=workshop).aggregate(Max("position"))["position__max"]
    improvised = {one.pk: one for one in said.activities if one.pk not in known}
    planned = set(RunSequence.objects.filter(day__workshop=workshop).values_list("pk", flat=True))
    for rank, one in enumerate(improvised.values(), (last or 0) + 1):
        one.position, one.state, one.ends_at, one.left = rank, ActivityState.PREPARED, None, None
        one.kits = [kit.block]
        one.sequence_id = one.sequence_id if one.sequence_id in planned else None
    if improvised:
        Activity.objects.bulk_create(improvised.values())
        Option.objects.bulk_create(_options_of(improvised, said.options, workshop))
        _order(workshop)
    return phones or bool(improvised)


def _options_of(
    improvised: Mapping[UUID, Activity], options: Sequence[Option], workshop: Workshop
) -> list[Option]:
    mine = [one for one in options if one.activity_id in improvised]
    about = {one.about_id for one in mine if one.about_id}
    nodes = Node.unfiltered.filter(atelier=workshop.atelier, pk__in=about)
    known = set(nodes.values_list("pk", flat=True))
    for one in mine:
        one.by_hand = None
        one.about_id = one.about_id if one.about_id in known else None
    return mine


def _order(workshop: Workshop) -> None:
    """Questions prepared here keep their ranks; those of halls follow, by the order of ids."""
    prepared = Line.objects.filter(stream=workshop.atelier.stream_id, kind=wall.PREPARED)
    ours = {told["activity"] for told in prepared.values_list("payload", flat=True) if told}
    questions = list(Activity.objects.filter(workshop=workshop).order_by("pk"))
    first = max((one.position for one in questions if str(one.pk) in ours), default=0) + 1
    moved = []
    for rank, one in enumerate((q for q in questions if str(q.pk) not in ours), first):
        if one.position != rank:
            one.position = rank
            moved.append(one)
    Activity.objects.filter(pk__in=[one.pk for one in moved]).update(
        position=F("position") + _OUT_OF_THE_WAY
    )
    Activity.objects.bulk_update(moved, ["position"])


_OUT_OF_THE_WAY = 10_000


def _add_phones(workshop: Workshop, phones: Sequence[Participant]) -> bool:
    """A phone known on two laptops is one: what it said of itself on either is kept, the first of
    two answers in the order of signs."""
    known = {p.pk: p for p in Participant.objects.filter(workshop=workshop)}
    new = [one for one in phones if one.pk not in known]
    Participant.objects.bulk_create(new)
    moved = []
    for theirs in phones:
        if (ours := known.get(theirs.pk)) is None:
            continue
        audience = min(filter(None, (ours.audience, theirs.audience)), default="")
        tables = [t for t in (ours.table, theirs.table) if t is not None]
        table = min(tables, default=None)
        if (audience, table) != (ours.audience, ours.table):
            ours.audience, ours.table = audience, table
            moved.append(ours)
    Participant.objects.bulk_update(moved, ["audience", "table"])
    return bool(new or moved)


def _next_supplement(workshop: Workshop) -> int:
    return Merge.objects.filter(kit__workshop=workshop).exclude(supplement=None).count() + 1
