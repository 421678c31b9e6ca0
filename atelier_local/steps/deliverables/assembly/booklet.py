"""The essential of an Atelier in some forty pages: the booklet."""

from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from atelier_local.ground.files.emphasis import marked
from atelier_local.ground.files.typography import figure
from atelier_local.ground.ui.typography import of, period
from atelier_local.programme.ateliers.enums import Audience, Family, Stage
from atelier_local.steps.roadmap.queries import Row
from atelier_local.steps.wall.models import Contribution
from atelier_local.steps.workshops.models import Workshop

from ..enums import Place
from ..models import Section
from ..rules import MEANING, PLACES
from . import money, strategy
from .actions import action_line, calendar, sheet
from .calendars import months
from .material import Material
from .plates import by_family, cover, plates
from .quotes import quoted_in
from .shapes import (
    Shape,
    attendance,
    cited,
    dates_of,
    disagreements,
    essays,
    head,
    narrative,
    pairs,
    paragraphs,
    plural,
    question,
    sections,
)
from .zooms import voices, zooms

SHEETS = 4
LONGEST_TITLE = 60
MOST_LINES = 12
"""Lines of a calendar under which a chart still holds."""
SIGNATURE = "— "
"""How the last line of a preface begins: who signs it."""
KEYWORDS = "Mots-clés :"

_PLACES = {1: Place.WORKSHOP_1, 2: Place.WORKSHOP_2, 3: Place.WORKSHOP_3}
_INTERIMS = {1: Place.INTERIM_1, 2: Place.INTERIM_2}


def write(material: Material) -> dict[str, Any]:
    """The booklet as plain data."""
    rows = material.roadmap.rows
    opened = head(
        material,
        f"Livret de capitalisation, {material.atelier.epci.name}",
        material.atelier.question,
        _title(material),
    )
    opened["colophon"] += _reading(material)
    return opened | {
        "cover": cover(material),
        "figures": _figures(material),
        "prefaces": [_preface(material, s) for s in sections(material, Place.PREFACE)],
        "opening": essays(material, Place.OPENING),
        "plates": plates(material),
        "question": question(material),
        "question_told": essays(material, Place.QUESTION),
        "portraits": essays(material, Place.PORTRAIT),
        "method": _method(material),
        "sessions": [_session(material, workshop) for workshop in material.workshops],
        "issues": strategy.issues(material),
        "issues_told": essays(material, Place.ISSUES),
        "strategy": strategy.strategy(material),
        "strategy_told": essays(material, Place.STRATEGY),
        "zooms": zooms(material),
        "actions": [action_line(row) for row in rows],
        "total_cost": figure(strategy.grand_total(material)),
        "basis": money.basis(rows),
        "calendar": _calendar(material),
        "sheets": _sheets(material),
        "disagreements": disagreements(material),
        "lessons": [_lesson(material, s) for s in sections(material, Place.LESSON)],
        "closing": essays(material, Place.CLOSING),
    }


def _sheets(material: Material) -> list[Shape]:
    rows = _leading(material.roadmap.rows)
    quotes = quoted_in(material, rows)
    return [sheet(material, row, quotes) for row in rows]


def _title(material: Material) -> str:
    """The names of the axes, when they make a title."""
    names = ", ".join(axis.name for axis in material.axes)
    title = names[:1].upper() + names[1:].lower()
    return title if 0 < len(title) <= LONGEST_TITLE else "Ce que nous avons fait ensemble"


def _reading(material: Material) -> list[Shape]:
    """How easily each section is read, in the order of the booklet."""
    written = [section for at in PLACES[material.kind] for section in material.sections[at]]
    told = [f"{s.node.words}, {s.ease.score}" for s in written if s.ease]
    if not told:
        return []
    return [
        {"label": "Lecture", "value": f"Indice de Kandel et Moles. {MEANING} {' ; '.join(told)}."}
    ]


def _figures(material: Material) -> list[Shape]:
    present = sum(material.outcomes[w.ordinal].present for w in material.workshops)
    actions = len(material.roadmap.rows)
    said = len(material.contributions)
    return pairs(
        (len(material.communes), plural(len(material.communes), "commune")),
        (present, plural(present, "présence aux ateliers", "présences aux ateliers")),
        (said, plural(said, "contribution numérotée", "contributions numérotées")),
        (actions, plural(actions, "action", "actions, chacune avec son porteur")),
    )


def _preface(material: Material, section: Section) -> Shape:
    """A preface ends with who signs it, on a line of its own: « — Nom, fonction »."""
    text, _, signature = section.text.strip().rpartition(f"\n{SIGNATURE}")
    if not text:
        text, signature = section.text.strip(), ""
    name, _, role = signature.partition(", ")
    return {
        "title": material.told(section.node.words),
        "about": f"Préface {of(name)}" if name else "Préface",
        "name": name,
        "role": role[:1].upper() + role[1:],
        "paragraphs": [marked(line) for line in paragraphs(material, text)],
    }


def _lesson(material: Material, section: Section) -> Shape:
    """A lesson may end with its keywords, for other Ateliers to find it."""
    text, _, tags = section.text.partition(KEYWORDS)
    return {
        "title": material.told(section.node.words),
        "text": marked(material.told(text.strip())),
        "tags": [tag.strip() for tag in tags.split(",") if tag.strip()],
    }


