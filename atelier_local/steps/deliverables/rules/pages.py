"""How long a document may be, and what each part takes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from atelier_local.refusal import Reasons, reasons

from ..enums import DeliverableKind

PAGES: Mapping[DeliverableKind, tuple[int, int]] = {DeliverableKind.BOOKLET: (36, 44)}
"""How long a document may be: forty pages, 10 % more or less (domain dossier, § 3.5)."""


def warnings_on_pages(kind: DeliverableKind, pages: int) -> Reasons:
    """A document too short or too long for its reader: said, never refused."""
    low, high = PAGES.get(kind, (0, pages))
    return reasons(
        (pages < low, f"{pages} pages : on en attend au moins {low}"),
        (pages > high, f"{pages} pages : on en attend au plus {high}"),
    )


BUDGET: Mapping[DeliverableKind, tuple[tuple[str, str, int], ...]] = {
    DeliverableKind.BOOKLET: (
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


def spent(kind: DeliverableKind, pages: int, parts: Sequence[tuple[str, int]]) -> list[Spent]:
    """What each part of the document takes, from where each begins: `(part, page)`, in order.

    A page belongs to the last part that begins on it or before it.
    """
    owners: dict[int, str] = {}
    for part, page in parts:
        owners[page] = part
    taken: dict[str, int] = dict.fromkeys((key for key, _, _ in BUDGET.get(kind, ())), 0)
    here = ""
    for page in range(1, pages + 1):
        here = owners.get(page, here)
        if here in taken:
            taken[here] += 1
    return [Spent(key, label, taken[key], given) for key, label, given in BUDGET.get(kind, ())]
