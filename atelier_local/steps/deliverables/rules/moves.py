"""What a document says otherwise than it did, part by part."""

from collections.abc import Sequence
from dataclasses import dataclass

from atelier_local.steps.application.differences import Change, Piece, between

type Parts = Sequence[Sequence[str]]
"""What a document says: a title and a text for each part, in its order."""

AROUND = 120
"""Signs kept on each side of what changed."""
CUT = " […] "


@dataclass(frozen=True, slots=True)
class Moved:
    """A part that says something else, is new, or is gone."""

    title: str
    old: str
    new: str

    @property
    def pieces(self) -> list[Piece]:
        """The difference, and of what stays enough to know where one is."""
        whole = between(self.old, self.new)
        last = len(whole) - 1
        return [_shortened(piece, rank == 0, rank == last) for rank, piece in enumerate(whole)]


def moved(before: Parts, now: Parts) -> list[Moved]:
    """The parts that differ, in the order of today; those that are gone come last."""
    old, new = ({part[0]: part[1] for part in parts} for parts in (before, now))
    titles = dict.fromkeys([*new, *old])
    return [
        Moved(title, old.get(title, ""), new.get(title, ""))
        for title in titles
        if old.get(title, "") != new.get(title, "")
    ]


def _shortened(piece: Piece, first: bool, last: bool) -> Piece:
    text = piece.text
    if piece.change is not Change.KEPT or len(text) <= 2 * AROUND + len(CUT):
        return piece
    start = "" if first else text[:AROUND]
    end = "" if last else text[-AROUND:]
    return Piece(Change.KEPT, f"{start}{CUT}{end}")
