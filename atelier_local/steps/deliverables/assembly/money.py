"""The money of all actions together: by funder and year, by action; every euro is there once."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from atelier_local.ground.files.typography import figure
from atelier_local.ground.ui.typography import short_date
from atelier_local.steps.financing.enums import FunderKind, FundingState, Verdict
from atelier_local.steps.roadmap.queries import Row

from ..rules import share, spread
from .material import Material
from .shapes import Shape

TO_FIND = "À trouver"
OWNERS, STATE, LOCAL, OTHERS = (
    "Porteurs des actions",
    "État et ses agences",
    "Région et Département",
    "Europe et autres",
)
_SORTS = {
    FunderKind.OWNER: OWNERS,
    FunderKind.STATE: STATE,
    FunderKind.AGENCY: STATE,
    FunderKind.REGION: LOCAL,
    FunderKind.DEPARTMENT: LOCAL,
}
_ORDER = (OWNERS, STATE, LOCAL, OTHERS, TO_FIND)
UNDATED = 0
"""The year of what has no date."""
MOST_YEARS = 6

type Shares = Mapping[str, Mapping[int, int]]


def by_sort(row: Row) -> Counter[str]:
    """What each sort of funder brings to an action, what nobody brings included."""
    shares: Counter[str] = Counter()
    for line in row.sheet.lines:
        shares[_SORTS.get(FunderKind(line.kind), OTHERS)] += line.amount_eur
    if row.money.unfunded > 0:
        shares[TO_FIND] += row.money.unfunded
    return shares


def by_year(rows: list[Row]) -> Shares:
    """The same euros over the years of each action."""
    found: dict[str, Counter[int]] = defaultdict(Counter)
    for row in rows:
        for sort, amount in by_sort(row).items():
            found[sort].update(over_years(row, amount))
    return {sort: found[sort] for sort in _ORDER if sort in found}


def over_years(row: Row, amount: int) -> Mapping[int, int]:
    """Euros of an action as its costs fall, where they say their years; else by its days in each
    year."""
    if any(cost.year for cost in row.sheet.costs):
        return share(amount, costs_by_year(row))
    return _by_days(row, amount)


def costs_by_year(row: Row) -> Counter[int]:
    """What an action costs each year: what says no year is shared by its days."""
    costs: Counter[int] = Counter()
    for cost in row.sheet.costs:
        costs.update({cost.year: cost.amount_eur} if cost.year else _by_days(row, cost.amount_eur))
    return costs


def _by_days(row: Row, amount: int) -> Mapping[int, int]:
    action = row.action
    if action.starts_on and action.ends_on:
        return spread(amount, action.starts_on, action.ends_on)
    return {UNDATED: amount}


def basis(rows: list[Row]) -> str:
    """`HT` or `TTC`; nothing where some actions are told one way and some the other."""
    found = {_basis(row) for row in rows}
    return found.pop() if len(found) == 1 else ""


def _basis(row: Row) -> str:
    return "HT" if row.action.plan.without_vat else "TTC"


def consolidated(material: Material) -> Shape | None:
    rows = material.roadmap.rows
    if not any(by_sort(row) for row in rows):
        return None
    money = material.roadmap.money
    shares = by_year(rows)
    years = _years(shares)
    return {
        "standfirst": f"{figure(money.cost)} € en tout, dont {figure(money.secured)} € acquis et "
        f"{figure(money.asked)} € demandés. Ce qui n’est que pressenti reste à trouver : "
        f"{figure(money.to_find)} €.",
        "figure": _figure(shares, years),
        "by_year": _year_table(shares, years),
        "ppi": _ppi(material, rows),
        "by_action": _action_table(rows),
        "rules": [
            f"Action {row.spot}. {row.share.sentence}"
            for row in rows
            if row.share.verdict not in (Verdict.MET, Verdict.NOT_APPLICABLE)
        ],
    }


def _years(shares: Shares) -> list[int]:
    return sorted({year for years in shares.values() for year in years})


def _folded(years: list[int]) -> dict[str, list[int]]:
    """At most six columns: the last years together."""
    names = {str(year) if year != UNDATED else "Sans date": [year] for year in years}
    if len(years) <= MOST_YEARS:
        return names
    kept = dict(list(names.items())[: MOST_YEARS - 1])
    return kept | {f"{years[MOST_YEARS - 1]} et après": years[MOST_YEARS - 1 :]}


def _figure(shares: Shares, years: list[int]) -> Shape:
    columns = _folded(years)
    return {
        "draw": "stacked",
        "years": list(columns),
        "funders": [
            {
                "name": sort,
                "amounts": [
                    round(sum(amounts[y] for y in listed) / 1000) for listed in columns.values()
                ],
            }
            for sort, amounts in shares.items()
        ],
        "title": "Qui paie, année par année (milliers d’euros)",
        "source": "plans de financement des actions, par année de dépense ou, à défaut, "
        "selon leur durée.",
    }


def _year_table(shares: Shares, years: list[int]) -> Shape:
    columns = _folded(years)

    def line(name: str, amounts: Mapping[int, int]) -> list[str]:
        cells = [sum(amounts[y] for y in listed) for listed in columns.values()]
        return [name, *map(figure, cells), figure(sum(amounts.values()))]

    total: Counter[int] = Counter()
    for amounts in shares.values():
        total.update(amounts)
    return {
        "title": "Par financeur et par année (euros)",
        "columns": [
            {"label": "Financeur", "width": 1.7},
            *({"label": name, "align": "right"} for name in columns),
            {"label": "Total", "align": "right"},
        ],
        "rows": [line(sort, amounts) for sort, amounts in shares.items()],
        "total": line("Ensemble", total),
    }


def _ppi(material: Material, rows: list[Row]) -> Shape | None:
    """What the EPCI pays each year, whoever carries the action: for its own budget."""
    name = material.atelier.epci.name
    paid = [(row, _brought(row, name)) for row in rows]
    paid = [(row, shares) for row, shares in paid if shares]
    if not paid:
        return None
    total: Counter[int] = Counter()
    for _, shares in paid:
        total.update(shares)
    columns = _folded(sorted(total))

    def cells(shares: Mapping[int, int]) -> list[str]:
        by_column = (sum(shares.get(y, 0) for y in listed) for listed in columns.values())
        return [*map(figure, by_column), figure(sum(shares.values()))]

    return {
        "title": f"Ce que paie {name}, année par année (euros)",
        "columns": [
            {"label": "Action", "width": 3.4},
            {"label": "Dépense", "width": 1.5},
            *({"label": name, "align": "right"} for name in columns),
            {"label": "Total", "align": "right"},
        ],
        "rows": [
            [
                f"{row.spot} · {row.action.node.words}",
                row.action.plan.get_operation_display().lower(),
                *cells(shares),
            ]
            for row, shares in paid
        ],
        "total": ["Ensemble", "", *cells(total)],
    }


def _brought(row: Row, name: str) -> Counter[int]:
    """What it brings each year, as an owner or beside another: `CC de Villedieu Intercom` is called
    `Villedieu Intercom` too."""
    shares: Counter[int] = Counter()
    for line in row.sheet.lines:
        if line.kind == FunderKind.EPCI or name.endswith(line.funder):
            shares.update(over_years(row, line.amount_eur))
    return shares


def _action_table(rows: list[Row]) -> Shape:
    sorts = [sort for sort in _ORDER if any(by_sort(row)[sort] for row in rows)]
    total: Counter[str] = Counter()
    for row in rows:
        total.update(by_sort(row))
    return {
        "columns": [
            {"label": "Action", "width": 4.2},
            *({"label": sort, "align": "right"} for sort in sorts),
            {"label": "Total", "align": "right"},
        ],
        "rows": [
            [
                f"{row.spot} · {row.action.node.words}",
                *(figure(by_sort(row)[sort]) for sort in sorts),
                figure(by_sort(row).total()),
            ]
            for row in rows
        ],
        "total": ["Ensemble", *(figure(total[sort]) for sort in sorts), figure(total.total())],
    }


def of_action(row: Row) -> Shape | None:
    """The lines of one plan, with the rule that was checked, in words."""
    lines = row.sheet.lines
    if not lines:
        return None
    cost = row.money.cost
    return {
        "lines": [
            {
                "funder": line.funder,
                "scheme": line.scheme or "–",
                "base": figure(cost),
                "rate": _rate(line.amount_eur, cost),
                "amount": figure(line.amount_eur),
                "ground": ", ".join(filter(None, (line.article, line.document))) or "–",
                "due": short_date(line.due_on) if line.due_on else "–",
                "status": FundingState(line.state).label,
            }
            for line in lines
        ],
        "basis": _basis(row),
        "cost": figure(cost),
        "total": figure(row.money.funded),
        "rule": row.share.sentence,
    }


def _rate(amount: int, cost: int) -> str:
    return f"{round(100 * amount / cost, 1):g}".replace(".", ",") if cost else "–"
