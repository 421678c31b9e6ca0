"""How the Atelier will work, and when: the framing note."""

from collections import defaultdict
from typing import Any

from atelier_local.clock import day_of
from atelier_local.ground.ui.typography import period, short_date
from atelier_local.programme.ateliers.enums import Audience, PartyKind, Stage
from atelier_local.programme.governance.enums import MeetingKind
from atelier_local.steps.framing.queries import Asked, by_due_date
from atelier_local.steps.workshops.enums import PURPOSES

from ..enums import Place
from ..rules import named_in
from .calendars import months
from .material import Material
from .shapes import (
    Shape,
    approvals,
    dates_of,
    head,
    long_date,
    plural,
    prose,
    question,
    written,
)

RULE = (
    "Un texte est partagé quand les trois collèges, la collectivité, l’État et les partenaires, "
    "l’ont chacun approuvé. Le silence ne vaut pas accord ; une réserve est écrite et lue à côté "
    "de l’avis."
)


BETWEEN = {
    1: (
        Stage.INTERIM_1,
        "lire, écouter, vérifier",
        "Lire les documents demandés, conduire les entretiens, écrire les constats avec leurs "
        "sources.",
    ),
    2: (
        Stage.INTERIM_2,
        "revenir, compléter, choisir",
        "Répondre aux objections, compléter les preuves, préparer les actions avec ceux qui les "
        "porteront.",
    ),
}
"""What is done after a workshop until the next: its stage, in a few words, in a sentence."""


def write(material: Material) -> dict[str, Any]:
    """The framing note as plain data."""
    framing = material.framing
    return head(material, f"Note de cadrage de l’Atelier, {material.atelier.epci.name}") | {
        "context": written(material, Place.CONTEXT),
        "question": question(material),
        "excluded": _lines(framing.out_of_scope) if framing else [],
        "perimeter": _perimeter(material),
        "governance": _governance(material),
        "stakeholders": _stakeholders(material),
        "method": [
            *(prose(material, framing.methodology) if framing else []),
            *written(material, Place.METHOD),
        ],
        "phases": _phases(material),
        "calendar": _calendar(material),
        "team": _team(material),
        "requests": _requests(material),
        "logistics": _welcome(material),
        "communication": written(material, Place.GUARANTEES),
        "risks": [{"risk": r.risk, "answer": r.answer} for r in framing.risks.all()]
        if framing
        else [],
        "indicators": _indicators(material),
        "approvals": approvals(material),
    }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _perimeter(material: Material) -> Shape | None:
    if not material.territory:
        return None
    held = {name for w in material.workshops for name in named_in(w.place, material.code_of)}
    hosts = [name for name in material.code_of if name in held]
    count = len(material.communes)
    reading = (
        f"Le périmètre de réflexion est celui de l’intercommunalité : {count} "
        f"{plural(count, 'commune')}."
    )
    if hosts:
        reading += f" Les ateliers se tiennent à {', '.join(hosts)}."
    return {
        "reading": reading,
        "source": "contours administratifs simplifiés.",
        "map": {
            "draw": "perimeters",
            "intervention": [material.code_of[name] for name in hosts],
            "sites": [],
        },
    }


def _governance(material: Material) -> Shape:
    named: dict[PartyKind, list[str]] = defaultdict(list)
    for party in material.parties:
        named[PartyKind(party.kind)].append(party.organisation.name)
    deciding = [PartyKind.PILOT, PartyKind.LOCAL_AUTHORITY, PartyKind.OPERATOR]
    bodies = (
        (
            "Comité de pilotage",
            "Décide, valide chaque étape",
            [name for kind in deciding for name in named[kind]],
            "À chaque étape",
        ),
        ("Partenaires", "Donnent un avis, engagent leurs moyens", named[PartyKind.PARTNER], ""),
        ("Équipe", "Conduit l’Atelier", named[PartyKind.CONSORTIUM], ""),
    )
    return {
        "bodies": [
            {"name": name, "role": role, "members": ", ".join(members), "rhythm": rhythm}
            for name, role, members, rhythm in bodies
            if members
        ],
        "rule": RULE,
        "blocks": written(material, Place.GOVERNANCE),
    }


def _stakeholders(material: Material) -> Shape | None:
    known = list(material.framing.stakeholders.all()) if material.framing else []
    if not known:
        return None
    by_audience: dict[str, list[str]] = defaultdict(list)
    for someone in known:
        by_audience[someone.audience].append(someone.name)
    missing = [audience.label for audience in Audience if audience not in by_audience]
    return {
        "groups": [
            {"college": audience.label, "names": ", ".join(by_audience[audience])}
            for audience in Audience
            if audience in by_audience
        ],
        "figure": {
            "draw": "stakeholders",
            "points": [
                {"name": s.name, "influence": s.influence, "interest": s.interest} for s in known
            ],
            "title": "Qui compte, qui y tient",
            "source": "estimation de l’équipe au cadrage.",
        },
        "missing": missing,
    }


