"""What the pages of a tender show: what is asked, in the order of the specification, and, where the
server holds the key for the time of a request, what the consortium has written so far.
"""

import json
import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from atelier_local.ground.files.rules import octets
from atelier_local.ground.ui.addresses import address
from atelier_local.ground.ui.typography import number
from atelier_local.programme.agreement.models import Speciality
from atelier_local.refusal import Reason

from ..enums import Phase, TenderPart
from ..rules import typed
from .asked import Brief, Written

TEXTS = tuple(part for part in TenderPart if part.kind == "text")
NOT_YET = "–"
EXPENSES = "Déplacements, impressions"
_COLUMNS = {"firm": "pour qui", "siren": "SIREN"} | {str(p): str(p.label) for p in Phase}
"""What the columns that may be misread are called."""
EMPTY_ROW = "§"
"""Stands for the number of a row that the browser adds."""


@dataclass(frozen=True)
class Section:
    """One part of the tender in the list of parts."""

    part: TenderPart
    number: int
    answers: str
    volume: str = NOT_YET
    state: str = ""
    said: str = "au brouillon"


@dataclass(frozen=True)
class Cell:
    """One figure of a table: its field, its column, what is typed in it."""

    name: str
    phase: Phase
    value: str

    @property
    def shade(self) -> str:
        """The darker, the more days."""
        return f"v-{min(8, -(-(typed.halves(self.value) or 0) // 2))}"


@dataclass(frozen=True)
class Row:
    """One line of a table of phases."""

    row: str
    key: str
    label: str
    cells: Sequence[Cell]
    total: str = "0"


@dataclass(frozen=True)
class Person:
    """Someone of the team, with the names of the fields that hold them."""

    line: Row
    name: str
    firm: str
    speciality: str
    firm_label: str = ""
    speciality_label: str = ""


@dataclass(frozen=True)
class Need:
    """A speciality that the specification asks for, and who covers it."""

    slug: str
    label: str
    said: str
    width: int
    covered: bool
    why: str


@dataclass(frozen=True)
class Point:
    """One thing that a whole tender has."""

    name: str
    label: str
    hint: str
    route: str
    part: str = ""
    done: bool = False


