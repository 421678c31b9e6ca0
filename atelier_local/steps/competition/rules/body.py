"""What a tender says: read from its core once it is opened, summed, compared with what was asked.

The core is UTF-8 JSON, version 1, unknown keys refused, every number a whole number:

    {"v": 1, "competition": "<stream of the competition>", "salt": "<32 hexadecimal digits>",
     "parts": {"<TenderPart>": "text", …},
     "people": [{"name": "…", "firm": "m:12", "speciality": "<slug or empty>",
                 "half_days": {"<Phase>": 8, …}}, …],
     "subs": [{"name": "…", "siren": "<9 digits or empty>", "services": "…",
               "amount_cents": 450000}, …],
     "prices": {"m:12": {"<Phase>": 565000, …}, "s:1": {…}},
     "expenses": {"<Phase>": 32000, …},
     "months_tenths": 125,
     "files": [{"part": "<TenderPart>", "name": "…", "size": 812345, "sha256": "<64 hex>",
                "media_type": "application/pdf", "key": "AGE-SECRET-KEY-1…",
                "pieces": ["<32 hex>", …]}, …],
     "missing": {"<TenderPart, speciality or §>": "why it is not answered"}}

A firm is `m:` and the key of its ConsortiumMember, or `s:` and the rank, from 1, of a declared
subcontractor. Money is in cents, work in half-days, length in tenths of a month; phases at zero are
left out. The salt is drawn for each deposit: without it, whoever guessed a short tender could
check the guess against its published commitment, which is the SHA-256 of the core.
Version 0 is what the first version of the house had sealed: a price and three texts.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from atelier_local.refusal import Reason, Reasons, reasons

from ..enums import Phase, TenderPart
from .reading_json import Malformed, Reader, loads

PEOPLE, SUBCONTRACTORS, FILES, PIECES = 100, 40, 60, 60
CENTS = 10**11
SAMPLES = 2

_FIRM = re.compile(r"m:[1-9][0-9]{0,8}|s:[1-9][0-9]?")
_SALT, _SHA256, _PIECE = (re.compile(rf"[0-9a-f]{{{size}}}") for size in (32, 64, 32))
_SIREN = re.compile(r"(?:[0-9]{9})?")
_SLUG = re.compile(r"[a-z0-9._ §-]{0,60}")
_MEDIA = re.compile(r"[a-z0-9]+/[a-z0-9.+-]{1,80}")
_KEY = re.compile(r"AGE-SECRET-KEY-1[0-9A-Z]{58}")


@dataclass(frozen=True, slots=True)
class Someone:
    """A person of the team: for which firm, as what, how many half-days in each phase."""

    name: str
    firm: str
    speciality: str = ""
    half_days: Mapping[Phase, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sub:
    """A declared subcontractor, and what it is to be paid."""

    name: str
    siren: str
    services: str
    amount_cents: int


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file of the tender: where its sealed pieces are, and the key that opens them."""

    part: TenderPart
    name: str
    size: int
    sha256: str
    media_type: str
    key: str
    pieces: tuple[str, ...]


@dataclass(frozen=True)
class Body:
    """A whole tender. Its total is the sum of its cells, never a figure typed beside them."""

    competition: str
    salt: str = ""
    parts: Mapping[TenderPart, str] = field(default_factory=dict)
    people: tuple[Someone, ...] = ()
    subs: tuple[Sub, ...] = ()
    prices: Mapping[str, Mapping[Phase, int]] = field(default_factory=dict)
    expenses: Mapping[Phase, int] = field(default_factory=dict)
    months_tenths: int = 0
    files: tuple[FileEntry, ...] = ()
    missing: Mapping[str, str] = field(default_factory=dict)

    @property
    def total_cents(self) -> int:
        return sum(self.by_phase().values())

    def by_phase(self) -> dict[Phase, int]:
        """Cents of each phase, all firms and expenses, in order."""
        return {
            phase: sum(row.get(phase, 0) for row in self.prices.values())
            + self.expenses.get(phase, 0)
            for phase in Phase
        }

    def by_firm(self) -> dict[str, int]:
        """Cents of each firm over all phases; expenses are apart."""
        return {firm: sum(row.values()) for firm, row in self.prices.items()}

    def paid_to_subs(self) -> list[tuple[int, Sub, int]]:
        """Each subcontractor by its rank, with the cents it is to be paid: its own cells, else what
        is said of it. A row left blank is nobody.
        """
        priced = self.by_firm()
        told = [
            (rank, sub, priced.get(f"s:{rank}") or sub.amount_cents)
            for rank, sub in enumerate(self.subs, 1)
        ]
        return [one for one in told if one[2] or one[1].name.strip()]

    def days(self, person: Someone) -> int:
        """Half-days of one person."""
        return sum(person.half_days.values())

    @property
    def firms(self) -> list[str]:
        """Every firm that has a price or a person, members before subcontractors."""
        named = {*self.prices, *(person.firm for person in self.people)}
        named |= {f"s:{rank}" for rank, _ in enumerate(self.subs, 1)}
        return sorted(named, key=lambda firm: (firm[0], int(firm[2:])))


