"""What may be said of an action sheet, field by field, and how people read it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from atelier_local.ground.ui.typography import euros, number, short_date
from atelier_local.programme.ateliers.enums import Family, Horizon
from atelier_local.steps.financing.enums import CostNature, FunderKind, FundingState

from ..enums import Accuracy, Backing, Climate, Mark, Maturity, Priority, Reversibility

DETAILS = {
    "themes": "Thèmes", "results": "Résultats attendus", "publics": "Publics visés",
    "pilot": "Qui pilote", "contracting": "Maître d’ouvrage", "residents": "Part des habitants",
    "prerequisites": "Ce qu’il faut avant", "regulation": "Règles à regarder",
    "vigilance": "Risques et points de vigilance",
    "ecology": "Effets sur le sol, le climat, le vivant",
    "baseline_when": "Constaté", "target_when": "Visée pour", "source": "Source",
    "frequency": "Fréquence", "measured_by": "Qui mesure", "backing": "Niveau d’engagement",
    "accuracy": "Précision des coûts", "urgency": "Urgence", "effect": "Effet attendu",
    "ease": "Facilité", "assistance": "Assistance à maîtrise d’ouvrage",
    "reversible": "Réversible", "climate": "Climat",
}  # fmt: skip
"""What a sheet says besides and may leave unsaid (domain dossier, § 3.4)."""
SOILS = ("soil_taken", "soil_restored")
NUMBERS = {
    "soil_taken": "Sol artificialisé, en m²", "soil_restored": "Sol renaturé, en m²",
    "resolved_on": "Délibération",
}  # fmt: skip
"""The same, where it is a number or a day."""
UNSAID: Mapping[str, Any] = dict.fromkeys(DETAILS, "") | dict.fromkeys(NUMBERS)
"""What each of them says as long as nobody said anything: a line may leave it out."""
LABELS = {
    "title": "Action", "description": "Quoi, où, comment", "families": "Familles de transition",
    "owner": "Porteur", "partners": "Partenaires", "places": "Communes", "horizon": "Horizon",
    "priority": "Priorité", "maturity": "Maturité", "first_step": "Premier pas", "dates": "Dates",
    "indicator": "Indicateur", "baseline": "Aujourd’hui", "target": "Cible", "unit": "Unité",
    "costs": "Dépenses", "funding": "Financements", **DETAILS, **NUMBERS,
}  # fmt: skip
"""The fields of a sheet that a table completes, as people read them."""
LONGEST = {
    "title": 250, "description": 20_000, "first_step": 400, "indicator": 200, "baseline": 60,
    "target": 60, "unit": 40, "themes": 200, "results": 2_000, "publics": 300, "pilot": 160,
    "contracting": 200, "residents": 300, "prerequisites": 2_000, "regulation": 400,
    "vigilance": 2_000, "ecology": 2_000, "baseline_when": 60, "target_when": 60, "source": 200,
    "frequency": 80, "measured_by": 200, "assistance": 200,
}  # fmt: skip
_CHOICES = {
    "horizon": Horizon, "priority": Priority, "maturity": Maturity, "backing": Backing,
    "accuracy": Accuracy, "urgency": Mark, "effect": Mark, "ease": Mark,
    "reversible": Reversibility,
}  # fmt: skip
_NEEDED = ("title", "first_step")
MOST_EUROS = 2_000_000_000
MOST_METRES = 2_000_000_000
YEARS = range(2000, 2101)


def worded(name: str, value: Any, owners: Mapping[str, str]) -> str:
    """What a field says, for people; `owners`: the names of organisations."""
    if name in _CHOICES:
        return str(_CHOICES[name](value).label) if value else ""
    if name in SOILS:
        return "" if value is None else f"{number(value)} m²"
    match name:
        case "owner":
            return owners.get(value, "")
        case "climate":
            return Climate.worded(value)
        case "resolved_on":
            return short_date(date.fromisoformat(value)) if value else ""
        case "dates":
            return ", ".join(short_date(date.fromisoformat(day)) for day in value if day)
        case "costs":
            return ", ".join(map(_cost_worded, value))
        case "funding":
            return ", ".join(map(_line_worded, value))
        case "partners" | "places":
            return ", ".join(value)
    return str(value)


def _cost_worded(cost: Sequence[Any]) -> str:
    label, nature, amount, *year = cost
    return f"{label} ({', '.join([CostNature(nature).label, *map(str, year)])}) {euros(amount)}"


def _line_worded(line: Sequence[Any]) -> str:
    funder, _, _, amount, state, *terms = line
    due_on, article, document = terms or ("", "", "")
    before = f"dossier avant le {short_date(date.fromisoformat(due_on))}" if due_on else ""
    told = (f"{funder} {euros(amount)}", FundingState(state).label, before, article, document)
    return ", ".join(filter(None, told))


def is_sound(name: str, value: Any, owners: Collection[str]) -> bool:
    """Whether a field may say that; `owners`: who may carry an action here."""
    if name in LONGEST:
        return _is_text(value, LONGEST[name]) and (name not in _NEEDED or bool(value.strip()))
    if name in _CHOICES:
        return value in _CHOICES[name].values or (value == "" and name in DETAILS)
    if name == "owner":
        return isinstance(value, str) and value in owners
    check = _CHECKS.get(name)
    return check is not None and check(value)


def _is_text(value: Any, longest: int) -> bool:
    return isinstance(value, str) and len(value) <= longest


def is_line(value: Any, longest: int) -> bool:
    """A text that says something."""
    return _is_text(value, longest) and bool(value.strip())


def _are_lines(value: Any) -> bool:
    return isinstance(value, list) and all(_is_text(one, 200) for one in value)


def is_day(value: Any) -> bool:
    """A day as JSON has it: `2027-09-01`."""
    try:
        return date.fromisoformat(value).isoformat() == value
    except (TypeError, ValueError):
        return False


def _are_dates(value: Any) -> bool:
    if not isinstance(value, list) or len(value) != 2:
        return False
    first, last = value
    if not all(one is None or is_day(one) for one in value):
        return False
    return first is None or last is None or bool(first <= last)


def _are_costs(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(cost, list)
        and len(cost) in (3, 4)
        and _is_text(cost[0], 200)
        and cost[1] in CostNature.values
        and _is_amount(cost[2])
        and all(type(year) is int and year in YEARS for year in cost[3:])
        for cost in value
    )


def _are_fundings(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(line, list)
        and len(line) in (5, 8)
        and is_line(line[0], 200)
        and _is_text(line[1], 200)
        and line[2] in FunderKind.values
        and _is_amount(line[3])
        and line[4] in FundingState.values
        and (len(line) == 5 or _are_terms(line[5:]))
        for line in value
    )


def _are_terms(value: list[Any]) -> bool:
    """Until when, by which text, on which paper: at least one of them said."""
    due_on, *texts = value
    return (
        any(value)
        and (due_on == "" or is_day(due_on))
        and all(_is_text(text, 200) for text in texts)
    )


def _is_amount(value: Any) -> bool:
    return type(value) is int and 0 < value <= MOST_EUROS


def _is_area(value: Any) -> bool:
    return value is None or (type(value) is int and 0 <= value <= MOST_METRES)


_CHECKS: Mapping[str, Any] = {
    "families": Family.are, "partners": _are_lines, "places": _are_lines, "dates": _are_dates,
    "costs": _are_costs, "funding": _are_fundings, "climate": Climate.are,
    "soil_taken": _is_area, "soil_restored": _is_area,
    "resolved_on": lambda value: value is None or is_day(value),
}  # fmt: skip
