"""Which part of a tender answers which item of the specification.

A part is a heading of the tender; what the buyer does not decide goes by the usual plan.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from atelier_local.refusal import Reasons, reasons

from ..enums import CompetitionState, TenderPart

_USUAL = {
    1: TenderPart.UNDERSTANDING,
    2: TenderPart.UNDERSTANDING,
    3: TenderPart.UNDERSTANDING,
    4: TenderPart.METHOD,
    5: TenderPart.METHOD,
    6: TenderPart.UNDERSTANDING,
    7: TenderPart.METHOD,
    8: TenderPart.TEAM,
    9: TenderPart.CALENDAR,
}
"""§ 1 to 7 are the headings of the note, 8 the specialities, 9 what the agreement sets."""
_DELIVERED = "9.4"
"""The item that lists what is delivered: samples of it are joined."""


def usual(number: str) -> TenderPart:
    """The part that answers an item, unless the buyer says another."""
    if number == _DELIVERED:
        return TenderPart.SAMPLES
    return _USUAL[int(number.partition(".")[0])]


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the specification and the part that answers it, None for no part at all.

    `key` is that of its row, None as long as the note is no specification.
    """

    number: str
    title: str
    text: str
    part: TenderPart | None
    key: int | None = None
    need: str = ""

    @property
    def section(self) -> int:
        return int(self.number.partition(".")[0])


def answered_by(items: Iterable[Item], *parts: TenderPart) -> list[Item]:
    return [item for item in items if item.part in parts]


def cited(items: Sequence[Item], *parts: TenderPart) -> str:
    """« § 1, 2 et 4.2 · porteurs, localisation, objectifs »: a whole section by its number alone.

    Empty for parts that answer no item.
    """
    numbers: list[str] = []
    titles: list[str] = []
    for section, grouped in groupby(items, lambda item: item.section):
        whole = list(grouped)
        mine = answered_by(whole, *parts)
        if mine:
            titles.append(mine[0].title.lower())
            all_of_it = len(mine) == len(whole)
            numbers += [str(section)] if all_of_it else [item.number for item in mine]
    if not numbers:
        return ""
    *most, last = numbers
    told = f"{', '.join(most)} et {last}" if most else last
    return f"§ {told} · {', '.join(dict.fromkeys(titles))}"


def unanswered(items: Iterable[Item]) -> Reasons:
    """Items that no part of the tender answers, which the letter may not leave so."""
    lost = [item.number for item in items if item.part is None]
    return reasons(
        (bool(lost), f"dites quelle partie de l’offre répond au § {', au § '.join(lost)}"),
    )


def against_expecting(state: CompetitionState, *, known: bool) -> Reasons:
    return reasons(
        (
            state is not CompetitionState.DRAFT,
            "la consultation est publiée : le plan des offres est figé avec sa lettre",
        ),
        (not known, "un article n’est pas de ce cahier des charges"),
    )