def dump(body: Body) -> bytes:
    """The core, always written the same way: sorted keys, no spaces."""
    told: dict[str, Any] = {
        "v": 1,
        "competition": body.competition,
        "salt": body.salt,
        "parts": dict(body.parts),
        "people": [
            {
                "name": one.name,
                "firm": one.firm,
                "speciality": one.speciality,
                "half_days": _worth(one.half_days),
            }
            for one in body.people
        ],
        "subs": [
            {
                "name": sub.name,
                "siren": sub.siren,
                "services": sub.services,
                "amount_cents": sub.amount_cents,
            }
            for sub in body.subs
        ],
        "prices": {firm: _worth(row) for firm, row in body.prices.items()},
        "expenses": _worth(body.expenses),
        "months_tenths": body.months_tenths,
        "files": [
            {name: getattr(file, name) for name in FileEntry.__slots__} for file in body.files
        ],
        "missing": dict(body.missing),
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _worth(row: Mapping[Phase, int]) -> dict[str, int]:
    return {str(phase): worth for phase, worth in row.items() if worth}


def parse(core: bytes, competition: str) -> Body:
    """The body of a core; `Malformed` with every reason, in French, when it is not one."""
    reader = Reader(loads(core))
    if reader.whole("v", 1, 1) != 1:
        raise Malformed(reader.why)
    body = Body(
        competition=reader.text("competition", 60),
        salt=reader.matching("salt", _SALT),
        parts={part: words for part, words in _parts(reader) if words},
        people=tuple(_someone(one) for one in reader.each("people", PEOPLE)),
        subs=tuple(_sub(one) for one in reader.each("subs", SUBCONTRACTORS)),
        prices=_prices(reader),
        expenses=_by_phase(reader.within("expenses"), CENTS),
        months_tenths=reader.whole("months_tenths", 0, 1_200),
        files=tuple(_file(one) for one in reader.each("files", FILES)),
        missing={
            key: words for key, words in reader.within("missing").texts(_SLUG, 200, 4_000) if words
        },
    )
    reader.nothing_else()
    known = {f"s:{rank}" for rank, _ in enumerate(body.subs, 1)}
    unknown = [firm for firm in body.firms if firm[0] == "s" and firm not in known]
    reader.why += [f"le sous-traitant « {firm} » n’est pas déclaré" for firm in unknown]
    if body.competition != competition:
        reader.why.append("ce pli a été préparé pour une autre consultation")
    if reader.why:
        raise Malformed(reader.why)
    return body


def _parts(reader: Reader) -> list[tuple[TenderPart, str]]:
    inside = reader.within("parts")
    found = [(part, inside.text(str(part), part.limit, absent="")) for part in TenderPart]
    inside.nothing_else()
    return found


def _by_phase(reader: Reader, most: int) -> dict[Phase, int]:
    found = {phase: reader.whole(str(phase), 0, most, absent=0) for phase in Phase}
    reader.nothing_else()
    return {phase: worth for phase, worth in found.items() if worth}


def _prices(reader: Reader) -> dict[str, dict[Phase, int]]:
    inside = reader.within("prices")
    firms = inside.names(_FIRM, PEOPLE)
    return {firm: _by_phase(inside.within(firm), CENTS) for firm in firms}


def _someone(reader: Reader) -> Someone:
    someone = Someone(
        name=reader.text("name", 200),
        firm=reader.matching("firm", _FIRM),
        speciality=reader.matching("speciality", _SLUG),
        half_days=_by_phase(reader.within("half_days"), 2_000),
    )
    reader.nothing_else()
    return someone


def _sub(reader: Reader) -> Sub:
    sub = Sub(
        name=reader.text("name", 200),
        siren=reader.matching("siren", _SIREN),
        services=reader.text("services", 2_000),
        amount_cents=reader.whole("amount_cents", 0, CENTS),
    )
    reader.nothing_else()
    return sub


def _file(reader: Reader) -> FileEntry:
    file = FileEntry(
        part=TenderPart(reader.among("part", [str(part) for part in TenderPart])),
        name=reader.text("name", 300),
        size=reader.whole("size", 0, 10**10),
        sha256=reader.matching("sha256", _SHA256),
        media_type=reader.matching("media_type", _MEDIA),
        key=reader.matching("key", _KEY),
        pieces=tuple(reader.list_matching("pieces", _PIECE, PIECES)),
    )
    reader.nothing_else()
    return file


# --- Compared with what was asked -----------------------------------------------------------------


def incomplete(
    body: Body,
    expected: Mapping[TenderPart, Sequence[str]],
    needs: Mapping[str, str],
    *,
    months: tuple[int, int] | None = None,
) -> Reasons:
    """What a reader of the specification would miss; it never stops a deposit.

    `expected`: the § that each part answers. `needs`: the specialities asked for, slug to label.
    `months`: the bounds of the agreement. What the consortium explains in `missing` is not missed.
    """
    covered = {person.speciality for person in body.people if body.days(person)}
    return (
        *_empty_parts(body, expected),
        *(
            Reason(f"personne ne couvre « {label} »")
            for slug, label in needs.items()
            if slug not in covered and not body.missing.get(slug)
        ),
        *reasons(
            (not body.total_cents, "le prix est à zéro"),
            (not any(map(body.days, body.people)), "aucune journée n’est prévue"),
            (not body.months_tenths, "la durée n’est pas dite"),
            (
                months is not None
                and bool(body.months_tenths)
                and not months[0] * 10 <= body.months_tenths <= months[1] * 10,
                "la durée sort de celle de l’accord-cadre"
                + (f", de {months[0]} à {months[1]} mois" if months else ""),
            ),
            (
                sum(file.part is TenderPart.SAMPLES for file in body.files) < SAMPLES
                and not body.missing.get(str(TenderPart.SAMPLES)),
                "il faut deux extraits de livrables",
            ),
        ),
    )


def _empty_parts(body: Body, expected: Mapping[TenderPart, Sequence[str]]) -> Reasons:
    return tuple(
        Reason(f"« {part.label} » est vide" + (f" (§ {', '.join(items)})" if items else ""))
        for part in TenderPart
        for items in [expected.get(part, ())]
        if part.kind == "text"
        and not body.parts.get(part, "").strip()
        and not body.missing.get(str(part))
        and not (items and all(body.missing.get(item) for item in items))
    )


def unbalanced(body: Body, names: Mapping[str, str] | None = None) -> Reasons:
    """Where days, prices and declared amounts disagree. `names`: what to call a firm."""
    called = {f"s:{rank}": sub.name for rank, sub in enumerate(body.subs, 1)} | dict(names or {})
    priced = body.by_firm()
    working = {person.firm for person in body.people if body.days(person)}
    return (
        *(
            Reason(f"{sub.name} : le montant sous-traité n’est pas la somme de ses phases")
            for rank, sub in enumerate(body.subs, 1)
            if sub.amount_cents != priced.get(f"s:{rank}", 0)
        ),
        *(
            Reason(f"{called.get(firm, firm)} a des journées et pas de prix")
            for firm in body.firms
            if firm in working and not priced.get(firm)
        ),
        *(
            Reason(f"{called.get(firm, firm)} a un prix et pas de journées")
            for firm in body.firms
            if priced.get(firm) and firm not in working
        ),
    )
