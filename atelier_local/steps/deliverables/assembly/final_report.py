"""What the Atelier understood, chose and recommends: the final report."""

from typing import Any

from atelier_local.ground.files.emphasis import marked
from atelier_local.programme.ateliers.enums import PartyKind

from ..enums import Place
from ..queries import terms
from . import strategy
from .material import Material
from .plates import cover, plates
from .shapes import (
    Shape,
    disagreements,
    essays,
    head,
    pairs,
    plural,
    question,
    sections,
    written,
)
from .sources import cited_in, supports
from .zooms import zooms


def write(material: Material) -> dict[str, Any]:
    """The final report as plain data."""
    counts = (
        (len(material.contributions), "contribution", "contributions numérotées"),
        (len(material.findings), "constat", "constats, chacun avec ses sources"),
        (len(material.issues), "enjeu", "enjeux"),
        (len(material.recommendations), "préconisation", "préconisations"),
    )
    report = head(
        material,
        f"Rapport final de l’Atelier, {material.atelier.epci.name}",
        "Ce que l’Atelier a compris, choisi et préconise",
        "Ce que nous avons compris",
    ) | {
        "cover": cover(material),
        "figures": pairs(*((n, plural(n, one, many)) for n, one, many in counts)),
        "summary": written(material, Place.SUMMARY, heading=False),
        "question": question(material),
        "plates": plates(material),
        "portrait": _portrait(material),
        "issues": strategy.issues(material),
        "vision": _vision(material),
        "strategy": strategy.with_scenarios(material),
        "zooms": zooms(material, facing=True),
        "recommendations": _recommendations(material),
        "conditions": written(material, Place.CONDITIONS, heading=False),
        "disagreements": disagreements(material),
        "annexes": _annexes(material),
        "supports": supports(material, [found.node for found in material.recommendations]),
    }
    report["annexes"]["bibliography"] = _also_read(material, report)
    return report


def _also_read(material: Material, report: Shape) -> list[Shape]:
    """The documents that were read and that the report does not cite: its sources tell the rest."""
    cited = {one["code"] for group in cited_in(report, material) for one in group["entries"]}
    rest = [document for document in material.documents if document.number not in cited]
    return [
        {"title": document.title, "author": document.author, "year": str(document.year)}
        for document in sorted(rest, key=lambda one: (one.author, one.year, one.title))
    ]


def _portrait(material: Material) -> Shape | None:
    narrative = sections(material, Place.PORTRAIT)
    found = strategy.findings(material)
    if not narrative and not found:
        return None
    title = material.told(narrative[0].node.words) if narrative else "Ce que nous avons constaté"
    blocks = written(material, Place.PORTRAIT)[1:]
    return {"title": title, "about": "Portrait et diagnostic", "blocks": blocks + found}


def _vision(material: Material) -> Shape | None:
    told = essays(material, Place.VISION)
    for other in told[1:]:
        told[0]["blocks"] += [{"heading": other["title"]}, *other["blocks"]]
    return told[0] if told else None


def _recommendations(material: Material) -> Shape | None:
    listed = strategy.recommendations(material)
    if not listed:
        return None
    told = sections(material, Place.RECOMMENDATIONS)
    return {
        "standfirst": marked(material.told(" ".join(section.text for section in told))),
        "list": listed,
    }


def _annexes(material: Material) -> Shape:
    return {
        "method": material.told(material.framing.methodology) if material.framing else "",
        "organisations": [
            {"name": p.organisation.name, "role": p.role or PartyKind(p.kind).label}
            for p in material.parties
        ],
        "glossary": [
            {"term": one.term, "meaning": one.meaning} for one in terms(material.deliverable)
        ],
    }
