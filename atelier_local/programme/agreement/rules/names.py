"""Whether two names are two spellings of one firm: « Vraiment vraiment », « Vraiment-Vraiment »."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations

from atelier_local.programme.territories.rules import words

SAME = 0.82
"""From this likeness on, someone is asked."""
_LEGAL = frozenset(
    words(
        "sa sas sasu sarl eurl scop scic sci snc selarl scp eirl ei gie association societe "
        "cabinet agence atelier ateliers bureau etudes et associes associe and co cie groupe "
        "the le la les de du des l d"
    )
)
"""Words that say what a firm is, not which one."""


@dataclass(frozen=True)
class Spelling:
    """A name written somewhere, for one organisation; `key` tells the organisation."""

    key: str
    name: str

    @cached_property
    def said(self) -> tuple[str, ...]:
        """The words that count: without legal forms, unless nothing else is left, nor plurals."""
        all_of_them = words(self.name.replace("@", "a"))
        counting = [word for word in all_of_them if word not in _LEGAL] or all_of_them
        return tuple(word.rstrip("sx") if len(word) > 3 else word for word in counting)

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(self.said)

    @cached_property
    def solid(self) -> str:
        """The same words, in order, as one."""
        return "".join(self.said)

    @cached_property
    def trigrams(self) -> frozenset[str]:
        padded = f"  {self.solid} "
        return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


def likeness(first: str, second: str) -> float:
    """From 0 (nothing in common) to 1 (the same but for case, accents, hyphens, legal form)."""
    return _likeness(Spelling("", first), Spelling("", second))


def _likeness(a: Spelling, b: Spelling) -> float:
    if not a.solid or not b.solid:
        return 0.0
    if a.solid == b.solid:
        return 1.0
    return max(_jaccard(a.words, b.words), _jaccard(a.trigrams, b.trigrams))


def _jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    shared = len(a & b)
    return shared / (len(a) + len(b) - shared)


def pairs(spellings: Iterable[Spelling]) -> Sequence[tuple[Spelling, Spelling, float]]:
    """Spellings of two organisations that look alike, each pair of organisations once."""
    return _pairs(tuple(spellings))


@lru_cache(8)  # thousands of comparisons, of names that hardly change
def _pairs(spellings: tuple[Spelling, ...]) -> Sequence[tuple[Spelling, Spelling, float]]:
    seen: set[tuple[str, str]] = set()
    found = []
    for one, other in combinations(spellings, 2):
        both = (one.key, other.key) if one.key < other.key else (other.key, one.key)
        if one.key == other.key or both in seen:
            continue
        if (like := _likeness(one, other)) >= SAME:
            seen.add(both)
            found.append((one, other, like))
    return found
