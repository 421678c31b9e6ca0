"""Actions: a line of the table, a page of their own, their calendar."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import NamedTuple

from atelier_local.clock import day_of
from atelier_local.ground.files.typography import NBSP, figure, quoted
from atelier_local.ground.ui.typography import period, short_date
from atelier_local.programme.ateliers.enums import Family, Horizon
from atelier_local.programme.governance.enums import MeetingKind
from atelier_local.steps.financing.enums import CostNature
from atelier_local.steps.roadmap.enums import (
    Accuracy,
    Backing,
    Maturity,
    MilestoneKind,
    Progress,
    Reversibility,
)
from atelier_local.steps.roadmap.models import Action, Update
from atelier_local.steps.roadmap.queries import Row
from atelier_local.steps.roadmap.rules import is_about

from ..rules import share
from .calendars import quarters
from .material import Material
from .money import costs_by_year
from .quotes import Quotes
from .shapes import Shape, long_date, main_family, month, pairs, plural
from .sources import notes, notes_in
from .strategy import HORIZONS

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
        "status": action.at_progress.label,
    }


def sheet(material: Material, row: Row, quotes: Quotes, *, whole: bool = False) -> Shape:
    """The page of an action: what must be decided in the text, what proves it beside it; `whole`,
    all that the sheet says, else what a booklet keeps of it.
    """
    action, axis = row.action, row.action.objective.axis
    why = _why(material, row, quotes)
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
            for milestone in row.sheet.milestones[: None if whole else STEPS]
        ],
        "indicators": [_measured(row)] if action.indicator else [],
    }


def _measured(row: Row) -> Shape:
    action = row.action
    return {
        "name": f"{action.indicator} ({action.unit})" if action.unit else action.indicator,
        "baseline": dated(action.baseline, action.baseline_when),
        "target": counted(action.target),
        "year": action.target_year or "–",
    }


def dated(value: str, when: str) -> str:
    """`236 (mars 2026)`."""
    return (f"{counted(value)} ({when})" if when else counted(value)) or "–"


def counted(value: str) -> str:
    """`1200` as people read it: `1 200`."""
    return figure(int(value)) if value.isdecimal() else value


def _details(material: Material, row: Row) -> list[Shape]:
    """What else the sheet says, each thing under its name; the issues it answers, by their rank."""
    action, met = row.action, material.behind(row.action.pk)
    asked = [issue.node.words for issue in material.issues if issue.node in met]
    measured = (
        action.source,
        action.frequency,
        action.meter if action.indicator else "",
    )
    told = (
        (plural(len(asked), "Enjeu", "Enjeux"), " ".join(asked)),
        ("Familles", ", ".join(Family(letter).label for letter in action.families)),
        ("Ce qui fait la priorité", _priority(row)),
        ("Thèmes", action.themes),
        ("Résultats attendus", action.results),
        ("Publics visés", action.publics),
        ("Qui pilote", action.pilot),
        ("Maître d’ouvrage", action.client),
        ("Engagement", Backing(action.backing).label if action.backing else ""),
        ("Assistance à maîtrise d’ouvrage", action.assistance),
        ("Part des habitants", action.residents),
        ("Dates", period(action.starts_on, action.ends_on) if action.starts_on else ""),
        ("Délibération", short_date(action.resolved_on) if action.resolved_on else ""),
        ("Ce qu’il faut avant", action.prerequisites),
        ("Règles à regarder", action.regulation),
        ("Coût par nature", _costs(row)),
        ("Coût par année", _cost_years(row)),
        ("Mesure", " ; ".join(filter(None, measured))),
        ("Vigilance", action.vigilance),
        ("Sol", action.soil),
        ("Climat", action.climate_worded),
        ("Réversible", Reversibility(action.reversible).label if action.reversible else ""),
        ("Effets sur le milieu", action.ecology),
        *_life(material, row),
    )
    return [
        {"label": label, "value": value[0].upper() + value[1:]} for label, value in told if value
    ]


def _costs(row: Row) -> str:
    """`études 80 000 €, travaux 400 000 €, à 30 % près`."""
    by_nature: Counter[CostNature] = Counter()
    for cost in row.sheet.costs:
        by_nature[CostNature(cost.nature)] += cost.amount_eur
    told = [f"{nature.label.lower()} {figure(amount)} €" for nature, amount in by_nature.items()]
    basis = "hors taxes" if row.action.plan.without_vat else "toutes taxes comprises"
    return ", ".join([*told, basis, *_range(row)]) if told else ""


def _range(row: Row) -> list[str]:
    """`à 30 % près, soit de 294 000 à 546 000 €`."""
    if not row.action.accuracy:
        return []
    accuracy, cost = Accuracy(row.action.accuracy), row.money.cost
    gap = cost * int(accuracy) // 100
    return [f"{accuracy.label}, soit de {figure(cost - gap)} à {figure(cost + gap)} €"]


def _cost_years(row: Row) -> str:
    """`2027 : 120 000 €, 2028 : 300 000 €`; nothing of an action without dates."""
    cost, weights = row.money.cost, costs_by_year(row)
    unit = 1 if cost % 1000 else 1000
    years = share(cost // unit, weights).items() if cost else ()
    return ", ".join(f"{year}{NBSP}: {figure(amount * unit)} €" for year, amount in years if year)


def _priority(row: Row) -> str:
    """What the room weighed, and how many asked for it."""
    marks = [f"{name} {mark.label}" for name, mark in row.action.marks]
    if not marks:
        return ""
    count = len(row.heard)
    asked = plural(count, "contribution à son origine", "contributions à son origine")
    return f"{', '.join(marks)}, soit {row.action.score} sur 9 ; {count} {asked}"


def _life(material: Material, row: Row) -> Iterator[tuple[str, str]]:
    """How far the action has come: by its latest news, by the reviews that spoke of it."""
    action, news = row.action, material.news.get(row.action.pk)
    yield "Avancement", _progress(action, news)
    held = [m for m in material.meetings if m.kind == MeetingKind.REVIEW and m.held_at]
    reviews = sorted(held, key=lambda meeting: meeting.starts_at)
    if reviews:
        yield "Dernière revue", long_date(day_of(reviews[-1].starts_at))
    if news:
        blocked = action.at_progress is Progress.BLOCKED
        yield "Ce qui bloque" if blocked else "Dernière nouvelle", material.said(news.news)
    decided = (one.text for review in reviews for one in review.decisions.all())
    yield "Décisions", " ".join(text for text in decided if is_about(text, action.node.number))
    if news:
        yield "La suite", material.said(news.next_step)


def _progress(action: Action, news: Update | None) -> str:
    """`En cours, 40 %, au 3 mars 2028`."""
    done = f", {action.percent} %" if action.percent else ""
    when = f", au {short_date(day_of(news.at))}" if news else ""
    return f"{action.at_progress.label.capitalize()}{done}{when}"


def _why(material: Material, row: Row, quotes: Quotes) -> str:
    """What the action answers, with words of those who asked for it, and of whoever carries it."""
    objective = row.action.objective
    reason = material.told(objective.text) if objective.text else objective.node.words
    pledged = next((p for p in material.pledges if p.action_id == row.action.pk), None)
    lines = [reason]
    if said := quotes.get(row.action.pk):
        lines.append(f"{quoted(said.words)} [[{said.number}]]")
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
            "dates": [scale.at(day) for day, *_ in _due(row)],
        }
        for row, starts_on, ends_on in dated
    ]
    due = _gathered(one for row in material.roadmap.rows for one in _due(row))
    return {
        "figure": {
            "draw": "gantt",
            "periods": scale.periods,
            "rows": lines,
            "source": "fiches action. Losange : date qui engage. Teinte pleine : priorité 1.",
        },
        "dates": [one for one in due if one["kind"] != MilestoneKind.STEP.label],
        "steps": [one for one in due if one["kind"] == MilestoneKind.STEP.label],
    }


class _Due(NamedTuple):
    """What must be done by a day, and by whom."""

    day: date
    kind: MilestoneKind
    text: str
    spot: str
    who: str


def _due(row: Row) -> Iterator[_Due]:
    """Votes, files to lodge, contracts, and the other steps."""
    action, sheet = row.action, row.sheet
    who = action.owner.name
    if action.resolved_on:
        vote = "Vote de l’action et de son plan de financement"
        yield _Due(action.resolved_on, MilestoneKind.DECISION, vote, row.spot, action.client)
    for line in sheet.lines:
        if line.due_on:
            asked = ", ".join(filter(None, (line.funder, line.scheme)))
            yield _Due(line.due_on, MilestoneKind.FILING, asked, row.spot, who)
    for step in sheet.milestones:
        yield _Due(step.due_on, MilestoneKind(step.kind), step.label, row.spot, who)


def _gathered(due: Iterable[_Due]) -> list[Shape]:
    """In the order of days; what several actions do on one day is one line."""
    lines = groupby(sorted(due), key=lambda one: one[:3])
    return [_due_line(list(same)) for _, same in lines]


def _due_line(same: list[_Due]) -> Shape:
    one = same[0]
    return {
        "date": short_date(one.day),
        "actions": ", ".join(due.spot for due in same),
        "kind": one.kind.label,
        "text": one.text,
        "who": few(list(dict.fromkeys(due.who for due in same)), most=2),
    }
