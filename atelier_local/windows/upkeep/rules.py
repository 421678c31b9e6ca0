"""When a kit may be made, what it may bring, what is to be looked at afterwards."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from atelier_local.refusal import Reasons, reasons

from .enums import Remark

SHORTEST = 12
"""Signs of a passphrase."""
DRIFT = timedelta(minutes=5)
"""How far ahead of ours the clock of a laptop may be without a word."""

type Noted = Mapping[str, str]
"""A remark as it is kept: its `what`, and ids of what it is about. Never anyone's words."""


def against_making(secret: str, *, against_opening: Reasons, open: bool, full: bool) -> Reasons:
    """Reasons not to make a kit of a workshop; one that is open may be taken away all the same."""
    held = () if open else against_opening
    return (
        *held,
        *against_passphrase(secret),
        *reasons((full, "cet Atelier a déjà fait tous les kits possibles")),
    )


def against_passphrase(secret: str) -> Reasons:
    return reasons(
        (len(secret) < SHORTEST, f"la phrase secrète compte au moins {SHORTEST} signes"),
    )


def against_bringing(*, mine: bool, revoked: bool) -> Reasons:
    """Reasons not to take a bundle. `mine`: its kit was made for this very Atelier."""
    return reasons(
        (
            not mine,
            "ce paquet vient d’un kit que cet Atelier n’a pas fait : est-ce celui d’un autre "
            "Atelier, ou d’une autre installation ?",
        ),
        (revoked, "ce kit a été révoqué : ce qui en vient n’est plus accepté"),
    )


class Told(Protocol):
    """A line, as these rules read it."""

    @property
    def id(self) -> UUID: ...
    @property
    def kind(self) -> str: ...
    @property
    def by(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def payload(self) -> Any: ...


def noted(what: Remark, **about: object) -> Noted:
    return {"what": str(what), **{name: str(value) for name, value in about.items()}}


def of_the_device(devices: Iterable[str], device: str, *, rewound: bool) -> list[Noted]:
    """What is to be said of the machine a bundle comes from."""
    cloned = set(devices) - {device}
    return [
        *([noted(Remark.CLONED)] if cloned else []),
        *([noted(Remark.REWOUND)] if rewound else []),
    ]


def of_lines(fresh: Sequence[Told], *, people: Iterable[str], now: datetime) -> list[Noted]:
    """What is to be said of lines that have just come, one by one."""
    known = set(people)
    return [
        *(noted(Remark.AHEAD, line=t.id) for t in fresh if t.at > now + DRIFT),
        *(
            noted(Remark.STRANGER, line=t.id)
            for t in fresh
            if t.by and not t.by.startswith("participant:") and t.by not in known
        ),
    ]


def counted_twice(before: Mapping[str, int], came: Sequence[tuple[str, int]]) -> list[Noted]:
    """Options whose hands were counted here and there, and not alike: by option, the count before
    and each count that came."""
    return [
        noted(Remark.COUNTED_TWICE, option=option, here=before[option], there=count)
        for option, count in dict(came).items()
        if option in before and before[option] != count
    ]


def hidden_and_shown(before: Mapping[str, bool], came: Sequence[tuple[str, bool]]) -> list[Noted]:
    """Cards of which one side says hidden and the other shown: by card, whether it is hidden."""
    return [
        noted(Remark.HIDDEN_AND_SHOWN, card=card)
        for card, hidden in dict(came).items()
        if card in before and before[card] is not hidden
    ]


def undone_and_completed(
    elsewhere: Iterable[tuple[str, bool]], came: Iterable[tuple[str, bool]]
) -> list[Noted]:
    """Groups that one machine undid while another, which had not heard of it, put a card in: by
    group, whether it is undone. It stays undone, its cards are all there."""
    before = set(elsewhere)
    groups = {group for group, undone in came if (group, not undone) in before}
    return [noted(Remark.UNDONE_AND_COMPLETED, group=group) for group in sorted(groups)]


class OnPaper(Protocol):
    """A place of a sheet, as these rules read it."""

    @property
    def pk(self) -> Any: ...
    @property
    def typed_at(self) -> datetime | None: ...
    @property
    def set_aside_at(self) -> datetime | None: ...


def takes_the_place(theirs: OnPaper, ours: OnPaper, *, late: bool) -> bool:
    """Whether a cell that comes is kept instead of the one that is here for the same place.

    What is typed stands, the first typed if both are: a card rests on it. Of one cell, the newer
    word of its machine; of two that nobody typed, the one that still asks to be.
    """
    if theirs.typed_at or ours.typed_at:
        if theirs.typed_at and ours.typed_at:
            return (theirs.typed_at, theirs.pk) < (ours.typed_at, ours.pk)
        return theirs.typed_at is not None
    if theirs.pk == ours.pk:
        return not late and theirs.set_aside_at != ours.set_aside_at
    return (theirs.set_aside_at is not None, theirs.pk) < (ours.set_aside_at is not None, ours.pk)


def in_french(remarks: Iterable[Noted]) -> list[tuple[Remark, int]]:
    """Each kind of remark, and how many times, in the order of the kinds."""
    told = [one["what"] for one in remarks]
    return [(remark, told.count(remark)) for remark in Remark if remark in told]


class Merged(Protocol):
    """What came home, as `told` words it."""

    fresh: int
    cards: int
    supplement: int | None


def told(merged: Merged, *, known: bool) -> str:
    """What bringing a bundle home did, in one or two sentences."""
    if known:
        return "Ce paquet était déjà rapporté : rien n’a changé."
    if not merged.fresh:
        return "Tout ce que dit ce paquet était déjà là."
    lines = _counted(merged.fresh, "ligne nouvelle", "lignes nouvelles")
    late = f" Supplément {merged.supplement} au registre." if merged.supplement else ""
    return f"C’est rapporté : {lines}, dont {_counted(merged.cards, 'carte', 'cartes')}.{late}"


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {many if count > 1 else one}"