def money(cents: int) -> str:
    return number(cents // 100) + (f",{cents % 100:02}" if cents % 100 else "")


def in_days(halves: int) -> str:
    return number(halves // 2) + (",5" if halves % 2 else "")


class Desk:
    """The workspace of one side; `draft` when the server may read it. Asks the database nothing."""

    def __init__(self, brief: Brief, draft: Written | None) -> None:
        self.draft, self.brief = draft, brief
        self.members, self.needs = brief.members, brief.needs
        self.specialities, self.months = brief.specialities, brief.months
        self.fields: Mapping[str, str] = draft.fields if draft else {}
        self.files = draft.files if draft else []
        self.said, self.faults = typed.core(self.fields, self.files, brief.competition)
        self.sums = typed.sums(self.said)
        self.done = typed.points(self.said, self.asked)

    @property
    def asked(self) -> typed.Asked:
        least, most = self.months
        needs = tuple(need.slug for need in self.needs)
        return typed.Asked(tuple(map(str, TEXTS)), needs, (least * 10, most * 10))

    @property
    def for_script(self) -> str:
        """The same, with the names that the browser writes."""
        told = vars(self.asked) | {
            "firms": self.members,
            "rates": self.brief.rates,
            "specialities": {one.slug: one.label for one in self.specialities},
            "columns": _COLUMNS,
        }
        return json.dumps(told, ensure_ascii=False)

    # What could not be read -------------------------------------------------------------

    def refusals(self, slug: str, given: Container[str] | None = None) -> list[Reason]:
        """Of the fields `given`, or of all, those that are not understood: each named, with a link
        to where it is typed.
        """
        faults = [one for one in self.faults if given is None or one.name in given]
        return [self._refusal(slug, one) for one in faults]

    def _refusal(self, slug: str, fault: typed.Fault) -> Reason:
        route, where = self._place(fault.name)
        value = self.fields.get(fault.name, "").strip()
        said = f"« {value} » n’est pas lisible, il faut" if value else "il faut"
        return Reason(f"{where} : {said} {fault.said}", f"{address(route, slug)}#{fault.name}")

    def _place(self, name: str) -> tuple[str, str]:
        """The page of a field, and what it is called there; tender.js says the same."""
        kind, _, rest = name.partition("_")
        row, _, column = rest.partition("_")
        column = _COLUMNS.get(column, column)
        match kind:
            case "person":
                return "competition:tender_team", f"Équipe, ligne {row}, {column}"
            case "sub":
                return "competition:tender_team", f"Sous-traitant {row}, {column}"
            case "price":
                firm = dict(self.firms).get(row) or f"Sous-traitant {row[2:]}"
                return "competition:tender_price", f"{firm}, {column}"
            case "expense":
                return "competition:tender_price", f"{EXPENSES}, {_COLUMNS.get(rest, rest)}"
            case _:
                return "competition:tender_calendar", "Durée"

    # What is there ----------------------------------------------------------------------

    @property
    def sections(self) -> list[Section]:
        return [
            Section(part, number, self.brief.answers(part), *(self._stands(part)))
            for number, part in enumerate(TenderPart, 1)
        ]

    def _stands(self, part: TenderPart) -> tuple[str, str, str]:
        """(volume, state, words); as tender.js says them."""
        if self.draft is None:
            return NOT_YET, "", "au brouillon"
        if part.kind == "text":
            signs = len(self.said["parts"].get(part, ""))
            done = self.done[f"text_{part}"]
            words = "écrite" if signs else "expliquée" if done else "à écrire"
            return f"{number(signs)} signes" if signs else NOT_YET, "fait" if done else "", words
        return getattr(self, f"_{part.kind}_stands")()

    def _team_stands(self) -> tuple[str, str, str]:
        gaps = sum(not self.done[f"need_{need.slug}"] for need in self.needs)
        volume = _count(len(self.said["people"]), "personne")
        if not self.done["team"]:
            return volume, "", "à composer"
        said = f"{_count(gaps, 'besoin')} sans personne" if gaps else "besoins couverts"
        return volume, "bloque" if gaps else "fait", said

    def _calendar_stands(self) -> tuple[str, str, str]:
        months = self.said["months_tenths"]
        volume = f"{number(months // 10)}{f',{months % 10}' if months % 10 else ''} mois"
        if self.done["calendar"]:
            return volume, "fait", "dans les bornes"
        return (volume, "bloque", "hors des bornes") if months else (NOT_YET, "", "à dire")

    def _price_stands(self) -> tuple[str, str, str]:
        if not self.done["price"]:
            return NOT_YET, "", "à chiffrer"
        volume = f"{money(self.sums.total)} €"
        if self.done["balance"]:
            return volume, "fait", "somme faite"
        return volume, "cours", "jours et prix diffèrent"

    def _files_stands(self) -> tuple[str, str, str]:
        count = sum(file["part"] == TenderPart.SAMPLES for file in self.files)
        done = self.done["samples"]
        volume = _count(count, "fichier")
        return (
            volume,
            "fait" if done else "cours" if count else "",
            ("joints" if done else "deux au moins"),
        )

    @property
    def points(self) -> list[Point]:
        """In the order of the pages."""
        least, most = self.months
        team = "competition:tender_team"
        told = [
            Point(f"text_{p}", f"« {p.label} »", self.brief.answers(p), "", str(p)) for p in TEXTS
        ]
        told += [
            Point("team", "Une équipe, avec ses jours", "une personne au moins", team),
            *(
                Point(f"need_{n.slug}", n.label, self.brief.where_asked(n.slug), team)
                for n in self.needs
            ),
            Point(
                "calendar",
                "Une durée dans les bornes",
                f"de {least} à {most} mois",
                "competition:tender_calendar",
            ),
            Point("price", "Un prix", "par phase et par membre", "competition:tender_price"),
            Point(
                "balance",
                "Un prix pour chaque membre qui a des jours",
                "et l’inverse",
                "competition:tender_price",
            ),
            Point(
                "samples",
                "Deux extraits de livrables",
                "demandés au § 9",
                "competition:tender_files",
            ),
        ]
        return [Point(p.name, p.label, p.hint, p.route, p.part, self.done[p.name]) for p in told]

    @property
    def counted(self) -> tuple[int, int]:
        return sum(self.done.values()), len(self.done)

    @cached_property
    def covered(self) -> list[Need]:
        most = max([1, *self.sums.days_by_need.values()])
        return [self._need(one, most) for one in self.needs]

    def _need(self, need: Speciality, most: int) -> Need:
        halves = self.sums.days_by_need.get(need.slug, 0)
        names = ", ".join(
            one["name"]
            for one in self.said["people"]
            if one["speciality"] == need.slug and one["half_days"]
        )
        why = self.fields.get(f"why_{need.slug}", "")
        said = f"{in_days(halves)} j · {names}" if halves else "expliqué" if why else "personne"
        return Need(need.slug, need.label, said, round(100 * halves / most), bool(halves), why)

    # Tables -----------------------------------------------------------------------------

    def _line(self, stem: str, row: str, key: str, label: str, total: str = "0") -> Row:
        cells = [Cell(f"{stem}_{p}", p, self.fields.get(f"{stem}_{p}", "")) for p in Phase]
        return Row(row, key, label, cells, total)

    def _rows(self, kind: str, least: int, most: int) -> list[str]:
        """Numbers of the rows to show when the server fills them: one empty after the last."""
        if self.draft is None:
            return []
        found = [re.match(rf"{kind}_(\d+)_", name) for name in self.fields]
        last = max([least, *(int(one[1]) for one in found if one)])
        return [str(row) for row in range(1, min(most, last + 1) + 1)]

    @cached_property
    def people(self) -> list[Person]:
        return [self._person(row) for row in self._rows("person", 2, typed.PEOPLE)]

    @property
    def new_person(self) -> Person:
        return self._person(EMPTY_ROW)

    def _person(self, row: str) -> Person:
        """Whom the fields of one row name."""
        stem = f"person_{row}"
        halves = sum(typed.halves(self.fields.get(f"{stem}_{p}", "")) or 0 for p in Phase)
        firm, speciality = (self.fields.get(f"{stem}_{n}", "") for n in ("firm", "speciality"))
        names = {one.slug: one.label for one in self.specialities}
        return Person(
            self._line(stem, row, row, "", in_days(halves)),
            self.fields.get(f"{stem}_name", ""),
            firm,
            speciality,
            dict(self.firms).get(firm, ""),
            names.get(speciality, ""),
        )

    @property
    def team(self) -> list[Person]:
        """Only the rows that name someone."""
        return [person for person in self.people if person.name.strip()]

    @cached_property
    def subs(self) -> list[Mapping[str, str]]:
        return [self._sub(row) for row in self._rows("sub", 0, typed.SUBS)]

    @property
    def new_sub(self) -> Mapping[str, str]:
        return self._sub(EMPTY_ROW)

    def _sub(self, row: str) -> Mapping[str, str]:
        names = ("name", "siren", "services")
        return {"row": row} | {n: self.fields.get(f"sub_{row}_{n}", "") for n in names}

    @cached_property
    def firms(self) -> list[tuple[str, str]]:
        """Members of this consortium, then the subcontractors it declares."""
        subs = [(f"s:{s['row']}", f"{s['name']}, sous-traitant") for s in self.subs if s["name"]]
        return [*self.members.items(), *subs]

    @property
    def prices(self) -> list[Row]:
        return [
            self._line(f"price_{firm}", firm, firm, label, money(self.sums.by_firm.get(firm, 0)))
            for firm, label in self.firms
        ]

    @property
    def new_price(self) -> Row:
        return self._line(f"price_s:{EMPTY_ROW}", EMPTY_ROW, f"s:{EMPTY_ROW}", "")

    @property
    def expenses(self) -> Row:
        total = money(sum(self.said["expenses"].values()))
        return self._line("expense", "", "expense", EXPENSES, total)

    @property
    def money_by_phase(self) -> list[tuple[str, str]]:
        return [(phase, money(cents)) for phase, cents in self.sums.by_phase.items()]

    @property
    def days_by_phase(self) -> list[tuple[str, str]]:
        return [(phase, in_days(halves)) for phase, halves in self.sums.days_by_phase.items()]

    @property
    def total(self) -> str:
        return money(self.sums.total)

    @property
    def days(self) -> str:
        return in_days(sum(self.sums.days))

    @property
    def whole_euros(self) -> int:
        """What is retyped before sealing: the price without its cents."""
        return self.sums.total // 100

    @property
    def volume(self) -> str:
        size = sum(file["size"] for file in self.files)
        return f"{len(self.files)}, soit {octets(size)}" if self.files else "aucun"

    @property
    def joined(self) -> list[dict[str, Any]]:
        """Files, with the name of the part that each belongs to."""
        return [file | {"part": str(TenderPart(file["part"]).label)} for file in self.files]


def _count(count: int, noun: str) -> str:
    return f"{number(count)} {noun}{'s' if count > 1 else ''}"
