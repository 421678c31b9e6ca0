"""A place seen closer, and the words that are set large: the booklet, the final report."""

from atelier_local.ground.files.typography import NBSP, figure, quoted, within
from atelier_local.steps.roadmap.queries import Row
from atelier_local.steps.wall.enums import ContributionKind
from atelier_local.steps.wall.models import Contribution

from ..enums import Place
from ..models import Section
from ..rules import bare, named_in
from .material import Material
from .photographs import blocks as photographs
from .shapes import Shape, pairs, plural, prose, sections
from .sources import who_spoke

QUOTED = 140
"""Signs at most in a quotation that is set large."""
HALF = 3
"""Lines of a half page that faces another."""
_LACKING = (ContributionKind.WEAKNESS, ContributionKind.NEED, ContributionKind.TENSION)


def zooms(material: Material, *, facing: bool = False) -> list[Shape]:
    """The places seen closer, each with its voices and its actions; `facing`, what people say of
    it today faces what will be done there.
    """
    return [_zoom(material, section, facing) for section in sections(material, Place.ZOOM)]


def _zoom(material: Material, section: Section, facing: bool) -> Shape:
    """Of the commune that the text is about."""
    rest = prose(material, section.text)
    shown = photographs(material.photographs[section.pk])
    first = rest.pop(0)["text"] if rest and "text" in rest[0] else ""
    place = _place(material, section)
    code = material.code_of.get(place)
    said = [c for c in material.contributions if code and c.commune_id == code]
    rows = [row for row in material.roadmap.rows if place in row.action.places]
    cost = sum(row.money.cost for row in rows)
    quotes = [] if shown else voices(material, said, most=1)  # one or the other holds on the page
    return {
        "place": place or material.atelier.epci.name,
        "title": material.told(section.node.words),
        "standfirst": first,
        "photographs": shown[0]["photographs"] if shown else [],
        "facts": pairs(
            (len(said), plural(len(said), "contribution d’ici", "contributions d’ici")),
            (len(rows), plural(len(rows), "action qui s’y tient", "actions qui s’y tiennent")),
            (f"{figure(cost)} €" if cost else "", "pour ces actions, tous lieux compris"),
        ),
        "blocks": [*rest, *shown[1:], *({"quote": quote} for quote in quotes)],
    } | (_facing(material, [c for c in said if not _told(c, quotes)], rows) if facing else {})


def _told(contribution: Contribution, quotes: list[Shape]) -> bool:
    return any(quote["code"] == contribution.node.number for quote in quotes)


def _facing(material: Material, said: list[Contribution], rows: list[Row]) -> Shape:
    """What is lacking there, in the words most relied on; what the roadmap does about it, what it
    does there alone first.
    """
    lacking = [c for c in said if c.kind in _LACKING and c.node.number and _brief(c.node.words)]
    lacking.sort(key=lambda c: (-material.uses[c.pk], c.node.number))
    done = [row for row in rows if _brief(row.action.node.words)]
    done.sort(key=lambda row: len(row.action.places))
    return {
        "before": [f"{quoted(c.node.words)}{NBSP}[[{c.node.number}]]" for c in lacking[:HALF]],
        "after": [f"{row.action.node.words} (action{NBSP}{row.spot})" for row in done[:HALF]],
    }


def _brief(words: str) -> bool:
    return len(words) <= QUOTED


def _place(material: Material, section: Section) -> str:
    """Of the place chosen at the framing that it speaks of, else the first that it names."""
    text = f"{section.node.words} {section.text}"
    chosen = material.framing.sites.all() if material.framing else ()
    told = {site.name: site.commune.name for site in chosen}
    for name in named_in(bare(text), [bare(name) for name in told]):
        return next(where for said, where in told.items() if bare(said) == name)
    return next(iter(named_in(text, material.code_of)), "")


def voices(material: Material, said: list[Contribution], most: int) -> list[Shape]:
    """Words short enough to be set large, each of another audience."""
    short = [c for c in said if c.node.number and 25 <= len(c.node.words) <= QUOTED]
    short.sort(key=lambda c: (-material.uses[c.pk], c.node.number))
    kept: dict[str, Contribution] = {}
    for contribution in short:
        kept.setdefault(contribution.audience, contribution)
    return [
        {
            "text": within(c.node.words),
            "author": ", ".join(filter(None, [who_spoke(c), c.place])),
            "code": c.node.number,
        }
        for c in list(kept.values())[:most]
    ]
