"""What may be said of an action sheet, field by field, and how people read it."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from atelier_local.ground.ui.typography import euros, short_date
from atelier_local.programme.ateliers.enums import Family, Horizon
from atelier_local.steps.financing.enums import CostNature, FunderKind, FundingState

from ..enums import Accuracy, Backing, Maturity, Priority

DETAILS = {
    "themes": "Thèmes", "results": "Résultats attendus", "publics": "Publics visés",
    "pilot": "Qui pilote", "contracting": "Maître d’ouvrage", "residents": "Part des habitants",
    "prerequisites": "Ce qu’il faut avant", "regulation": "Règles à regarder",
    "vigilance": "Risques et points de vigilance",
    "ecology": "Effets sur le sol, le climat, le vivant",
    "baseline_when": "Constaté", "target_when": "Visée pour", "source": "Source",
    "frequency": "Fréquence", "measured_by": "Qui mesure", "backing": "Niveau d’engagement",
    "accuracy": "Précision des coûts",
}  # fmt: skip
"""What a sheet says besides and may leave unsaid (domain dossier, § 3.4)."""
LABELS = {
    "title": "Action", "description": "Quoi, où, comment", "families": "Familles de transition",
    "owner": "Porteur", "partners": "Partenaires", "places": "Communes", "horizon": "Horizon",
    "priority": "Priorité", "maturity": "Maturité", "first_step": "Premier pas", "dates": "Dates",
    "indicator": "Indicateur", "baseline": "Aujourd’hui", "target": "Cible", "unit": "Unité",
    "costs": "Dépenses", "funding": "Financements", **DETAILS,
}  # fmt: skip
"""The fields of a sheet that a table completes, as people read them."""
LONGEST = {
    "title": 250, "description": 20_000, "first_step": 400, "indicator": 200, "baseline": 60,
    "target": 60, "unit": 40, "themes": 200, "results": 2_000, "publics": 300, "pilot": 160,
    "contracting": 200, "residents": 300, "prerequisites": 2_000, "regulation": 400,
    "vigilance": 2_000, "ecology": 2_000, "baseline_when": 60, "target_when": 60, "source": 200,
    "frequency": 80, "measured_by": 200,
}  # fmt: skip
_CHOICES = {
    "horizon": Horizon, "priority": Priority, "maturity": Maturity, "backing": Backing,
    "accuracy": Accuracy,
}  # fmt: skip
_NEEDED = ("title", "first_step")
MOST_EUROS = 2_000_000_000


def worded(name: str, value: Any, owners: Mapping[str, str]) -> str:
    """What a field says, for people; `owners`: the names of organisations."""
    match name:
        case "owner":
            return owners.get(value, "")
        case "horizon" | "priority" | "maturity" | "backing" | "accuracy":
            return str(_CHOICES[name](value).label) if value else ""
        case "dates":
            return ", ".join(short_date(date.fromisoformat(day)) for day in value if day)
        case "costs":
            return ", ".join(
                f"{label} ({CostNature(nature).label}) {euros(amount)}"
                for label, nature, amount in value
            )
        case "funding":
            return ", ".join(
                f"{funder} {euros(amount)}, {FundingState(state).label}"
                for funder, _, _, amount, state in value
            )
        case "partners" | "places":
            return ", ".join(value)
    return str(value)


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


def _are_dates(value: Any) -> bool:
    if not isinstance(value, list) or len(value) != 2:
        return False
    try:
        days = [one if one is None else date.fromisoformat(one) for one in value]
    except (TypeError, ValueError):
        return False
    first, last = days
    same = [one and one.isoformat() for one in days] == value
    return same and (first is None or last is None or first <= last)


def _are_costs(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(cost, list)
        and len(cost) == 3
        and _is_text(cost[0], 200)
        and cost[1] in CostNature.values
        and _is_amount(cost[2])
        for cost in value
    )


def _are_fundings(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(line, list)
        and len(line) == 5
        and is_line(line[0], 200)
        and _is_text(line[1], 200)
        and line[2] in FunderKind.values
        and _is_amount(line[3])
        and line[4] in FundingState.values
        for line in value
    )


def _is_amount(value: Any) -> bool:
    return type(value) is int and 0 < value <= MOST_EUROS


_CHECKS: Mapping[str, Any] = {
    "families": Family.are, "partners": _are_lines, "places": _are_lines, "dates": _are_dates,
    "costs": _are_costs, "funding": _are_fundings,
}  # fmt: skip