def _phases(material: Material) -> list[Shape]:
    """The three workshops, and between two what the team does of what was said."""
    listed: list[Shape] = []
    for workshop in material.workshops:
        listed.append(
            {
                "title": f"{workshop}, {workshop.title[:1].lower()}{workshop.title[1:]}",
                "dates": dates_of(workshop),
                "place": workshop.place,
                "aim": PURPOSES[workshop.ordinal] + ".",
                "audiences": workshop.publics,
                "participation": workshop.get_participation_display(),
                "guarantees": workshop.guarantees,
                "sequences": _lines(workshop.purpose),
            }
        )
        after = BETWEEN.get(workshop.ordinal)
        dated = material.stages.get(after[0]) if after else None
        if after and dated:
            stage, title, aim = after
            listed.append(
                {
                    "title": f"{stage.label}, {title}",
                    "dates": period(dated.starts_on, dated.ends_on),
                    "aim": aim,
                }
            )
    return listed


def _welcome(material: Material) -> list[Shape]:
    """Of each workshop of which something is said; what is not is to be."""
    keys = ("access", "supplies", "payer")
    listed = ((one, {key: getattr(one, key) for key in keys}) for one in material.workshops)
    return [
        {"session": str(workshop), "room": workshop.place}
        | {key: words or "à préciser" for key, words in told.items()}
        for workshop, told in listed
        if any(told.values())
    ]


def _indicators(material: Material) -> list[Shape]:
    told = material.framing.indicators.all() if material.framing else []
    keys = ("name", "baseline", "target", "source")
    return [{key: getattr(indicator, key) for key in keys} for indicator in told]


def _calendar(material: Material) -> Shape | None:
    stages = [
        (stage, material.stages[stage])
        for stage in Stage
        if stage in material.stages and Stage.FRAMING.rank <= stage.rank <= Stage.FEEDBACK.rank
    ]
    if len(stages) < 2:
        return None
    start = stages[0][1].starts_on
    end = max(found.ends_on or found.starts_on for _, found in stages)
    scale = months(start, end)
    rows = []
    for stage, found in stages:
        last = found.ends_on or found.starts_on
        short = (last - found.starts_on).days < 10
        rows.append(
            {
                "label": stage.label,
                "bars": []
                if short
                else [
                    {
                        "word": "",
                        "start": scale.at(found.starts_on),
                        "end": scale.at(last),
                        "tone": "mid",
                    }
                ],
                "dates": [scale.at(found.starts_on)] if short else [],
            }
        )
    return {
        "figure": {
            "draw": "gantt",
            "periods": scale.periods,
            "rows": rows,
            "source": "calendrier arrêté au cadrage. Losange : atelier ou restitution.",
        },
        "dates": _dates(material),
    }


def _dates(material: Material) -> list[Shape]:
    framed = [m for m in material.meetings if m.kind == MeetingKind.FRAMING]
    listed = [
        (day_of(m.starts_at), long_date(day_of(m.starts_at)), m.title, m.place) for m in framed
    ]
    for workshop in material.workshops:
        days = list(workshop.days.all())
        if days:
            first = day_of(days[0].meeting.starts_at)
            listed.append(
                (first, dates_of(workshop), f"{workshop}, {workshop.title}", workshop.place)
            )
    feedback = material.stages.get(Stage.FEEDBACK)
    if feedback:
        listed.append((feedback.starts_on, short_date(feedback.starts_on), "Restitution", ""))
    return [
        {"date": written_date, "label": label, "place": place}
        for _, written_date, label, place in sorted(listed)
    ]


def _team(material: Material) -> Shape | None:
    everyone = material.contract.team.all() if material.contract else []
    team = [member for member in everyone if member.to_on is None]
    if not team:
        return None
    return {
        "phases": [],
        "people": [
            {
                "name": member.person.full_name,
                "firm": member.person.organisation.name if member.person.organisation else "",
                "speciality": member.speciality,
                "days": [],
                "total": str(member.days),
            }
            for member in team
        ],
        "totals": [str(sum(member.days for member in team))],
    }


def _requests(material: Material) -> list[Shape]:
    asked = material.framing.requests.all() if material.framing else []
    return [
        {
            "what": one.request.title,
            "owner": one.request.owner,
            "due": short_date(one.request.due_on) if one.request.due_on else "",
            "status": _status(one),
        }
        for one in by_due_date(asked, day_of(material.at))
    ]


def _status(one: Asked) -> str:
    if one.request.received_at:
        return f"reçu le {short_date(day_of(one.request.received_at))}"
    return "en retard" if one.late else "attendu"
