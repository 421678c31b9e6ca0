"""French typography, on plain text: no-break spaces and curly apostrophes, no word changed."""

import re
import unicodedata
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

NNBSP = "\u202f"
"""Narrow no-break space: before ; ! ? %, inside « », in thousands, before a unit."""
NBSP = "\u00a0"
"""No-break space: before a colon, after n°, around h in a time."""

_DIGITS = "0123456789"

_RULES: tuple[tuple[frozenset[str], re.Pattern[str], str], ...] = tuple(
    (frozenset(signs), re.compile(pattern), replacement)
    for signs, pattern, replacement in (
        ("'", r"(?<=\w)'(?=\w)", "’"),
        (";!?»", r"(?<![ \u00a0\u202f])[ \u00a0\u202f]++(?=[;!?»](?!\w))", NNBSP),
        (";!?", r"(?<=\w)(?=[;!?](?:\s|$))", NNBSP),
        ("»", r"(?<=[\w)»]) ?(?=»)", NNBSP),
        ("«", r"«[ \u00a0]*(?=\S)", "«" + NNBSP),
        (":", r"(?<![ \u202f])[ \u202f]++(?=:(?:\s|$))", NBSP),
        (":", r"(?<=[^\W\d_]|\))(?=:(?:\s|$))", NBSP),
        (_DIGITS, r"(?<=\d)[ \u00a0]+(?=(?:%|€|‰|m²|km|ha\b|m\b|k€|M€|ko\b|Mo\b))", NNBSP),
        (_DIGITS, r"(?<=\d) h (?=\d\d\b)", f"{NBSP}h{NBSP}"),
        (_DIGITS, r"(?<=\d) h(?=\W|$)", f"{NBSP}h"),
        ("°", r"(?<=\bn°) (?=\d)", NBSP),
    )
)
"""Each with the signs without which it has nothing to do: most texts hold few of them."""
_THOUSANDS = re.compile(r"(?<!\d)\d{1,3}(?:[ \u00a0]\d{3})+(?!\d)")


_SHORT = 60
"""Signs; what the interface says a hundred times is seldom longer."""


def french(text: str) -> str:
    """The same text with French spaces and apostrophes. Applying it twice changes nothing."""
    return _known(text) if len(text) <= _SHORT else _french(text)


def _french(text: str) -> str:
    signs = set(text)
    for needed, pattern, replacement in _RULES:
        if not needed.isdisjoint(signs):
            text = pattern.sub(replacement, text)
    if " " in signs or NBSP in signs:
        text = _THOUSANDS.sub(lambda found: re.sub(r"\s", NNBSP, found[0]), text)
    return text


_known = lru_cache(4096)(_french)


_VOWEL = re.compile(r"[aeiouœæ]|y[^aeiou]", re.IGNORECASE)


def of(name: str) -> str:
    """« d’Agence », « de Bief »: before a mute h, which no rule tells from the other, « de »."""
    plain = unicodedata.normalize("NFD", name.lstrip("« \u202f\u00a0"))
    return f"d’{name}" if _VOWEL.match(plain) else f"de {name}"


def short(text: str, most: int) -> str:
    """The beginning of a text, `most` signs at most, ending with … where it was cut."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


@lru_cache(4096)
def number(value: Decimal | int | float, decimals: int | None = None) -> str:
    """`12400.5` gives `12 400,5` with a narrow no-break space; `decimals` fixes how many."""
    exact = Decimal(str(value))
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    whole, _, rest = f"{exact:,f}".partition(".")
    rest = rest if decimals is not None else rest.rstrip("0")
    return whole.replace(",", NNBSP).replace("-", "−") + (f",{rest}" if rest else "")


@lru_cache(4096)
def euros(value: Decimal | int | float) -> str:
    """Cents are written only when there are some."""
    exact = Decimal(str(value))
    return number(exact, 0 if exact == exact.to_integral_value() else 2) + NNBSP + "€"


_MONTHS = [
    "janv.",
    "févr.",
    "mars",
    "avr.",
    "mai",
    "juin",
    "juil.",
    "août",
    "sept.",
    "oct.",
    "nov.",
    "déc.",
]


def _day(day: date) -> str:
    return f"{day.day}{'er' if day.day == 1 else ''}"


def short_date(day: date) -> str:
    """`14 sept. 2026`."""
    return f"{_day(day)}{NBSP}{_MONTHS[day.month - 1]}{NBSP}{day.year}"


def period(start: date, end: date | None) -> str:
    """`24–25 nov. 2026`, `30 nov. – 2 déc. 2026`, or both dates whole across two years."""
    if end is None or start == end:
        return short_date(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{_day(start)}–{short_date(end)}"
    if start.year == end.year:
        return f"{_day(start)}{NBSP}{_MONTHS[start.month - 1]} – {short_date(end)}"
    return f"{short_date(start)} – {short_date(end)}"


def stretch(start: date, end: date | None) -> str:
    """A few days to the day, weeks by their months: `17–18 juin 2025`, `juin – sept. 2025`."""
    if end is None or (end - start).days <= 7:
        return period(start, end)
    first, last = _MONTHS[start.month - 1], f"{_MONTHS[end.month - 1]}{NBSP}{end.year}"
    if (start.year, start.month) == (end.year, end.month):
        return last
    year = "" if start.year == end.year else f"{NBSP}{start.year}"
    return f"{first}{year} – {last}"
