"""Where in a tender a criterion is answered, so that whoever marks it knows what to read.

The agreement words its criteria freely: a part is found by the words it shares with them.
"""

import re
import unicodedata
from collections.abc import Iterable

from ..enums import TenderPart

_STEM = 6
_WITH_THE_METHOD = (TenderPart.OUTREACH, TenderPart.CALENDAR, TenderPart.SAMPLES)
"""What a method is judged on besides its own words."""


def parts(label: str, *, environmental: bool = False) -> tuple[TenderPart, ...]:
    """The parts to read for a criterion, in order; none when the whole tender answers it."""
    wanted = _stems(label)
    found = {part for part in TenderPart if wanted & _stems(part.label)}
    if environmental:
        found.add(TenderPart.COMMITMENTS)
    if TenderPart.METHOD in found:
        found.update(_WITH_THE_METHOD)
    return tuple(part for part in TenderPart if part in found)


def called(numbers: Iterable[int]) -> str:
    """« partie 2 », « parties 2, 3 et 5 »; empty for none."""
    *most, last = [str(number) for number in numbers] or [""]
    return f"parties {', '.join(most)} et {last}" if most else last and f"partie {last}"


def _stems(text: str) -> set[str]:
    """How its long words begin, without accents: « compréhension » meets « comprenons »."""
    plain = unicodedata.normalize("NFD", text.casefold())
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return {word[:_STEM] for word in re.findall(rf"[a-z]{{{_STEM},}}", letters)}