def _method(material: Material) -> Shape | None:
    told = sections(material, Place.METHOD)
    if not told:
        return None
    return {
        "title": material.told(told[0].node.words),
        "about": "La méthode et la frise",
        "blocks": [block for section in told for block in narrative(material, section)],
        "timeline": [
            {"date": period(dates.starts_on, dates.ends_on), "text": stage.label}
            for stage, dates in sorted(material.stages.items(), key=lambda pair: pair[0].rank)
            if Stage.FRAMING.rank <= stage.rank <= Stage.FEEDBACK.rank
        ],
        "figure": _timeline(material),
    }


def _timeline(material: Material) -> Shape | None:
    dates = [
        (stage, material.stages[stage])
        for stage in Stage
        if stage in material.stages and Stage.FRAMING.rank <= stage.rank <= Stage.FEEDBACK.rank
    ]
    if len(dates) < 2:
        return None
    scale = months(dates[0][1].starts_on, max(d.ends_on or d.starts_on for _, d in dates))
    rows = [
        {
            "label": label,
            "bars": [
                {
                    "word": "",
                    "start": scale.at(d.starts_on),
                    "end": scale.at(d.ends_on or d.starts_on),
                    "tone": "mid",
                }
                for stage, d in dates
                if stage in stages and (d.ends_on or d.starts_on) > d.starts_on
            ],
            "dates": [
                scale.at(d.starts_on) for stage, d in dates if stage in stages and stage in _MARKED
            ],
        }
        for label, stages in _ROWS
    ]
    return {"draw": "gantt", "periods": scale.periods, "rows": rows}


_MARKED = {Stage.WORKSHOP_1, Stage.WORKSHOP_2, Stage.WORKSHOP_3, Stage.FEEDBACK}
_ROWS: tuple[tuple[str, tuple[Stage, ...]], ...] = (
    ("Cadrage", (Stage.FRAMING,)),
    ("Ateliers in situ", (Stage.WORKSHOP_1, Stage.WORKSHOP_2, Stage.WORKSHOP_3)),
    ("Entre les ateliers", (Stage.INTERIM_1, Stage.INTERIM_2)),
    ("Production", (Stage.PRODUCTION, Stage.FEEDBACK)),
)


def _session(material: Material, workshop: Workshop) -> Shape:
    said = material.said_at(workshop.ordinal)
    groups = sum(group.workshop_id == workshop.pk for group in material.groups)
    present = material.outcomes[workshop.ordinal].present
    told = sections(material, _PLACES[workshop.ordinal])
    first = material.told(told[0].node.words) if told else workshop.title
    story = [block for section in told for block in narrative(material, section)]
    return {
        "number": str(workshop.ordinal),
        "title": first,
        "dates": f"{dates_of(workshop)}, {workshop.place}",
        "standfirst": workshop.purpose or workshop.title,
        "facts": pairs(
            (present, plural(present, "personne présente", "personnes présentes")),
            (len(said), plural(len(said), "contribution")),
            (groups, plural(groups, "regroupement")),
            cited(said),
        ),
        "backdrop": {"draw": "hills", "series": _hills(said), "tone": workshop.ordinal},
        "tone": workshop.ordinal,
        "blocks": list(_withvoices(material, story, said)),
        "maps": _maps(said),
        "attendance": attendance(material, workshop.ordinal),
        "after": essays(material, _INTERIMS[workshop.ordinal])
        if workshop.ordinal in _INTERIMS
        else [],
    }


def _hills(said: list[Contribution]) -> list[list[int]]:
    """Three rows of hills: what each audience said of each family."""
    counts = Counter((c.family, c.audience) for c in said)
    return [[counts[family, audience] for audience in Audience.values] for family in Family.values]


def _withvoices(
    material: Material, paragraphs: list[Shape], said: list[Contribution]
) -> Iterator[Shape]:
    """The story, and between its paragraphs the words on which most rests."""
    quotes = voices(material, said, most=max(2, len(paragraphs) // 2))
    for index in range(0, max(len(paragraphs), 1), 2):
        yield from paragraphs[index : index + 2]
        if quotes:
            yield {"quote": quotes.pop(0)}


def _maps(said: list[Contribution]) -> list[Shape]:
    """Two small maps: how much was said of each commune, and about what."""
    places = Counter(c.commune_id for c in said if c.commune_id)
    if not places:
        return []
    return [
        {"draw": "voices", "values": dict(places), "title": "Où l’on a parlé"},
        {
            "draw": "subjects",
            "families": by_family(said),
            "title": "De quoi l’on a parlé d’abord",
        },
    ]


def _calendar(material: Material) -> Shape | None:
    drawn = calendar(material)
    if drawn is None:
        return None
    crowded = len(drawn["figure"]["rows"]) > MOST_LINES
    paid = None if crowded else money.consolidated(material)
    return {"figure": drawn["figure"], "money": paid["figure"] if paid else None}


def _leading(rows: list[Row]) -> list[Row]:
    """The first-priority actions most asked for, one an axis as long as there are axes."""
    by_axis: dict[Any, list[Row]] = {}
    for row in sorted(rows, key=lambda r: (r.action.priority, -len(r.heard))):
        by_axis.setdefault(row.action.objective.axis_id, []).append(row)
    turns = zip_longest(*by_axis.values())
    chosen = [row for turn in turns for row in turn if row is not None][:SHEETS]
    return [row for row in rows if row in chosen]
