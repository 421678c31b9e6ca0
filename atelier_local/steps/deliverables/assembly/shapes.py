"""Shapes that several documents share (`typst/CONTRACT.md`): who it is about, prose, maps."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from atelier_local.clock import day_of
from atelier_local.ground.files.emphasis import marked
from atelier_local.ground.files.typography import drawable, figure, quoted
from atelier_local.ground.ui.typography import period
from atelier_local.programme.ateliers.enums import Audience, Family, PartyKind, Stage
from atelier_local.programme.governance.enums import College, Opinion
from atelier_local.programme.people.models import Person
from atelier_local.programme.territories.queries import facts
from atelier_local.programme.thread.models import Node
from atelier_local.steps.strategy.models import Disagreement
from atelier_local.steps.strategy.queries import disagreements as disputed
from atelier_local.steps.wall.models import Contribution
from atelier_local.steps.workshops.models import Workshop

from ..enums import DeliverableState, Place
from ..models import Section
from .editions import Edition
from .material import Material
from .photographs import blocks as photographs
from .sources import notes_in

_MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
FACES = ("Bricolage Grotesque", "Source Serif 4", "Source Sans 3", "Noto Sans Arabic")
NOTICE = "Atelier fictif – contenus de démonstration sur un territoire réel"

type Shape = dict[str, Any]


def long_date(day: date) -> str:
    """`1er mars 2027`."""
    return f"{day.day}{'er' if day.day == 1 else ''} {_MONTHS[day.month - 1]} {day.year}"


def month(day: date) -> str:
    """`Mars 2027`."""
    return f"{_MONTHS[day.month - 1].capitalize()} {day.year}"


def _status(material: Material) -> str:
    """Which version it is; of a document that was frozen, composed again, that it is none."""
    today = long_date(day_of(material.at))
    if material.correction and material.errata:
        return f"Version {material.errata[-1].number}, corrigée le {today}"
    if material.deliverable.frozen_at:
        return f"Texte du {today}, d’après l’Atelier ; le PDF figé fait foi"
    shared = material.deliverable.state == DeliverableState.SHARED
    return f"{'Version partagée' if shared else 'Projet'}, {today}"


def head(material: Material, title: str, subtitle: str = "", large: str = "") -> Shape:
    """What opens and closes every document: its names, its date, its credits."""
    today = day_of(material.at)
    place = facts(material.atelier.epci)
    framed = material.stages.get(Stage.FRAMING)
    ended = material.stages.get(Stage.FEEDBACK)
    return {
        "document": {
            "title": title,
            "subtitle": subtitle,
            "date": today.isoformat(),
            "status": _status(material),
        },
        "atelier": {
            "name": material.atelier.epci.name,
            "place": place.where,
            "dates": f"{month(framed.starts_on)} – {month(ended.starts_on).lower()}"
            if framed and ended
            else "",
            "title": large,
            "notice": NOTICE if material.atelier.fictitious else "",
        },
        "errata": [_edition(one) for one in material.errata],
        "colophon": _colophon(material),
    }


def _edition(one: Edition) -> Shape:
    day = long_date(day_of(one.at))
    return {"version": f"Version {one.number}", "date": day, "text": one.text}


def _colophon(material: Material) -> list[Shape]:
    pilots = [p.organisation.name for p in material.parties if p.kind == PartyKind.PILOT]
    pilots += [p.organisation.name for p in material.parties if p.kind == PartyKind.LOCAL_AUTHORITY]
    team = [p.organisation.name for p in material.parties if p.kind == PartyKind.CONSORTIUM]
    pairs = (
        ("Pilotage", ", ".join(pilots[:3])),
        ("Équipe", ", ".join(team)),
        ("Avis des collèges", " ; ".join(_opinions(material))),
        ("Cartes", _contours(material)),
        ("Licence", "Licence Ouverte 2.0. Les paroles citées le sont sans nom."),
        ("Caractères", f"{', '.join(FACES)}, SIL Open Font 1.1"),
    )
    return [{"label": label, "value": value} for label, value in pairs if value]


def _opinions(material: Material) -> Iterable[str]:
    for college, given in material.approvals.items():
        said = material.said(given.reservation)
        reservation = f" : {quoted(said)}" if said else ""
        yield f"{college.label}, {Opinion(given.opinion).label}{reservation}"


def _contours(material: Material) -> str:
    sources = {c.contour.source for c in material.communes if hasattr(c, "contour")}
    return f"Contours : {' ; '.join(sorted(sources))}" if sources else ""


def official(person: Person) -> str:
    """Who speaks for a college: a function and an organisation."""
    house = person.organisation.name if person.organisation else ""
    return ", ".join(filter(None, [person.function, house])) or "Sans précision"


def approvals(material: Material) -> list[Shape]:
    return [
        {
            "college": college.label,
            "who": official(given.by),
            "opinion": Opinion(given.opinion).label,
            "reservation": material.said(given.reservation),
            "date": long_date(day_of(given.at)),
        }
        for college in College
        if (given := material.approvals.get(college))
    ]


# Prose --------------------------------------------------------------------------------


SUBTITLE, ITEM, SAID, WHO = "## ", "- ", "> ", " — "
"""How a line begins that is a subtitle, an item of a list, somebody’s words; what names who."""


def prose(material: Material, text: str) -> list[Shape]:
    """A text as blocks: paragraphs with the notes of what they cite, subtitles, lists, words of
    somebody (`> Le car ne passe plus. — Une habitante`).
    """
    blocks: list[Shape] = []
    for line in paragraphs(material, text):
        words, _, who = line.removeprefix(SAID).rpartition(WHO)
        if line.startswith(SUBTITLE):
            blocks.append({"heading": line.removeprefix(SUBTITLE)})
        elif line.startswith(ITEM):
            if not blocks or "list" not in blocks[-1]:
                blocks.append({"list": []})
            blocks[-1]["list"].append(marked(line.removeprefix(ITEM)))
        elif line.startswith(SAID) and words:
            blocks.append({"quote": {"text": words.strip("« \u00a0»"), "author": who}})
        else:
            blocks.append({"text": marked(line), "notes": notes_in(material, line)})
    return blocks


def paragraphs(material: Material, text: str) -> list[str]:
    """The lines of a text that say something."""
    return [line.strip() for line in material.told(text).split("\n") if drawable(line).strip()]


def written(material: Material, *at: Place, heading: bool = True) -> list[Shape]:
    """The sections written for these places, one after the other."""
    blocks: list[Shape] = []
    for section in sections(material, *at):
        if heading:
            blocks.append({"heading": material.told(section.node.words)})
        blocks += narrative(material, section)
    return blocks


def narrative(material: Material, section: Section) -> list[Shape]:
    """What a section tells, then what it shows."""
    return prose(material, section.text) + photographs(material.photographs[section.pk])


def sections(material: Material, *at: Place) -> list[Section]:
    return [section for place in at for section in material.sections[place]]


def essays(material: Material, *at: Place) -> list[Shape]:
    """The same sections, each as a short chapter."""
    return [
        {"title": material.told(section.node.words), "blocks": narrative(material, section)}
        for section in sections(material, *at)
    ]


def disagreements(material: Material) -> list[Shape]:
    """What was written of them, then those left open, each college in its words."""
    return [
        {"title": material.told(section.node.words), "text": marked(material.told(section.text))}
        for section in sections(material, Place.DISAGREEMENT)
    ] + [disagreed(one) for one in disputed(material.atelier) if not one.settled]


def disagreed(one: Disagreement) -> Shape:
    """A point on which parties do not agree, and who says what of it."""
    told: Shape = {
        "title": one.title,
        "text": one.text,
        "positions": [{"who": who, "words": words} for who, words in one.positions],
    }
    return told | ({"next": one.next} if one.next else {})


def question(material: Material) -> Shape | None:
    """The question as first asked, as it stands, and how it moved."""
    asked = material.statements
    if not asked:
        return None
    later = asked[1:]
    return {
        "initial": asked[0].question,
        "reformulated": later[-1].question if later else "",
        "moves": [
            {
                "when": month(day_of(s.at)),
                "title": s.why or "Une autre façon de le demander",
                "text": s.question,
            }
            for s in later
        ],
    }


# Who was there, what was said ---------------------------------------------------------


def titled(workshop: Workshop) -> str:
    """« Atelier 1, regarder ensemble »."""
    return f"{workshop}, {workshop.title[:1].lower()}{workshop.title[1:]}"


def dates_of(workshop: Workshop) -> str:
    meetings = [day.meeting for day in workshop.days.all()]
    if not meetings:
        return workshop.place
    first, last = day_of(meetings[0].starts_at), day_of(meetings[-1].starts_at)
    return period(first, last)


def attendance(material: Material, ordinal: int) -> Shape | None:
    came = sorted(material.outcomes[ordinal].attendance.items(), key=lambda pair: -pair[1])
    if not came:
        return None
    return {
        "draw": "bars",
        "rows": [[Audience(audience).label, count] for audience, count in came],
        "title": "Qui était là",
        "source": "comptages à l’entrée, sans liste nominative.",
    }


def pairs(*told: tuple[str | int, str]) -> list[Shape]:
    return [
        {"value": figure(value) if isinstance(value, int) else value, "label": label}
        for value, label in told
        if value
    ]


def plural(count: int, one: str, many: str = "") -> str:
    return one if count < 2 else many or f"{one}s"


def cited(said: Iterable[Contribution]) -> tuple[int, str]:
    """How many communes these words are about, for `pairs`."""
    count = len({c.commune_id for c in said if c.commune_id})
    return count, plural(count, "commune citée", "communes citées")


def main_family(families: str) -> str:
    return families[0] if families else Family.A.value


def families(text: str) -> list[str]:
    return [letter for letter in Family.values if letter in text] or [Family.A.value]


def agreement_words(nodes: Iterable[Node]) -> str:
    """`12 contributions · F-003, F-007` for what something rests on."""
    kinds = Counter(node.at_kind for node in nodes)
    return " · ".join(
        f"{count} {kind.plural if count > 1 else kind.label.lower()}"
        for kind, count in sorted(kinds.items(), key=lambda pair: pair[0].rank)
    )
