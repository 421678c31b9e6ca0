"""What a person should look at once a bundle is home: conflicts, clocks, things left behind."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from atelier_local.ground.journal.models import Copy, Line
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.ateliers.models import RoleGrant
from atelier_local.steps.wall.enums import Act
from atelier_local.steps.wall.models import Contribution, Option, Photo
from atelier_local.steps.workshops.models import Table, Workshop

from .. import rules
from ..enums import Remark
from ..models import Kit, Merge
from ..rules import Noted


@dataclass(frozen=True)
class Before:
    """What was here before: hands counted by option, cards that were hidden or shown again, groups
    undone or completed, each by the line that says so."""

    counted: Mapping[str, int]
    hidden: Mapping[str, bool]
    sorted: Sequence[tuple[UUID, str, bool]]

    @classmethod
    def of(cls, workshop: Workshop) -> "Before":
        options = Option.objects.filter(activity__workshop=workshop).exclude(by_hand=None)
        counted = {str(pk): count for pk, count in options.values_list("pk", "by_hand") if count}
        lines = Line.objects.filter(stream=workshop.stream_id, kind__in=_MODERATES)
        moves = Line.objects.filter(stream=workshop.stream_id, kind__in=_SORTS)
        return cls(counted, dict(_moderated(lines.order_by("at", "id"))), _sorted(moves))

    def against(self, fresh: Iterable[Line], *, known: Iterable[Line]) -> list[Noted]:
        """`known`: all that the machine that these lines come from has heard."""
        listed, heard = list(fresh), {line.id for line in known}
        elsewhere = [(group, undone) for id, group, undone in self.sorted if id not in heard]
        came = [(group, undone) for _, group, undone in _sorted(listed)]
        counted = [
            (str(line.payload.get("option")), count)
            for line in listed
            if line.kind == Act.COUNTED and line.payload
            if isinstance(count := line.payload.get("count"), int)
        ]
        return [
            *rules.counted_twice(self.counted, counted),
            *rules.hidden_and_shown(self.hidden, _moderated(listed)),
            *rules.undone_and_completed(elsewhere, came),
        ]


_MODERATES = (Act.HIDDEN, Act.SHOWN, Act.UNDONE)


def _moderated(lines: Iterable[Line]) -> list[tuple[str, bool]]:
    """By card, whether it is hidden: one whose hiding is undone is shown again."""
    return [
        (str(line.payload.get("contribution")), line.kind == Act.HIDDEN)
        for line in lines
        if line.kind in _MODERATES and line.payload
        if line.kind != Act.UNDONE or line.payload.get("act") == Act.HIDDEN
    ]


_SORTS = (Act.JOINED, Act.UNDONE)


def _sorted(lines: Iterable[Line]) -> list[tuple[UUID, str, bool]]:
    """By line, the group it completes, or undoes."""
    told = [(line.id, line.kind, line.payload) for line in lines if line.payload]
    joined = [(id, str(said.get("group")), False) for id, kind, said in told if kind == Act.JOINED]
    undone = [
        (id, str(said.get("line")), True)
        for id, kind, said in told
        if kind == Act.UNDONE and said.get("act") == Act.GROUPED
    ]
    return joined + undone


def of_the_device(kit: Kit, device: UUID, lines: Sequence[Line]) -> list[Noted]:
    earlier = list(Merge.objects.filter(kit=kit))
    heads = [(one.head_seq, one.head_hash) for one in earlier if one.device == device]
    rewound = any(
        seq and seq <= len(lines) and bytes(lines[seq - 1].hash).hex() != hash
        for seq, hash in heads
    )
    devices = {str(one.device) for one in earlier}
    return rules.of_the_device(devices, str(device), rewound=rewound)


def is_late(kit: Kit, device: UUID, made_at: datetime) -> bool:
    """Whether a newer bundle of the same machine came before this one."""
    return Merge.objects.filter(kit=kit, device=device, made_at__gt=made_at).exists()


def of_copies(copies: Iterable[Copy]) -> list[Noted]:
    told = []
    for copy in copies:
        if not copy.same:
            told.append(rules.noted(Remark.OTHER_WORDS, line=copy.line_id))
        elif copy.kind == Act.CONTRIBUTED:
            told.append(rules.noted(Remark.TWO_RECEIPTS, line=copy.line_id))
    return told


def late(fresh: Sequence[Line], workshop: Workshop) -> list[Noted]:
    """What comes once results were read, or once every card had its answer."""
    votes = workshop.is_held and any(line.kind in (Act.VOTED, Act.COUNTED) for line in fresh)
    over = workshop.atelier.has_reached(Stage.FOLLOW_UP)
    cards = [line for line in fresh if over and line.kind == Act.CONTRIBUTED]
    return [
        *([rules.noted(Remark.VOTES_LATE)] if votes else []),
        *(rules.noted(Remark.TO_ANSWER, line=line.id) for line in cards),
    ]


def people_of(workshop: Workshop) -> set[str]:
    """Who may have written there: whoever has or had a role, and the scribes of its tables."""
    granted = RoleGrant.objects.filter(atelier=workshop.atelier)
    people = {f"person:{pk}" for pk in granted.values_list("person", flat=True)}
    tables = Table.objects.filter(workshop=workshop).values_list("pk", flat=True)
    return people | {f"table:{pk}" for pk in tables}


def pictures_left(fresh: Iterable[Line], workshop: Workshop) -> list[Noted]:
    """Cards that bear a photograph which stayed on the laptop."""
    bearing = {
        str(line.id): str(line.payload["photo"])
        for line in fresh
        if line.kind == Act.CONTRIBUTED and line.payload and line.payload.get("photo")
    }
    here = Photo.objects.filter(workshop=workshop).values_list("pk", flat=True) if bearing else ()
    known = {str(pk) for pk in here}
    return [
        rules.noted(Remark.PICTURE_LEFT, card=card)
        for card, photo in bearing.items()
        if photo not in known
    ]


def receipts_twice(fresh: Sequence[Line], workshop: Workshop) -> list[Noted]:
    """Receipts of new cards that another card of the Atelier bears too."""
    cards = Contribution.objects.filter(activity__workshop__atelier=workshop.atelier)
    new = cards.filter(pk__in=[line.id for line in fresh]).values("receipt")
    twice = cards.filter(receipt__in=new).values("receipt").order_by()
    found = twice.annotate(cards=Count("pk")).filter(cards__gt=1)
    return [rules.noted(Remark.SAME_RECEIPT, receipt=one["receipt"]) for one in found]
