"""How the Atelier will work, and when: the framing note."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.utils.text import get_text_list

from atelier_local.clock import day_of
from atelier_local.ground.ui.typography import period, short_date
from atelier_local.programme.ateliers.enums import Audience, PartyKind, Stage
from atelier_local.steps.framing.enums import CommitteeKind
from atelier_local.steps.framing.models import Committee, Site
from atelier_local.steps.framing.queries import Asked, by_due_date, by_kind
from atelier_local.steps.workshops.enums import PURPOSES

from ..enums import Place
from ..rules import named_in
from .material import Material
from .planning import calendar, team
from .shapes import (
    Shape,
    approvals,
    dates_of,
    head,
    plural,
    prose,
    question,
    titled,
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


NOTICE: tuple[Shape, ...] = (
    {"heading": "Ce que dit le droit"},
    {
        "list": [
            "Données personnelles : contribuer ne demande aucun nom. Ce qui est recueilli d’une "
            "personne sert à l’Atelier, et à lui seul ; elle peut le lire, le faire corriger ou "
            "effacer en écrivant au service pilote (règlement (UE) 2016/679, art. 13 à 21).",
            "Droit à l’image : une photographie où quelqu’un se reconnaît ne sort qu’avec son "
            "accord (Code civil, art. 9).",
            "Licence : ce que l’Atelier publie l’est sous Licence Ouverte 2.0.",
        ]
    },
)
"""What is said in every note, besides the guarantees that the team writes."""


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
        "calendar": calendar(material),
        "team": team(material),
        "requests": _requests(material),
        "logistics": _welcome(material),
        "communication": [*written(material, Place.GUARANTEES), *NOTICE],
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
    held = (name for w in material.workshops for name in named_in(w.place, material.code_of))
    hosts = list(dict.fromkeys(held))
    sites = list(material.framing.sites.all()) if material.framing else []
    seen = [material.code_of[name] for name in hosts]
    seen += [site.commune_id for site in sites if site.commune_id not in seen]
    count = len(material.communes)
    reading = (
        f"Le périmètre de réflexion est celui de l’intercommunalité : {count} "
        f"{plural(count, 'commune')}."
    )
    if hosts:
        reading += f" Les ateliers se tiennent à {get_text_list(hosts, 'et')}."
    if sites:
        reading += " " + plural(
            len(sites),
            "Le lieu que l’Atelier regarde de plus près est numéroté sur la carte.",
            "Les lieux que l’Atelier regarde de plus près sont numérotés sur la carte.",
        )
    return {
        "reading": reading,
        "source": "contours administratifs simplifiés.",
        "map": {
            "draw": "perimeters",
            "intervention": seen,
            "sites": [{"code": site.commune_id, "name": site.name} for site in sites],
        },
        "sites": [{"name": _placed(site), "why": site.why} for site in sites],
    }


def _placed(site: Site) -> str:
    """The place, with its commune where its name does not say it."""
    return site.name if site.commune.name in site.name else f"{site.name}, {site.commune.name}"


def _governance(material: Material) -> Shape:
    written_rule = material.framing.decision_rule if material.framing else ""
    return {
        "bodies": [
            {"name": name, "role": role, "members": members, "rhythm": rhythm}
            for name, role, members, rhythm in _bodies(material)
            if members
        ],
        "rule": "\n".join(filter(None, [written_rule.strip(), RULE])),
        "blocks": written(material, Place.GOVERNANCE),
    }


def _bodies(material: Material) -> Iterator[tuple[str, str, str, str]]:
    """Those that were composed; of a body that was not, whom the parties would put there."""
    named: dict[PartyKind, list[str]] = defaultdict(list)
    for party in material.parties:
        named[PartyKind(party.kind)].append(party.organisation.name)
    composed = by_kind(material.framing) if material.framing else {}
    if CommitteeKind.STEERING not in composed:
        deciding = [PartyKind.PILOT, PartyKind.LOCAL_AUTHORITY, PartyKind.OPERATOR]
        members = ", ".join(name for kind in deciding for name in named[kind])
        kind = CommitteeKind.STEERING
        yield (kind.label, kind.purpose, members, "À chaque étape")
    order = {name: rank for rank, name in enumerate(n for kind in PartyKind for n in named[kind])}
    seated: set[str] = set()
    for kind, one in composed.items():
        houses = _houses(one, order)
        seated |= houses.keys()
        yield (kind.label, one.role, _seated(one, houses), one.rhythm)
    if CommitteeKind.PROJECT not in composed:
        yield ("Équipe", "Conduit l’Atelier", ", ".join(named[PartyKind.CONSORTIUM]), "")
    partners = ", ".join(name for name in named[PartyKind.PARTNER] if name not in seated)
    label = "Autres partenaires" if seated else "Partenaires"
    yield (label, "Donnent un avis, engagent leurs moyens", partners, "Au fil de l’Atelier")


def _houses(committee: Committee, order: dict[str, int]) -> dict[str, list[str]]:
    """Who sits there, by organisation: the pilot first, then the parties as they take part."""
    houses: dict[str, list[str]] = defaultdict(list)
    for person in committee.members.all():
        houses[str(person.organisation or "")].append(person.full_name)
    return dict(sorted(houses.items(), key=lambda house: order.get(house[0], len(order))))


def _seated(committee: Committee, houses: dict[str, list[str]]) -> str:
    """« Ana Lopez et Bo Li (DDT) ; Cléo Roux (EPF) »."""
    told = [
        f"{get_text_list(names, 'et')} ({house})" if house else get_text_list(names, "et")
        for house, names in houses.items()
    ]
    return " ; ".join([*told, *filter(None, [committee.others])])


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
            {"college": audience.label, "names": " ; ".join(by_audience[audience])}
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
                "title": titled(workshop),
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
