"""From what people type on the pages of a tender to what the tender says.

A draft is the words typed, field by field, kept as they were typed: two screens merge field by
field, and a figure that is not one is shown again as it was. `static/competition/typed.js` does the
same in the browser; `tests/browser/test_vault.py` compares the two.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..enums import Phase, TenderPart

type Fields = Mapping[str, str]

PEOPLE, SUBS = 40, 12
"""Rows that a page may hold: Django takes 500 fields at once."""
SAMPLES = 2
"""Extracts of deliverables asked for, at least."""

_PHASES = "|".join(Phase)
_NAMES = re.compile(
    rf"text_({'|'.join(TenderPart)})|months"
    rf"|person_([1-9]\d?)_(name|firm|speciality|{_PHASES})"
    r"|sub_([1-9]\d?)_(name|siren|services)"
    rf"|price_([ms]:[1-9]\d{{0,8}})_({_PHASES})|expense_({_PHASES})"
    r"|why_[a-z0-9-]{1,60}"
)
_UNREADABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SPACES = re.compile(r"[\s€]", re.ASCII)
_WIDE = str.maketrans("", "", "\u00a0\u202f\u2009")
_MONEY = re.compile(r"(\d{1,7})(?:[.,](\d{1,2}))?", re.ASCII)
_HALVES = re.compile(r"(\d{1,3})(?:[.,]([05])0?)?", re.ASCII)
_TENTHS = re.compile(r"(\d{1,2})(?:[.,](\d)0?)?", re.ASCII)


def known(given: Iterable[tuple[str, object]]) -> dict[str, str]:
    """The fields of a tender among those of a form; line ends are one sign."""
    return {
        name: str(text).replace("\r\n", "\n").replace("\r", "\n")
        for name, text in given
        if _NAMES.fullmatch(name)
    }


def merged(before: Fields, given: Fields) -> dict[str, str]:
    """What was typed on one page, put among the rest; an emptied field is forgotten."""
    return {name: text for name, text in {**before, **given}.items() if text.strip()}


def _bare(text: str) -> str:
    return _SPACES.sub("", text.translate(_WIDE))


def cents(text: str) -> int | None:
    """`12 400,50 €` is 1240050; None when it is no amount."""
    found = _MONEY.fullmatch(_bare(text))
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else None


def halves(text: str) -> int | None:
    """Days by halves: `2,5` is 5 half-days."""
    found = _HALVES.fullmatch(_bare(text))
    return int(found[1]) * 2 + (found[2] == "5") if found else None


def tenths(text: str) -> int | None:
    """Months by tenths: `12,5` is 125."""
    found = _TENTHS.fullmatch(_bare(text))
    return int(found[1]) * 10 + int(found[2] or 0) if found else None


@dataclass(frozen=True)
class Fault:
    """A field that could not be read, and what to write in it."""

    name: str
    said: str


class _Reader:
    """Reads figures field by field and remembers those that are none."""

    def __init__(self, fields: Fields) -> None:
        self.fields = fields
        self.faults: list[Fault] = []

    def text(self, name: str) -> str:
        return _UNREADABLE.sub("", self.fields.get(name, "")).strip()

    def asked(self, name: str, good: str, said: str) -> str:
        """A text of one form, or a fault."""
        typed = _bare(self.text(name))
        if not re.fullmatch(good, typed, re.ASCII):
            self.faults.append(Fault(name, said))
        return typed

    def figure(self, name: str, reading: Any, said: str) -> int:
        typed = self.text(name)
        value = reading(typed) if typed else 0
        if value is None:
            self.faults.append(Fault(name, said))
        return value or 0

    def by_phase(self, stem: str, reading: Any, said: str) -> dict[str, int]:
        """Zeroes are left out: an empty cell and a nought say the same."""
        read = {str(p): self.figure(f"{stem}_{p}", reading, said) for p in Phase}
        return {phase: value for phase, value in read.items() if value}


_DAYS_SAID = "des jours, par moitiés : 2 ou 2,5"
_EUROS_SAID = "un montant en euros : 5 650 ou 5 650,50"
_FIRM_SAID = "dire pour qui cette personne travaille"
_SIREN_SAID = "les neuf chiffres du SIREN, ou rien"
_MONTHS_SAID = "un nombre de mois : 12 ou 12,5"


def core(
    fields: Fields, files: Sequence[Mapping[str, Any]], competition: str
) -> tuple[dict[str, Any], list[Fault]]:
    """What the tender says, and the fields that could not be read.

    `body.parse` reads it, once the salt of a deposit is added.
    """
    read = _Reader(fields)
    prices = _prices(read)
    said = {
        "v": 1,
        "competition": competition,
        "parts": {str(p): text for p in TenderPart if (text := read.text(f"text_{p}"))},
        "months_tenths": read.figure("months", tenths, _MONTHS_SAID),
        "people": _people(read),
        "subs": _subs(read, prices),
        "prices": prices,
        "expenses": read.by_phase("expense", cents, _EUROS_SAID),
        "files": [dict(file) for file in files],
        "missing": {
            name.removeprefix("why_"): read.text(name)
            for name in sorted(fields)
            if name.startswith("why_") and read.text(name)
        },
    }
    return said, read.faults


def _people(read: _Reader) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "firm": read.asked(f"person_{row}_firm", r"[ms]:[1-9]\d*", _FIRM_SAID),
            "speciality": read.text(f"person_{row}_speciality"),
            "half_days": read.by_phase(f"person_{row}", halves, _DAYS_SAID),
        }
        for row in range(1, PEOPLE + 1)
        if (name := read.text(f"person_{row}_name"))
    ]


def _subs(read: _Reader, prices: Mapping[str, Mapping[str, int]]) -> list[dict[str, Any]]:
    """Rows are not closed up: `s:2` stays the second, whom people and prices name."""
    last = max((r for r in range(1, SUBS + 1) if read.text(f"sub_{r}_name")), default=0)
    return [
        {
            "name": read.text(f"sub_{row}_name"),
            "siren": read.asked(f"sub_{row}_siren", r"(\d{9})?", _SIREN_SAID),
            "services": read.text(f"sub_{row}_services"),
            "amount_cents": sum(prices.get(f"s:{row}", {}).values()),
        }
        for row in range(1, last + 1)
    ]


def _prices(read: _Reader) -> dict[str, dict[str, int]]:
    named = (re.fullmatch(r"price_([ms]:\d+)_.+", name) for name in read.fields)
    firms = sorted({found[1] for found in named if found})
    prices = {firm: read.by_phase(f"price_{firm}", cents, _EUROS_SAID) for firm in firms}
    return {firm: by_phase for firm, by_phase in prices.items() if by_phase}


def typed_euros(cents: int) -> str:
    """An amount as somebody would type it: `5650` or `5650,50`."""
    return f"{cents // 100}" + (f",{cents % 100:02}" if cents % 100 else "")


def prefilled(fields: Fields, rates: Mapping[str, int]) -> dict[str, str]:
    """Prices from the days of each firm and the daily rates of the agreement (firm → cents a day).

    Only where nothing is typed: a price that somebody wrote is theirs. Half a cent rounds up.
    """
    said, _ = core(fields, (), "")
    filled = dict(fields)
    for firm, rate in rates.items():
        for phase in Phase:
            half_days = sum(
                one["half_days"].get(phase, 0) for one in said["people"] if one["firm"] == firm
            )
            name = f"price_{firm}_{phase}"
            if half_days and not fields.get(name, "").strip():
                filled[name] = typed_euros((half_days * rate + 1) // 2)
    return filled


# Sums and what is missing ---------------------------------------------------------------


@dataclass(frozen=True)
class Sums:
    """Cents and half-days, in whole numbers."""

    total: int
    by_phase: dict[str, int]
    by_firm: dict[str, int]
    days: list[int]
    days_by_phase: dict[str, int]
    days_by_need: dict[str, int]


def sums(said: Mapping[str, Any]) -> Sums:
    """Every total that the pages show."""
    rows = [*said["prices"].values(), said["expenses"]]
    people = [person["half_days"] for person in said["people"]]
    needs: dict[str, int] = {}
    for person in said["people"]:
        need = person["speciality"]
        needs[need] = needs.get(need, 0) + sum(person["half_days"].values())
    return Sums(
        total=sum(sum(row.values()) for row in rows),
        by_phase={str(p): sum(row.get(p, 0) for row in rows) for p in Phase},
        by_firm={firm: sum(row.values()) for firm, row in said["prices"].items()},
        days=[sum(half_days.values()) for half_days in people],
        days_by_phase={str(p): sum(row.get(p, 0) for row in people) for p in Phase},
        days_by_need={need: halves for need, halves in needs.items() if need},
    )


@dataclass(frozen=True)
class Asked:
    """What the consultation expects of a tender."""

    texts: tuple[str, ...]
    needs: tuple[str, ...]
    months: tuple[int, int]
    """At least, at most, in tenths."""


def points(said: Mapping[str, Any], asked: Asked) -> dict[str, bool]:
    """Each thing that a whole tender has, and whether it is there. None of them is a condition."""
    found = sums(said)
    least, most = asked.months
    working = {person["firm"] for person in said["people"] if person["half_days"]}
    samples = [file for file in said["files"] if file["part"] == TenderPart.SAMPLES]
    return (
        {f"text_{part}": part in said["parts"] or part in said["missing"] for part in asked.texts}
        | {"team": any(found.days)}
        | {
            f"need_{need}": bool(found.days_by_need.get(need)) or need in said["missing"]
            for need in asked.needs
        }
        | {
            "calendar": least <= said["months_tenths"] <= most,
            "price": found.total > 0,
            "balance": bool(working) and working == set(said["prices"]),
            "samples": len(samples) >= SAMPLES,
        }
    )
