"""What was planned, what happened, what was said and what became of it: the logbook."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from atelier_local.clock import PARIS, day_of
from atelier_local.ground.files.typography import figure, french
from atelier_local.ground.ui.typography import period, short_date
from atelier_local.programme.ateliers.enums import Family, Stage
from atelier_local.programme.thread.enums import Fate
from atelier_local.programme.thread.models import Node
from atelier_local.steps.evidence.models import Document, Interview
from atelier_local.steps.strategy.models import Disagreement
from atelier_local.steps.strategy.queries import disagreements
from atelier_local.steps.wall.enums import ContributionKind
from atelier_local.steps.wall.models import Activity, Contribution
from atelier_local.steps.workshops.models import Workshop

from ..enums import Place
from ..rules import clock, ran
from .framing_note import BETWEEN
from .material import Material
from .plates import cover
from .shapes import (
    Shape,
    attendance,
    cited,
    dates_of,
    disagreed,
    head,
    pairs,
    plural,
    prose,
    written,
)
from .sheets import of_the_halls
from .sources import fate, who_spoke, who_was_heard

_PLACES = {1: Place.WORKSHOP_1, 2: Place.WORKSHOP_2, 3: Place.WORKSHOP_3}
_INTERIMS = {1: (Stage.INTERIM_1, Place.INTERIM_1), 2: (Stage.INTERIM_2, Place.INTERIM_2)}


def write(material: Material) -> dict[str, Any]:
    """The logbook as plain data."""
    said, heard = len(material.contributions), len(material.interviews)
    answered = sum(c.node_id in material.answers for c in material.contributions)
    return head(
        material,
        f"Carnet de suivi de l’Atelier, {material.atelier.epci.name}",
        "Ce qui était prévu, ce qui s’est passé, ce qui a été dit, et ce qu’il en est advenu",
        "Chaque parole, une suite",
    ) | {
        "cover": cover(material),
        "standfirst": "Chaque parole porte un numéro et reçoit une réponse. "
        "Aucun nom d’habitant n’est conservé.",
        "figures": pairs(
            (said, plural(said, "contribution numérotée", "contributions numérotées")),
            (answered, plural(answered, "a reçu une réponse", "ont reçu une réponse")),
            (heard, plural(heard, "entretien validé", "entretiens validés")),
            (
                len(material.documents),
                plural(len(material.documents), "document lu", "documents lus"),
            ),
        ),
        "steps": _steps(material),
    }


def _steps(material: Material) -> list[Shape]:
    """Each workshop, then what was done before the next one."""
    steps, sheets = [], of_the_halls(material)
    disputes = list(disagreements(material.atelier))
    last = material.workshops[-1].pk if material.workshops else None
    for workshop in material.workshops:
        mine = [one for one in disputes if (one.workshop_id or last) == workshop.pk]
        steps.append(_workshop(material, workshop, sheets[workshop.pk], mine))
        if workshop.ordinal in _INTERIMS:
            steps.append(_interim(material, workshop.ordinal))
    return [step for step in steps if len(step) > len(_NAMES)]


_NAMES = ("kind", "title", "dates")


def _workshop(
    material: Material, workshop: Workshop, sheets: list[Shape], disputes: list[Disagreement]
) -> Shape:
    ordinal = workshop.ordinal
    said = material.said_at(ordinal)
    present = material.outcomes[ordinal].present
    groups = [group for group in material.groups if group.workshop_id == workshop.pk]
    step: Shape = {
        "kind": f"Atelier {ordinal}",
        "title": workshop.title,
        "dates": f"{workshop.place}, {dates_of(workshop)}",
    }
    told = {
        "standfirst": workshop.purpose if workshop.is_held else "",
        "facts": pairs(
            (present, plural(present, "personne présente", "personnes présentes")),
            (len(said), plural(len(said), "contribution")),
            (len(groups), plural(len(groups), "regroupement")),
            cited(said),
        ),
        "attendance": attendance(material, ordinal),
        "run": _run(material, workshop),
        "blocks": _narrative(material, workshop)
        + _tables(workshop, said)
        + _groups(material, groups),
        "tables": sheets,
        "decisions": [
            {
                "number": f"D{number}",
                "text": one.text,
                "who": one.carrier,
                "due": short_date(one.due_on) if one.due_on else "",
            }
            for number, one in material.outcomes[ordinal].decisions
        ],
        "corrections": [
            {
                "text": c.node.words,
                "who": who_spoke(c),
                "fate": fate(material, c.node) or "en attente",
            }
            for c in said
            if c.kind == ContributionKind.CORRECTION
        ],
        "disagreements": _disagreements(workshop, disputes),
        "register": _register(material, said) if said else None,
        "next": list(workshop.open_questions),
    }
    return step | {key: value for key, value in told.items() if value}


def _run(material: Material, workshop: Workshop) -> list[Shape]:
    """The run of show as it was planned, beside when its questions were open; then what was put
    to the room and was not in it.
    """
    asked = [one for one in material.activities if one.workshop_id == workshop.pk]
    lines = []
    for day in workshop.days.all():
        date_of = day.meeting.starts_at.astimezone(PARIS).date()
        for sequence in day.sequences.all():
            starts_at = datetime.combine(date_of, sequence.starts_at, PARIS)
            mine = [one for one in asked if one.sequence_id == sequence.pk]
            lines.append(
                {
                    "time": clock(starts_at, starts_at),
                    "planned": sequence.title,
                    "aim": sequence.objective,
                    "actual": ran(starts_at, sequence.minutes, _ended(material, mine)),
                }
            )
    return lines + [_unplanned(material, one) for one in asked if _is_unplanned(material, one)]


def _ended(material: Material, asked: Iterable[Activity]) -> list[tuple[datetime, datetime]]:
    told = (spell for one in asked for spell in material.spells.get(str(one.pk), ()))
    return [(first, last) for first, last in told if last is not None]


def _is_unplanned(material: Material, asked: Activity) -> bool:
    return asked.sequence_id is None and bool(_ended(material, [asked]))


def _unplanned(material: Material, asked: Activity) -> Shape:
    spells = _ended(material, [asked])
    first, last = (moment.astimezone(PARIS) for moment in (spells[0][0], spells[-1][1]))
    return {
        "time": "–",
        "planned": "Hors du conducteur",
        "aim": asked.question,
        "actual": f"{clock(first, first)} à {clock(last, last)}.",
    }


def _narrative(material: Material, workshop: Workshop) -> list[Shape]:
    """What the team wrote of the day, and the minutes of each day when they say something else."""
    minutes = dict.fromkeys(
        day.meeting.minutes.strip() for day in workshop.days.all() if day.meeting.minutes.strip()
    )
    blocks = written(material, _PLACES[workshop.ordinal])
    for text in minutes:
        if text != workshop.purpose:
            blocks += [{"heading": "Compte rendu"}, *prose(material, text)]
    return blocks


def _tables(workshop: Workshop, said: list[Contribution]) -> list[Shape]:
    """What each table was about, and what it wrote: by number, the register has the words."""
    written = {
        table: [c.node.number for c in said if c.table == table.number and c.node.number]
        for table in workshop.tables.all()
    }
    if not any(written.values()):
        return []
    rows = [
        [str(table.number), table.theme or "–", ", ".join(numbers) or "–"]
        for table, numbers in written.items()
    ]
    columns = [
        {"label": "Table", "width": 0.5},
        {"label": "Son thème", "width": 1.6},
        {"label": "Ce qu’elle a écrit", "width": 3},
    ]
    return [{"heading": "Les tables"}, {"table": {"columns": columns, "rows": rows}}]


def _disagreements(workshop: Workshop, disputes: list[Disagreement]) -> list[Shape]:
    """What the hall noted, then what each college says of it, settled since or not."""
    known = {french(one.title) for one in disputes}
    noted = [
        {"title": title, "text": text}
        for title, text in workshop.disagreements
        if french(title) not in known
    ]
    return noted + [
        disagreed(one) | ({"next": f"Levé : {one.settled}"} if one.settled else {})
        for one in disputes
    ]


def _groups(material: Material, groups: list[Any]) -> list[Shape]:
    if not groups:
        return []
    rows = [
        [
            group.node.number,
            group.node.words,
            ", ".join(node.number for node in material.sources(group.pk)),
        ]
        for group in groups
    ]
    columns = [
        {"label": "N°", "width": 0.5},
        {"label": "Ce que l’on a regroupé", "width": 2},
        {"label": "Contributions", "width": 2.6},
    ]
    return [{"heading": "Les regroupements"}, {"table": {"columns": columns, "rows": rows}}]


_MANY = {
    Fate.ADOPTED.label: "retenues",
    Fate.AMENDED.label: "retenues, et modifiées",
    Fate.DEFERRED.label: "différées",
    Fate.FORWARDED.label: "transmises",
    Fate.REJECTED.label: "écartées",
}
"""What is said of several; « hors périmètre » does not change."""


def _register(material: Material, said: list[Contribution]) -> Shape:
    fates = Counter(fate(material, c.node) or "Sans réponse" for c in said)
    numbered = [c for c in said if c.node.number]
    return {
        "lines": [_line(material, c) for c in numbered],
        "balance": [
            {"value": figure(count), "label": (count > 1 and _MANY.get(name)) or name.lower()}
            for name, count in fates.most_common(6)
        ],
    }


def _line(material: Material, contribution: Contribution) -> Shape:
    node = contribution.node
    answer = material.answers.get(node.pk)
    return {
        "code": node.number,
        "words": node.words,
        "who": who_spoke(contribution),
        "place": contribution.place,
        "fate": fate(material, node) or "En attente",
        "became": answer.reason if answer else _became(material, node),
    } | ({"family": contribution.family} if contribution.family in Family.values else {})


def _became(material: Material, node: Node) -> str:
    return ", ".join(n.number for n in material.became[node.pk] if n.number)


# Between two workshops ------------------------------------------------------------------


def _interim(material: Material, ordinal: int) -> Shape:
    stage, place = _INTERIMS[ordinal]
    dates = material.stages.get(stage)
    step: Shape = {
        "kind": stage.label,
        "title": BETWEEN[ordinal][1].capitalize(),
        "dates": period(dates.starts_on, dates.ends_on) if dates else "",
    }
    turn = material.stages.get(Stage.WORKSHOP_2)
    in_phase = _first_or_second(turn.starts_on if turn else None, ordinal)
    heard = [i for i in material.interviews.values() if in_phase(i.held_on)]
    read = [d for d in material.documents if in_phase(day_of(d.at))]
    told = {
        "blocks": written(material, place),
        "interviews": [_interview(material, interview) for interview in heard],
        "documents": [_document(document) for document in read],
    }
    return step | {key: value for key, value in told.items() if value}


def _first_or_second(turn: date | None, ordinal: int) -> Any:
    def in_phase(day: date) -> bool:
        return (turn is None or day < turn) is (ordinal == 1)

    return in_phase


def _interview(material: Material, interview: Interview) -> Shape:
    return {
        "code": interview.number,
        "who": who_was_heard(interview),
        "date": short_date(interview.held_on),
        "summary": material.said(interview.synthesis),
    }


def _document(document: Document) -> Shape:
    return {
        "code": document.number,
        "title": f"{document.title}, {document.author}, {document.year}",
        "note": document.note,
    }
