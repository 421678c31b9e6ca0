"""The law as dated data: a threshold that changes is a row, never a new version of the program.

Rows are shipped in `data/law.toml`; those of the file that the setting LAW_FILE names win on the
days they cover. Rules receive values and never read these files: an operation reads the row in
force on the day that counts, which for a purchase is the day its consultation was launched.
"""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from atelier_local.ground.ui.typography import number, short_date

SHIPPED = Path(__file__).parent / "data" / "law.toml"


class Status(StrEnum):
    """How far one may rely on a row."""

    CONFIRMED = "confirmed"
    UNCERTAIN = "uncertain"
    """To be read again by a jurist: shown with « à vérifier », never quoted in a letter."""
    PRACTICE = "practice"
    """No text says so: never called an obligation."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What one article says, and when. `valid_from` and `valid_to` are both included."""

    key: str
    label: str
    value: int | str | bool
    source: str
    checked_on: date
    status: Status
    unit: str = ""
    base: str = ""
    article: str = ""
    valid_from: date = date.min
    valid_to: date = date.max
    note: str = ""

    def covers(self, day: date) -> bool:
        return self.valid_from <= day <= self.valid_to

    @property
    def certain(self) -> bool:
        return self.status is Status.CONFIRMED

    @property
    def amount(self) -> str:
        """The value as one reads it: « 60 000 € HT », « 11 jours », « oui »."""
        if isinstance(self.value, bool):
            return "oui" if self.value else "non"
        said = number(self.value) if isinstance(self.value, int) else self.value
        return f"{said} {self.unit}".strip()

    @property
    def cited(self) -> str:
        return cite(self)


class Unreadable(ValueError):
    """A row of a file of law lacks something, or says it in another type."""


def rows() -> tuple[Rule, ...]:
    """Every row, those of the deployment first: `in_force` takes the first that covers a day."""
    own = settings.LAW_FILE
    return (read(Path(own)) if own else ()) + read(SHIPPED)


def in_force(rows: Iterable[Rule], key: str, day: date) -> Rule | None:
    """The row of that key on that day; None when no text said anything yet, or any more."""
    return next((rule for rule in rows if rule.key == key and rule.covers(day)), None)


def known(key: str, day: date) -> Rule:
    """The row of a key that the program cannot do without: a deployment may not forget it."""
    rule = in_force(rows(), key, day)
    if rule is None:
        raise LookupError(f"no row of law for {key} on {day}")
    return rule


def cite(rule: Rule) -> str:
    """For a screen: the article, since when, and « à vérifier » unless it was."""
    if rule.status is Status.PRACTICE:
        return "usage, non imposé par un texte"
    since = f", depuis le {short_date(rule.valid_from)}" if rule.valid_from > date.min else ""
    return f"{rule.article}{since}" + ("" if rule.certain else " (à vérifier)")


def cite_in_letter(rule: Rule) -> str:
    """For a paper that is sent: the article, and nothing at all as long as it is uncertain."""
    return rule.article if rule.certain else ""


@lru_cache(8)
def read(file: Path) -> tuple[Rule, ...]:
    """The rows of a file, in its order; `Unreadable` says which row is wrong, and why."""
    try:
        listed = tomllib.loads(file.read_text("utf-8"))["rule"]
    except (OSError, ValueError, KeyError, TypeError) as failure:
        raise Unreadable(f"{file.name}: {failure!r}") from failure
    if not isinstance(listed, list):
        raise Unreadable(f"{file.name}: rows are written [[rule]]")
    found = tuple(_rule(row, f"{file.name}, row {place}") for place, row in enumerate(listed, 1))
    for _, rule in overlapping(found):
        raise Unreadable(f"{file.name}: two rows of {rule.key} on {rule.valid_from}")
    return found


def overlapping(rows: Iterable[Rule]) -> Iterator[tuple[Rule, Rule]]:
    """Rows of one key that both cover some day: only one of them could be the law."""
    before: dict[str, Rule] = {}
    for rule in sorted(rows, key=lambda rule: (rule.key, rule.valid_from)):
        last = before.get(rule.key)
        if last and last.valid_to >= rule.valid_from:
            yield last, rule
        before[rule.key] = rule


_TYPES: dict[str, tuple[type, ...]] = {
    "value": (int, str, bool),
    "checked_on": (date,),
    "valid_from": (date,),
    "valid_to": (date,),
}


def _rule(row: Any, where: str) -> Rule:
    if not isinstance(row, dict):
        raise Unreadable(f"{where}: not a table")
    names = {field.name for field in fields(Rule)}
    if strange := row.keys() - names:
        raise Unreadable(f"{where}: unknown {', '.join(sorted(strange))}")
    for name, said in row.items():
        if type(said) not in _TYPES.get(name, (str,)):  # an instant is a `date` too: not here
            raise Unreadable(f"{where}: {name} cannot be {said!r}")
    try:
        rule = Rule(**row | {"status": Status(row["status"])})
    except (TypeError, ValueError, KeyError) as failure:
        raise Unreadable(f"{where}: {failure}") from failure
    if missing := _missing(rule):
        raise Unreadable(f"{where} ({rule.key}): {missing}")
    return rule


def _missing(rule: Rule) -> str:
    if not rule.key or not rule.label or not rule.source:
        return "key, label and source are needed"
    if not rule.article and rule.status is not Status.PRACTICE:
        return "an article is needed, or the status practice"
    return "" if rule.valid_from <= rule.valid_to else "ends before it begins"
