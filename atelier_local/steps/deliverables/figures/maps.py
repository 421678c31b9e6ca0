"""Pictures of the territory."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from math import sqrt
from typing import Any

from atelier_local.ground.files.typography import NBSP, figure

from .drawing import (
    FAMILY,
    HAIRLINE,
    HILLS,
    INK,
    LINEN,
    LINEN_DARK,
    RAMP,
    SHADES,
    THREAD,
    TINT,
    Drawing,
    Territory,
    cut,
    listed,
)
from .land import Land, soft


def cover(
    territory: Territory, *, families: Mapping[str, str], stops: Sequence[str] = ()
) -> dict[str, Any]:
    """Bleeding page: communes in the family most cited there, the thread through the workshops."""
    drawing = Drawing(210, 297)
    drawing.rect(0, 0, 210, 297, LINEN)
    land = Land(territory, -14, 122, 250, 205)
    order = {code: i for i, code in enumerate(sorted(land.names))}
    land.paint(
        drawing,
        lambda code: SHADES[families[code]][order[code] % 3] if code in families else LINEN_DARK,
        LINEN,
        0.9,
    )
    points = land.centres(stops)
    if points:
        line = soft(points, 0.18)
        drawing.path(line, stroke=LINEN, stroke_width=2.4, stroke_linecap="round")
        drawing.path(line, stroke=THREAD, stroke_width=0.9, stroke_linecap="round")
    for x, y in points:
        drawing.dot(x, y, 3.4, LINEN)
        drawing.dot(x, y, 2.2, THREAD)
    return drawing.as_figure("")


def choropleth(
    territory: Territory,
    *,
    values: Mapping[str, float],
    bounds: Sequence[float],
    unit: str,
    stops: Sequence[str] = (),
    callouts: Mapping[str, Sequence[Any]] | None = None,
) -> dict[str, Any]:
    """Full-measure map, every commune named with its value (names of the ten largest above 25).

    `bounds` are the four round limits of the five classes; a commune without value is hatched by
    its blank. `callouts` pulls the name of a small commune elsewhere: code → [dx, dy, code under].
    """
    drawing = Drawing(174, 172)
    land = Land(territory, 0, 0, 174, 156)

    def ground(code: str) -> str:
        value = values.get(code)
        return "#FFFFFF" if value is None else RAMP[sum(value >= bound for bound in bounds)]

    land.paint(drawing, ground, HAIRLINE if len(values) < len(land.names) else "#FFFFFF")
    ranked = sorted(values, key=lambda code: -values[code])
    named = set(land.names) if len(land.names) <= 25 else set(ranked[:10])
    for code in land.names:
        if code in named:
            _name_commune(drawing, land, code, values, ground, code in stops, callouts or {})
    _legend(drawing, bounds, unit)
    land.ruler(drawing, 138, 166.5)
    top = [(land.names[code], values[code]) for code in ranked[:4] if code in land.names]
    return drawing.as_figure(
        f"Carte de {len(land.names)} communes. {unit.capitalize()}{NBSP}: {listed(top)}."
    )


def _name_commune(
    drawing: Drawing,
    land: Land,
    code: str,
    values: Mapping[str, float],
    ground: Callable[[str], str],
    stop: bool,
    callouts: Mapping[str, Sequence[Any]],
) -> None:
    (x, y), under, name = land.hearts[code], ground(code), land.names[code]
    if stop:
        away = 0 if code in callouts else 6.4
        drawing.dot(x, y - away, 1.5, THREAD, stroke="#FFFFFF", stroke_width=0.4)
    if code in callouts:
        dx, dy, other = callouts[code]
        drawing.line(x, y, x + dx * 0.82, y + dy + 2.4, "#FFFFFF", 0.3)
        x, y, under = x + dx, y + dy, ground(other)
    y += drawing.free(x, y, name, 19, rows=code in values)
    ink = "#FFFFFF" if under in RAMP[3:] else INK
    long = len(name) > 13
    drawing.say(x, y - 1.6, name, 7.5, 600, ink, "center", halo=under, width=19)
    if code in values:
        drawing.say(
            x, y + (4.2 if long else 2), figure(values[code]), 7, 400, ink, "center", halo=under
        )


def _legend(drawing: Drawing, bounds: Sequence[float], unit: str) -> None:
    step, base = 25, 165
    edges = [f"moins de {figure(bounds[0])}"]
    edges += [f"{figure(a)} à {figure(b)}" for a, b in zip(bounds, bounds[1:], strict=False)]
    edges += [f"{figure(bounds[-1])} et plus"]
    for i, edge in enumerate(edges):
        drawing.rect(i * step, base, step - 0.6, 3, RAMP[i])
        drawing.say(i * step, base + 5.6, edge, 7)
    drawing.say(0, base - 3, unit, 7.5, 600)


def voices(territory: Territory, *, values: Mapping[str, float]) -> dict[str, Any]:
    """Small map, a disc a commune, its surface proportional to the value."""
    drawing = Drawing(84, 58)
    land = Land(territory, 0, 0, 84, 58)
    land.paint(drawing, lambda _: LINEN_DARK, "#FFFFFF", 0.25)
    most = max(values.values(), default=0) or 1
    for code, value in sorted(values.items(), key=lambda item: -item[1]):
        for x, y in land.centres([code]):
            radius = 6 * sqrt(value / most)
            drawing.dot(x, y, radius, INK, fill_opacity=0.85, stroke="#FFFFFF", stroke_width=0.25)
    ranked = sorted(values, key=lambda code: -values[code])[:6]
    top = [(land.names[code], values[code]) for code in ranked if code in land.names]
    return drawing.as_figure(f"Carte en cercles proportionnels{NBSP}: {listed(top)}.")


def subjects(territory: Territory, *, families: Mapping[str, str]) -> dict[str, Any]:
    """Small map, the letter of the family most cited in each commune."""
    drawing = Drawing(84, 58)
    land = Land(territory, 0, 0, 84, 58)
    land.paint(drawing, lambda code: FAMILY.get(families.get(code, ""), LINEN_DARK), width=0.25)
    for code, family in families.items():
        for x, y in land.centres([code]):
            drawing.say(x, y, family, 7.5, 700, "#FFFFFF", "center")
    counts = [(f"famille {f}", sum(v == f for v in families.values())) for f in FAMILY]
    return drawing.as_figure(f"Carte de la famille la plus citée{NBSP}: {listed(counts)}.")


def perimeters(
    territory: Territory, *, intervention: Sequence[str], sites: Sequence[Mapping[str, str]] = ()
) -> dict[str, Any]:
    """What the Atelier thinks about, where it acts, and the sites it draws (`code`, `name`)."""
    tall = 118 if sites else 132  # what is said of the sites stands under it
    drawing = Drawing(174, tall)
    land = Land(territory, 0, 0, 174, tall - (12 if sites else 6))
    seen = set(intervention)
    land.paint(drawing, lambda code: "#98A7BF" if code in seen else LINEN_DARK)
    together = Counter(site["code"] for site in sites)
    for code, count in together.items():
        for x, y in land.centres([code]):
            drawing.keep(x, y, 6.4 * count, 6.4)
    # What is looked at is named first; a commune that leaves no room to its name has none.
    for code in sorted(land.hearts, key=lambda code: (code not in together, code not in seen)):
        x, y = land.hearts[code]
        ground = "#98A7BF" if code in seen else LINEN_DARK
        under = y + (6 if code in together else 0)
        if spot := drawing.near(x, under, land.names[code], 18):
            say = (*spot, land.names[code], 7, 600, INK, "center")
            drawing.say(*say, halo=ground, width=18)
    beside: Counter[str] = Counter()
    for number, site in enumerate(sites, 1):
        code = site["code"]
        for x, y in land.centres([code]):
            across = x + 6.4 * (beside[code] - (together[code] - 1) / 2)
            drawing.dot(across, y, 2.9, THREAD, stroke="#FFFFFF", stroke_width=0.6)
            drawing.say(across, y, number, 8.5, 700, "#FFFFFF", "center")
        beside[code] += 1
    if sites:
        drawing.dot(90, tall - 2.5, 1.5, THREAD)
        drawing.say(93.5, tall - 2.5, "Lieu vu de plus près", 7.5)
    for x, tone, words in (
        (0, LINEN_DARK, "Périmètre de réflexion"),
        (44, "#98A7BF", "Périmètre d’intervention"),
    ):
        drawing.rect(x, tall - 4, 4, 3, tone)
        drawing.say(x + 5.5, tall - 2.5, words, 7.5)
    land.ruler(drawing, 134, tall - 2.5)
    chosen = ", ".join(land.names[code] for code in intervention if code in land.names)
    drawn = ", ".join(f"{n} {site['name']}" for n, site in enumerate(sites, 1))
    return drawing.as_figure(
        f"Carte des {len(land.names)} communes du périmètre de réflexion. "
        f"Intervention{NBSP}: {chosen or 'à préciser'}. "
        f"Lieux vus de plus près{NBSP}: {drawn or 'à préciser'}."
    )


_LINKS = {
    "river": (FAMILY["C"], 2.4, "none"),
    "road": (FAMILY["A"], 1.1, "3 1.6"),
    "path": (FAMILY["B"], 0.9, "0.2 1.6"),
}


def guide_plan(
    territory: Territory,
    *,
    sectors: Mapping[str, str],
    links: Sequence[Mapping[str, Any]] = (),
    sites: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """Strategy map: sectors tinted by family, links (river, road, path) as lines, numbered sites.

    A link is `{"kind", "through": [codes]}`; a site is `{"number", "code", "family"}`.
    """
    drawing = Drawing(174, 150)
    land = Land(territory, 0, 0, 174, 148)
    land.paint(drawing, lambda code: TINT.get(sectors.get(code, ""), LINEN_DARK))
    for link in links:
        stroke, width, dashes = _LINKS[link["kind"]]
        points = land.centres(link["through"])
        if len(points) > 1:
            drawing.path(
                soft(points, 0.12),
                stroke=stroke,
                stroke_width=width,
                stroke_linecap="round",
                stroke_dasharray=dashes,
            )
    for site in sites:
        for x, y in land.centres([site["code"]]):
            drawing.dot(x, y, 3.3, FAMILY[site["family"]], stroke="#FFFFFF", stroke_width=0.6)
            drawing.say(x, y, site["number"], 9, 700, "#FFFFFF", "center")
            name = land.names[site["code"]]
            ground = TINT.get(sectors.get(site["code"], ""), LINEN_DARK)
            drawing.say(x, y + 6, name, 7.5, 600, INK, "center", halo=ground)
    land.ruler(drawing, 8, 144)
    told = ", ".join(
        f"{site['number']} {land.names[site['code']]} (axe {site['family']})"
        for site in sites
        if site["code"] in land.names
    )
    return drawing.as_figure(f"Plan-guide, tracés de principe. Sites{NBSP}: {told or 'aucun'}.")


def table_map(
    territory: Territory, *, notes: Sequence[Mapping[str, Any]], commune: str = ""
) -> dict[str, Any]:
    """What one table drew: its ground (one commune, or all) and its notes where people put them.

    A note is `{"x", "y", "family", "text"}`, x and y between 0 and 1 from the top left.
    """
    drawing = Drawing(126, 72)
    drawing.rect(0, 0, 126, 72, LINEN)
    shown = [c for c in territory if c["code"] == commune] or territory
    if shown:
        Land(shown, 8, 5, 110, 62).paint(drawing, lambda _: "#FFFFFF", "#8C867B", 0.5)
    for note in notes:
        x, y, family = 3 + note["x"] * 95, 3 + note["y"] * 51, note["family"]
        drawing.rect(x, y, 25, 14, TINT[family])
        drawing.rect(x, y, 25, 0.9, FAMILY[family])
        drawing.say(x + 1.6, y + 7.4, cut(note["text"], 48), 7, 400, INK, "left", width=22)
    said = f"{NBSP}; ".join(note["text"] for note in notes)
    borne = f"{len(notes)} note{'s' if len(notes) > 1 else ''}"
    return drawing.as_figure(f"Carte d’une table portant {borne}{NBSP}: {said}.")


def hills(_: Territory, *, series: Sequence[Sequence[float]], tone: int = 1) -> dict[str, Any]:
    """Landscape of an opener: each row of hills is a series of counts of the session, smoothed."""
    drawing = Drawing(210, 297)
    ground, *colours = HILLS[(tone - 1) % len(HILLS)]
    drawing.rect(0, 0, 210, 297, ground)
    most = max((value for row in series for value in row), default=0) or 1
    for row, colour in enumerate(colours):
        heights = series[row % len(series)] if series else [0, 0]
        base, step = 138 + row * 33, 210 / max(len(heights) - 1, 1)
        points = [(i * step, base - 10 - 32 * h / most) for i, h in enumerate(heights)]
        d = f"M0 297L0 {points[0][1]:.1f}"
        for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False):
            half = step / 2
            d += f"C{x0 + half:.1f} {y0:.1f} {x1 - half:.1f} {y1:.1f} {x1:.1f} {y1:.1f}"
        drawing.path(d + "L210 297Z", colour)
    return drawing.as_figure("")
