"""Maps and charts of the printed documents: plain values in, shapes and words out.

Python draws the shapes (SVG, in millimetres) and returns the words apart: Typst sets them in the
text fonts, which it cannot do inside an SVG. Every figure says itself in French to those who do
not see it, from the same numbers as the drawing. A figure is asked for in the data by
`{"draw": "<kind>", …}`: the kinds are the functions listed in `KINDS`, at the end.
"""

import re
from collections.abc import Callable
from typing import Any

from .charts import agreement, bars, gantt, stacked, stakeholders
from .drawing import STATE, Territory
from .maps import choropleth, cover, guide_plan, hills, perimeters, subjects, table_map, voices

MAPS: dict[str, Callable[..., dict[str, Any]]] = {
    kind.__name__: kind for kind in (cover, choropleth, voices, subjects, perimeters, guide_plan)
}
CHARTS: dict[str, Callable[..., dict[str, Any]]] = {
    kind.__name__: kind
    for kind in (table_map, hills, bars, agreement, stacked, gantt, stakeholders)
}
KINDS = MAPS | CHARTS
_WORDS = ("title", "source", "alt")


def drawn(value: Any, territory: Territory) -> Any:
    """`value` with every `{"draw": kind, …}` replaced by its figure; a map without land by None."""
    if isinstance(value, list):
        return [drawn(item, territory) for item in value]
    if not isinstance(value, dict):
        return value
    if "draw" not in value:
        return {key: drawn(item, territory) for key, item in value.items()}
    if value["draw"] in MAPS and not territory:
        return None
    options = {key: item for key, item in value.items() if key not in {"draw", *_WORDS}}
    made = KINDS[value["draw"]](territory, **options)
    return made | {key: value[key] for key in _WORDS if value.get(key)}


def repainted(value: Any) -> Any:
    """`value` with its figures in the colours of the State's theme (`typst/theme.typ`)."""
    if isinstance(value, list):
        return [repainted(item) for item in value]
    if isinstance(value, dict):
        return {key: repainted(item) for key, item in value.items()}
    return _COLOUR.sub(lambda found: STATE[found[0]], value) if isinstance(value, str) else value


_COLOUR = re.compile("|".join(STATE))


def named(value: Any, found: list[dict[str, Any]] | None = None) -> list[dict[str, Any]]:
    """The figures of a document that say something, in order, each given the name of its file."""
    found = [] if found is None else found
    if isinstance(value, dict):
        if value.get("svg"):
            if value["alt"]:
                found.append(value)
                value["name"] = f"figure-{len(found):02}.png"
            return found
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            named(item, found)
    return found


def apart(value: Any, held: dict[str, bytes]) -> Any:
    """`value` with the name of a file where each figure had its drawing, which `held` receives: the
    compiler reads words and shapes each in the quickest way.
    """
    if isinstance(value, list):
        return [apart(item, held) for item in value]
    if not isinstance(value, dict):
        return value
    told = {key: apart(item, held) for key, item in value.items()}
    if "svg" in value:
        told["svg"] = f"drawing-{len(held)}.svg"
        held[told["svg"]] = value["svg"].encode()
    return told
