"""How numbers, days and people are said in a paper."""

import datetime as dates
from datetime import datetime
from decimal import Decimal

from atelier_local.clock import PARIS
from atelier_local.ground.ui.typography import euros, number

from ..models import MiniCompetition

_MONTHS = """
janvier février mars avril mai juin juillet août septembre octobre novembre décembre
"""
MONTHS = _MONTHS.split()


def moment(at: datetime) -> str:
    """« 6 juillet 2026 à 14 h 02 »"""
    here = at.astimezone(PARIS)
    return f"{day(here)} à {here:%H} h {here:%M}"


def second(at: datetime) -> str:
    here = at.astimezone(PARIS)
    return f"{day(here)} à {here:%H} h {here:%M} min {here:%S} s"


def day(at: datetime) -> str:
    return date(at.astimezone(PARIS))


def date(on: dates.date) -> str:
    """« 1er juillet 2026 »"""
    return f"{'1er' if on.day == 1 else on.day} {MONTHS[on.month - 1]} {on.year}"


def mark(value: Decimal | None) -> str:
    """« 8,5 »"""
    return "–" if value is None else number(value.quantize(Decimal("0.01")).normalize())


def total(value: Decimal | None) -> str:
    return "–" if value is None else number(value, 2)


def price(value: Decimal | None) -> str:
    return "–" if value is None else f"{euros(value)} HT"


def subject(competition: MiniCompetition) -> str:
    return f"Atelier Local « {competition.atelier.name} »"
