"""Who has spoken so far, and who has not: audiences and tables, never persons."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Value

from atelier_local.programme.ateliers.enums import Audience
from atelier_local.steps.workshops.models import Table, Workshop

from ..enums import ActivityState
from ..models import Activity, Ballot, Contribution, Participant

FEWEST = 2
"""Phones of a table or an audience that is said to be silent: one alone would be a person."""


@dataclass(frozen=True)
class TableVoice:
    """A table: how many cards in all, how many phones, how many answers to the open question."""

    table: Table
    cards: int
    phones: int
    now: int
    asked: bool
    begun: bool = True
    """Whether anything came of the room."""

    @property
    def silent(self) -> bool:
        """Whether nothing came of it: at all, or of those who are here for this question."""
        if not self.begun:
            return False
        return not self.cards or (self.asked and not self.now and self.phones >= FEWEST)


@dataclass(frozen=True)
class Voices:
    """Who has spoken so far, and who has not."""

    by_audience: Mapping[str, int]
    by_table: Mapping[int, int]
    tables: Sequence[Table]
    total: int
    phones: int = 0
    phones_by_audience: Mapping[str, int] | None = None
    phones_by_table: Mapping[int, int] | None = None
    now_by_audience: Mapping[str, int] | None = None
    now_by_table: Mapping[int, int] | None = None
    """Answers to the open question; None while there is none."""

    @property
    def heard(self) -> list[tuple[Audience, int]]:
        listed = [(Audience(code), count) for code, count in self.by_audience.items() if code]
        return sorted(listed, key=lambda pair: -pair[1])

    @property
    def most(self) -> int:
        return max((count for _, count in self.heard), default=0)

    @property
    def silent(self) -> list[Audience]:
        return [audience for audience in Audience if not self.by_audience.get(audience)]

    @property
    def waiting_for(self) -> list[tuple[Audience, int]]:
        """Audiences that are in the room and have not answered this question, with their phones."""
        if self.now_by_audience is None or self.phones_by_audience is None:
            return []
        here = self.phones_by_audience
        quiet = [a for a in Audience if not self.now_by_audience.get(a)]
        return [(a, here[a]) for a in quiet if here.get(a, 0) >= FEWEST]

    @property
    def at_tables(self) -> list[TableVoice]:
        phones, now = self.phones_by_table or {}, self.now_by_table
        return [
            TableVoice(
                table,
                self.by_table.get(table.number, 0),
                phones.get(table.number, 0),
                (now or {}).get(table.number, 0),
                now is not None,
                self.total > 0,
            )
            for table in self.tables
        ]

    @property
    def elsewhere(self) -> int:
        """Cards of no table."""
        return self.total - sum(voice.cards for voice in self.at_tables)


def voices(workshop: Workshop) -> Voices:
    """One query."""
    asked = False
    tables: list[Table] = []
    here: list[tuple[str, int | None, int]] = []
    said: list[tuple[str, int | None, int]] = []
    now: list[tuple[str, int | None, int]] = []
    for what, audience, table, count, of_now in _counted(workshop):
        if what == _ASKED:
            asked = True
        elif what == _TABLES and table is not None:
            tables.append(Table(number=table, theme=audience))
        elif what == _PHONES:
            here.append((audience, table, count))
        else:
            now.append((audience, table, of_now))
            if what == _CARDS:
                said.append((audience, table, count))
    by_audience, by_table = _spread(said)
    now_by_audience, now_by_table = _spread(now)
    phones_by_audience, phones_by_table = _spread(here)
    return Voices(
        by_audience=by_audience,
        by_table=by_table,
        tables=sorted(tables, key=lambda table: table.number),
        total=sum(by_audience.values()),
        phones=sum(phones_by_audience.values()),
        phones_by_audience=phones_by_audience,
        phones_by_table=phones_by_table,
        now_by_audience=now_by_audience if asked else None,
        now_by_table=now_by_table if asked else None,
    )


_CARDS, _BALLOTS, _PHONES, _ASKED, _TABLES = "cards", "ballots", "phones", "asked", "tables"


def _counted(workshop: Workshop) -> QuerySet[Any, tuple[str, str, int | None, int, int]]:
    """By audience and table: cards (all, and to the open question), ballots, phones; whether a
    question is open; and the tables, their themes told as audiences (one query)."""
    of_room = Q(activity__workshop=workshop)
    open_now = Q(activity__state=ActivityState.OPEN)

    def of(what: str, found: QuerySet, who: str = "") -> QuerySet:
        counted = Count("pk", filter=open_now) if what != _PHONES else Value(0)
        told = found.order_by().values_list(Value(what), f"{who}audience", f"{who}table")
        return told.annotate(all=Count("pk"), now=counted)

    chosen = Ballot.objects.filter(of_room).exclude(choices={})
    return of(_CARDS, Contribution.objects.filter(of_room)).union(
        of(_BALLOTS, chosen, "participant__"),
        of(_PHONES, Participant.objects.filter(workshop=workshop)),
        Activity.objects.filter(workshop=workshop, state=ActivityState.OPEN)
        .order_by()
        .values_list(Value(_ASKED), Value(""), "budget", Value(1), Value(1)),
        Table.objects.filter(workshop=workshop)
        .order_by()
        .values_list(Value(_TABLES), "theme", "number", Value(0), Value(0)),
        all=True,
    )


def _spread(
    rows: Sequence[tuple[str, int | None, int]],
) -> tuple[Counter[str], Counter[int]]:
    by_audience: Counter[str] = Counter()
    by_table: Counter[int] = Counter()
    for audience, table, count in rows:
        by_audience[audience] += count
        if table is not None:
            by_table[table] += count
    return by_audience, by_table
