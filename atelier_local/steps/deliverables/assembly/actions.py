"""Actions: a line of the table, a page of their own, their calendar."""

from collections import Counter

from atelier_local.ground.files.typography import figure, quoted
from atelier_local.ground.ui.typography import period, short_date
from atelier_local.programme.ateliers.enums import Horizon
from atelier_local.steps.financing.enums import CostNature
from atelier_local.steps.roadmap.enums import Accuracy, Backing, Maturity
from atelier_local.steps.roadmap.queries import Row
from atelier_local.steps.wall.rules import nearest

from .calendars import quarters
from .material import Material
from .shapes import Shape, main_family, month, pairs, plural
from .sources import notes, notes_in
from .strategy import HORIZONS

QUOTED = 160
"""Signs beyond which words are not quoted when shorter ones were said."""
STEPS = 4


def few(names: list[str], most: int = 3) -> str:
    """`Bellême, Ceton, Igé et 3 autres`."""
    left = len(names) - most
    if left < 2:
        return ", ".join(names)
    return f"{', '.join(names[:most])} et {left} autres"


def action_line(row: Row) -> Shape:
    action = row.action
    return {
        "number": row.spot,
        "family": main_family(action.families),
        "title": action.node.words,
        "lead": action.owner.name,
        "priority": action.priority,
        "horizon": HORIZONS[Horizon(action.horizon)],
        "cost": figure(row.money.cost),
        "funded": str(row.money.secured_percent),
    }


def sheet(material: Material, row: Row, *, whole: bool = False) -> Shape:
    """The page of an action: what must be decided in the text, what proves it beside it; `whole`,
    all that the sheet says, else what a booklet keeps of it.
    """
    action, axis = row.action, row.action.objective.axis
    why = _why(material, row)
    what = material.told(action.description)
    asked = plural(len(row.heard), "contribution à son origine", "contributions à son origine")
    basis = "hors taxes" if action.plan.without_vat else "toutes taxes comprises"
    return {
        "number": row.spot,
        "family": main_family(action.families),
        "axis": f"{axis.position}, {axis.name}",
        "objective": f"{action.objective.node.number} · {action.objective.node.words}",
        "title": action.node.words,
        "figures": pairs(
            (f"{figure(row.money.cost)} €" if row.money.cost else "", f"coût {basis}"),
            (f"{row.money.secured_percent} %", "acquis"),
            (len(row.heard), asked),
        ),
        "identity": _identity(row),
        "first_step": action.first_step,
        "why": why,
        "what": what or "À décrire.",
        "details": _details(material, row) if whole else [],
        "notes": notes_in(material, why) or notes(material, material.sources(action.pk), most=4),
        "steps": [
            {"date": month(milestone.due_on), "text": milestone.label}
            for milestone in row.sheet.milestones[:STEPS]
        ],
        "indicators": [_measured(row)] if action.indicator else [],
    }


def _measured(row: Row) -> Shape:
    action = row.action
    return {
        "name": f"{action.indicator} ({action.unit})" if action.unit else action.indicator,
        "baseline": dated(action.baseline, action.baseline_when),
        "target": action.target,
        "year": action.target_year or "–",
    }


def dated(value: str, when: str) -> str:
    """`236 (mars 2026)`."""
    return (f"{value} ({when})" if when else value) or "–"


def _details(material: Material, row: Row) -> list[Shape]:
    """What else the sheet says, each thing under its name; the issues it answers, by their rank."""
    action, met = row.action, material.behind(row.action.pk)
    asked = [issue.node.words for issue in material.issues if issue.node in met]
    measured = (action.source, action.frequency, action.meter if action.indicator else "")
    told = (
        (plural(len(asked), "Enjeu"), " ".join(asked)),
        ("Thèmes", action.themes),
        ("Résultats attendus", action.results),
        ("Publics visés", action.publics),
        ("Qui pilote", action.pilot),
        ("Maître d’ouvrage", action.client),
        ("Engagement", Backing(action.backing).label if action.backing else ""),
        ("Part des habitants", action.residents),
        ("Dates", period(action.starts_on, action.ends_on) if action.starts_on else ""),
        ("État", "" if action.percent == 0 else f"{action.at_progress.label}, {action.percent} %"),
        ("Ce qu’il faut avant", action.prerequisites),
        ("Règles à regarder", action.regulation),
        ("Coût par nature", _costs(row)),
        ("Mesure", ", ".join(filter(None, measured))),
        ("Vigilance", action.vigilance),
        ("Sol, climat, vivant", action.ecology),
    )
    return [{"label": label, "value": value} for label, value in told if value]


