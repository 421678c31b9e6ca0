"""How long a document may be, and what each part takes of it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from atelier_local.refusal import Reasons, reasons

from ..enums import DeliverableKind

K = DeliverableKind
Marks = Sequence[tuple[str, int]]
"""Where the parts of a document begin: `(part, page)`, in order."""


@dataclass(frozen=True, slots=True)
class Length:
    """How many pages a reader is asked for; the parts that grow with the Atelier, which are looked
    up rather than read, stand apart (`but` names them).
    """

    low: int
    high: int
    apart: tuple[str, ...] = ()
    but: str = ""


PAGES: Mapping[DeliverableKind, Length] = {
    K.FRAMING_NOTE: Length(6, 10),
    K.LOGBOOK: Length(10, 30, ("register",), "sans les registres"),
    K.FINAL_REPORT: Length(12, 25, ("annexes", "sources"), "sans les annexes"),
    K.ROADMAP: Length(8, 20, ("sheets", "sources"), "sans les fiches action ni les sources"),
    K.BOOKLET: Length(36, 44),
}
"""How long a document may be. The booklet: forty pages, 10 % more or less (domain dossier, § 3.5);
the others: `typst/CONTRACT.md`, which says why.
"""


def bounded(kind: DeliverableKind, pages: int, marks: Marks) -> int:
    """The pages that `PAGES` bounds."""
    return sum(part not in PAGES[kind].apart for part in _owners(pages, marks))


def warnings_on_pages(kind: DeliverableKind, pages: int, marks: Marks = ()) -> Reasons:
    """A document too short or too long for its reader: said, never refused."""
    length, found = PAGES[kind], bounded(kind, pages, marks)
    told = f"{found} page{'s' if found > 1 else ''}{length.but and ' '}{length.but}"
    return reasons(
        (found < length.low, f"{told} : on en attend au moins {length.low}"),
        (found > length.high, f"{told} : on en attend au plus {length.high}"),
    )


BUDGET: Mapping[DeliverableKind, tuple[tuple[str, str, int], ...]] = {
    K.BOOKLET: (
        ("cover", "Couverture, sommaire", 2),
        ("prefaces", "Préfaces", 2),
        ("plates", "Le territoire en cartes", 4),
        ("question", "La question posée", 2),
        ("method", "La méthode et la frise", 2),
        ("sessions", "Trois ateliers racontés", 9),
        ("issues", "Les enjeux, et ce qui divise", 2),
        ("strategy", "Stratégie et plan-guide", 4),
        ("zooms", "Des lieux de plus près", 4),
        ("actions", "La feuille de route", 2),
        ("sheets", "Quatre fiches phares", 4),
        ("lessons", "Ce que nous avons appris", 2),
        ("sources", "Sources, crédits, licence", 1),
    )
}
"""How many pages each part is given (domain dossier, § 3.5): key, name, pages; forty in all."""


@dataclass(frozen=True, slots=True)
class Spent:
    """The pages that a part takes, beside those that it is given."""

    part: str
    label: str
    pages: int
    budget: int

    @property
    def over(self) -> int:
        return max(0, self.pages - self.budget)


def spent(kind: DeliverableKind, pages: int, marks: Marks) -> list[Spent]:
    """What each part of the document takes, of those that have a budget."""
    taken = Counter(_owners(pages, marks))
    return [Spent(key, label, taken[key], given) for key, label, given in BUDGET.get(kind, ())]


def _owners(pages: int, marks: Marks) -> Iterator[str]:
    """The part of each page: the last that begins on it or before it; "" before the first."""
    begun, here = {page: part for part, page in marks}, ""
    for page in range(1, pages + 1):
        here = begun.get(page, here)
        yield here
