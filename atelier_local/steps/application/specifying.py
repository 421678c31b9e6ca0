"""How a note becomes a specification: plain values in, numbered items out, no word typed again."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass

from .enums import Heading

ANSWERED = frozenset(
    {
        Heading.LOCATION,
        Heading.PURPOSE,
        Heading.GOALS,
        Heading.TERRITORY_DYNAMICS,
        Heading.PLANNING_DYNAMICS,
    }
)
"""Headings that ask something of the deliverables; the two others say who asks, and brings what."""
SKILLS, FRAME = "Compétences attendues", "Ce que fixe l’accord-cadre"
DELIVERED = (
    "Cinq documents sont remis : note de cadrage, carnet de suivi, rapport final, feuille de "
    "route, livret de capitalisation d’une quarantaine de pages."
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the framework agreement fixes for every Atelier."""

    months: tuple[int, int]
    sessions: int
    days: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Item:
    """One numbered item. `speciality` is the key of the one it asks for."""

    number: str
    title: str
    text: str
    heading: str = ""
    speciality: str = ""
    expects_answer: bool = False


def paragraphs(text: str) -> list[str]:
    """A text cut at its empty lines; a line feed inside a paragraph stays."""
    parts = re.split(r"\n[^\S\n]*(?:\n[^\S\n]*)+", text.replace("\r\n", "\n"))
    return [part.strip() for part in parts if part.strip()]


def items(
    texts: Mapping[Heading, str], needs: Iterable[tuple[str, str]], bounds: Bounds
) -> list[Item]:
    """§ 1 to 7: the headings, a paragraph each; § 8: the specialities (key, label); § 9: the
    agreement. Numbers leave no gap inside a section.
    """
    listed: list[Item] = []
    for section, heading in enumerate(Heading, 1):
        listed += _section(
            section,
            (
                Item("", heading.label, text, heading.value, expects_answer=heading in ANSWERED)
                for text in paragraphs(texts.get(heading, ""))
            ),
        )
    listed += _section(8, (Item("", SKILLS, label, speciality=key) for key, label in needs))
    return listed + _section(9, (Item("", FRAME, text) for text in frame(bounds)))


def _section(section: int, unnumbered: Iterable[Item]) -> list[Item]:
    return [
        Item(**asdict(item) | {"number": f"{section}.{rank}"})
        for rank, item in enumerate(unnumbered, 1)
    ]


def frame(bounds: Bounds) -> Iterator[str]:
    """§ 9: what the agreement fixes, and nobody decides again."""
    low, high = bounds.months
    yield f"La démarche dure de {low} à {high} mois, de la notification à la restitution."
    yield f"Elle compte {bounds.sessions} phases sur site, de {_days(*bounds.days)} chacune."
    yield "Elle commence par une réunion de cadrage et finit par la restitution des documents."
    yield DELIVERED


def _days(low: int, high: int) -> str:
    if low == high:
        return f"{high} jour{'s' if high > 1 else ''}"
    return f"{low} à {high} jours"


def digest(listed: Iterable[Item]) -> str:
    """The SHA-256 of the items, written in one way only."""
    canonical = json.dumps([asdict(item) for item in listed], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()