def _costs(row: Row) -> str:
    """`études 80 000 €, travaux 400 000 €, à 30 % près`."""
    by_nature: Counter[CostNature] = Counter()
    for cost in row.sheet.costs:
        by_nature[CostNature(cost.nature)] += cost.amount_eur
    told = [f"{nature.label.lower()} {figure(amount)} €" for nature, amount in by_nature.items()]
    accuracy = row.action.accuracy
    return ", ".join([*told, *([Accuracy(accuracy).label] if accuracy and told else [])])


def _why(material: Material, row: Row) -> str:
    """What the action answers, with the words of those who asked for it that sound most like it:
    the same short ones, close to all of them, would stand on every sheet.
    """
    objective = row.action.objective
    reason = material.told(objective.text) if objective.text else objective.node.words
    heard = [c.node for c in material.contributions if c.pk in row.heard and c.node.number]
    said = sorted(
        heard,
        key=lambda n: (len(n.words) > QUOTED, row.heard[n.pk], material.asked_of[n.pk]),
    )
    short = [node for node in said if len(node.words) <= QUOTED]
    about = f"{row.action.node.words} {row.action.first_step} {row.action.description}"
    alike = nearest(about, [node.words for node in short], most=1)
    said = [short[one.index] for one in alike] or said
    pledged = next((p for p in material.pledges if p.action_id == row.action.pk), None)
    lines = [reason]
    if said:
        lines.append(f"{quoted(said[0].words)} [[{said[0].number}]]")
    if pledged:
        lines.append(f"{pledged.by_label} : {quoted(material.said(pledged.words))}")
    return "\n".join(lines)


def _identity(row: Row) -> list[Shape]:
    action = row.action
    told = (
        ("Porteur", action.owner.name),
        ("Partenaires", few(action.partners)),
        ("Lieux", few(action.places)),
        ("Horizon", f"{Horizon(action.horizon).label}, priorité {action.priority}"),
        ("Maturité", Maturity(action.maturity).label),
    )
    return [{"label": label, "value": value} for label, value in told if value]


def calendar(material: Material) -> Shape | None:
    """One line an action, diamonds for its milestones; the same dates in a table."""
    dated = [
        (row, starts_on, ends_on)
        for row in material.roadmap.rows
        if (starts_on := row.action.starts_on) and (ends_on := row.action.ends_on)
    ]
    if not dated:
        return None
    scale = quarters(min(start for _, start, _ in dated), max(end for _, _, end in dated))
    tones = {"1": "full", "2": "mid", "3": "light"}
    lines = [
        {
            "label": row.action.node.words,
            "number": row.spot,
            "family": main_family(row.action.families),
            "bars": [
                {
                    "word": "",
                    "start": scale.at(starts_on),
                    "end": scale.at(ends_on),
                    "tone": tones[row.action.priority],
                }
            ],
            "dates": [scale.at(m.due_on) for m in row.sheet.milestones],
        }
        for row, starts_on, ends_on in dated
    ]
    due = [(m, row) for row, _, _ in dated for m in row.sheet.milestones]
    due.sort(key=lambda pair: (pair[0].due_on, pair[1].spot))
    return {
        "figure": {
            "draw": "gantt",
            "periods": scale.periods,
            "rows": lines,
            "source": "fiches action. Losange : jalon. Teinte pleine : priorité 1.",
        },
        "dates": [
            {
                "date": short_date(milestone.due_on),
                "actions": row.spot,
                "text": milestone.label,
                "who": row.action.owner.name,
            }
            for milestone, row in due
        ],
    }
