"""An action sheet completed, at the office or in a hall: what a line may say, what it changes."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from atelier_local.ground.journal import fields, union
from atelier_local.ground.journal.fields import Sound, Standing, Values
from atelier_local.ground.journal.models import Line
from atelier_local.ground.ui.typography import euros, short_date
from atelier_local.programme.ateliers.enums import Family, Horizon
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.people.enums import OrganisationKind
from atelier_local.programme.people.models import Organisation
from atelier_local.programme.thread.models import Node
from atelier_local.steps.financing.enums import CostNature, OwnerKind
from atelier_local.steps.financing.models import CostLine, Plan
from atelier_local.steps.workshops import queries as workshops

from . import queries
from .enums import Accuracy, Backing, Maturity, Priority
from .models import Action

COMPLETED = "roadmap.sheet_completed"
DETAILS = {
    "themes": "Thèmes", "results": "Résultats attendus", "publics": "Publics visés",
    "pilot": "Qui pilote", "contracting": "Maître d’ouvrage", "residents": "Part des habitants",
    "prerequisites": "Ce qu’il faut avant", "regulation": "Règles à regarder",
    "vigilance": "Risques et points de vigilance",
    "ecology": "Effets sur le sol, le climat, le vivant",
    "baseline_when": "Constaté", "target_when": "Visée pour", "source": "Source",
    "frequency": "Fréquence", "measured_by": "Qui mesure",
}  # fmt: skip
"""What a sheet says in words besides, as people read it (domain dossier, § 3.4)."""
LABELS = {
    "title": "Action", "description": "Quoi, où, comment", "families": "Familles de transition",
    "owner": "Porteur", "partners": "Partenaires", "places": "Communes", "horizon": "Horizon",
    "priority": "Priorité", "maturity": "Maturité", "first_step": "Premier pas", "dates": "Dates",
    "indicator": "Indicateur", "baseline": "Aujourd’hui", "target": "Cible", "unit": "Unité",
    "costs": "Dépenses", "backing": "Niveau d’engagement", "accuracy": "Précision des coûts",
    **DETAILS,
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
_UNSAID = ("backing", "accuracy")
"""Choices that need not be made."""
_NEEDED = ("title", "first_step")
MOST_EUROS = 2_000_000_000


def owner_kind(owner: Organisation) -> OwnerKind:
    """How the law looks at who carries an action."""
    public = owner.kind == OrganisationKind.LOCAL_AUTHORITY
    return OwnerKind.LOCAL_AUTHORITY if public else OwnerKind.OTHER


def values_of(action: Action) -> dict[str, Any]:
    """What the sheet says now, field by field, as a line tells it."""
    plain = (
        "families", "horizon", "priority", "maturity", "first_step", "indicator", "baseline",
        "target", "unit", "backing", "accuracy",
    )  # fmt: skip
    costs = action.plan.costs.all()
    return {
        **{name: getattr(action, name) for name in plain},
        "title": action.node.words,
        **{name: fields.of_lines(getattr(action, name)) for name in ("description", *DETAILS)},
        "owner": str(action.owner_id),
        "partners": list(action.partners),
        "places": list(action.places),
        "dates": [day and day.isoformat() for day in (action.starts_on, action.ends_on)],
        "costs": [[cost.label, cost.nature, cost.amount_eur] for cost in costs],
    }


def told(atelier: Atelier) -> QuerySet[Line]:
    """The lines of an Atelier's sheets, in whatever order."""
    return workshops.told(atelier, COMPLETED)


def standing(atelier: Atelier) -> Standing:
    """What their lines leave standing of the sheets of an Atelier (four queries)."""
    lines, _ = union.in_order(told(atelier))
    return fields.standing((line for line in lines if line.kind == COMPLETED), sound(atelier))


def sound(atelier: Atelier) -> Sound:
    """Which values its sheets may take (two queries)."""
    sheets = {str(pk) for pk in _actions(atelier).values_list("pk", flat=True)}
    owners = {str(pk) for pk in queries.owners(atelier).values_list("pk", flat=True)}
    return lambda node, name, value: node in sheets and is_sound(name, value, owners)


def refold(atelier: Atelier) -> Standing:
    """Bring the sheets to what all their lines say, whichever came first."""
    found = standing(atelier)
    here = _actions(atelier).filter(pk__in=list(found.values)).select_related("node", "plan")
    for action in here.prefetch_related("plan__costs"):
        now, said = values_of(action), found.values[str(action.pk)]
        if moved := {name: value for name, value in said.items() if now[name] != value}:
            write(action, moved)
    return found


def write(action: Action, values: Values) -> None:
    """Put these values, which are sound, on the sheet."""
    told = dict(values)
    if "title" in told:
        Node.unfiltered.filter(pk=action.pk).update(words=told.pop("title"))
    if "costs" in told:
        _write_costs(action.plan_id, told.pop("costs"))
    if "owner" in told:
        owner = Organisation.objects.get(pk=told.pop("owner"))
        told["owner_id"] = owner.pk
        Plan.objects.filter(pk=action.plan_id).update(owner_kind=owner_kind(owner))
    if "dates" in told:
        days = told.pop("dates")
        told["starts_on"], told["ends_on"] = (day and date.fromisoformat(day) for day in days)
    Action.objects.filter(pk=action.pk).update(**told)


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
        case "partners" | "places":
            return ", ".join(value)
    return str(value)


def _write_costs(plan: UUID, costs: list[tuple[str, str, int]]) -> None:
    CostLine.objects.filter(plan=plan).delete()
    CostLine.objects.bulk_create(
        CostLine(plan_id=plan, label=label, nature=nature, amount_eur=amount)
        for label, nature, amount in costs
    )


def _actions(atelier: Atelier) -> QuerySet[Action]:
    return Action.objects.filter(node__atelier=atelier)


# What may be said -------------------------------------------------------------------------------


def is_sound(name: str, value: Any, owners: Collection[str]) -> bool:
    """Whether a field may say that; `owners`: who may carry an action here."""
    if name in LONGEST:
        return _is_text(value, LONGEST[name]) and (name not in _NEEDED or bool(value.strip()))
    if name in _CHOICES:
        return value in _CHOICES[name].values or (value == "" and name in _UNSAID)
    if name == "owner":
        return isinstance(value, str) and value in owners
    check = _CHECKS.get(name)
    return check is not None and check(value)


def _is_text(value: Any, longest: int) -> bool:
    return isinstance(value, str) and len(value) <= longest


def _are_lines(value: Any) -> bool:
    return isinstance(value, list) and all(_is_text(one, 200) for one in value)


def _are_families(value: Any) -> bool:
    letters = Family.values
    return isinstance(value, str) and list(value) == sorted(set(value) & set(letters))


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
        and type(cost[2]) is int
        and 0 < cost[2] <= MOST_EUROS
        for cost in value
    )


_CHECKS: Mapping[str, Any] = {
    "families": _are_families, "partners": _are_lines, "places": _are_lines, "dates": _are_dates,
    "costs": _are_costs,
}  # fmt: skip
