"""What changed between two versions of a text, word by word, for someone to read."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_AT_MOST = 2_000_000
"""Pairs of words compared in one passage; beyond, the passage is said to have changed whole."""


class Change(StrEnum):
    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, and what became of it."""

    change: Change
    text: str


def between(old: str, new: str) -> list[Piece]:
    """The pieces of both texts in reading order: those kept or removed make `old` again, those
    kept or added make `new`. Paragraphs are matched first, so that a moved comma is shown where
    it is even in a long text.
    """
    return _joined(_by_paragraph(_paragraphs(old), _paragraphs(new)))


def _paragraphs(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n+|[^\n]+", text)


def _by_paragraph(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        before, after = "".join(old[a:b]), "".join(new[c:d])
        if tag == "replace":
            yield from _by_word(_TOKEN.findall(before), _TOKEN.findall(after))
        else:
            yield Piece(Change.KEPT if tag == "equal" else _only(before), before or after)


def _only(before: str) -> Change:
    return Change.REMOVED if before else Change.ADDED


def _by_word(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    if len(old) * len(new) > _AT_MOST:
        yield Piece(Change.REMOVED, "".join(old))
        yield Piece(Change.ADDED, "".join(new))
        return
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece(Change.KEPT, "".join(old[a:b]))
        else:
            yield Piece(Change.REMOVED, "".join(old[a:b]))
            yield Piece(Change.ADDED, "".join(new[c:d]))


def _joined(pieces: Iterator[Piece]) -> list[Piece]:
    """Neighbours of a kind made one. A space kept between two changes belongs to both: a replaced
    sentence reads as one sentence out and one in, not as confetti.
    """
    joined: list[Piece] = []
    removed = added = ""
    held = ""
    for piece in [*pieces, Piece(Change.KEPT, "")]:
        if piece.change is Change.KEPT and piece.text and not piece.text.strip(" \t"):
            held += piece.text
        elif piece.change is Change.KEPT:
            joined += _run(removed, added)
            joined.append(Piece(Change.KEPT, held + piece.text))
            removed = added = held = ""
        elif piece.text:
            if removed or added:
                removed, added = removed + held, added + held
            elif held:
                joined.append(Piece(Change.KEPT, held))
            held = ""
            removed += piece.text if piece.change is Change.REMOVED else ""
            added += piece.text if piece.change is Change.ADDED else ""
    return [piece for piece in joined if piece.text]


def _run(removed: str, added: str) -> list[Piece]:
    return [Piece(Change.REMOVED, removed), Piece(Change.ADDED, added)]
