"""Who has spoken so far, and who has not: audiences and tables, never persons."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from atelier_local.programme.ateliers.enums import Audience
from atelier_local.steps.workshops.models import Table, Workshop

from ..models import Contribution


@dataclass(frozen=True)
class Voices:
    """Who has spoken so far, and who has not."""

    by_audience: Mapping[str, int]
    by_table: Mapping[int, int]
    tables: Sequence[Table]
    total: int

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
    def at_tables(self) -> list[tuple[Table, int]]:
        return [(table, self.by_table.get(table.number, 0)) for table in self.tables]

    @property
    def elsewhere(self) -> int:
        """Cards of no table."""
        return self.total - sum(count for _, count in self.at_tables)


def voices(workshop: Workshop) -> Voices:
    """Two queries."""
    rows = list(
        Contribution.objects.filter(activity__workshop=workshop)
        .order_by()
        .values_list("audience", "table")
        .annotate(Count("pk"))
    )
    by_audience: Counter[str] = Counter()
    by_table: Counter[int] = Counter()
    for audience, table, count in rows:
        by_audience[audience] += count
        if table is not None:
            by_table[table] += count
    tables = list(Table.objects.filter(workshop=workshop))
    return Voices(by_audience, by_table, tables, sum(by_audience.values()))
