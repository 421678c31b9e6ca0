"""Maps and charts of the printed documents: plain values in, shapes and words out.

Python draws the shapes (SVG, in millimetres) and returns the words apart: Typst sets them in the
text fonts, which it cannot do inside an SVG. Every figure says itself in French to those who do
not see it, from the same numbers as the drawing. A figure is asked for in the data by
`{"draw": "<kind>", …}`: the kinds are the functions listed in `KINDS`, at the end.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from math import cos, radians, sqrt
from typing import Any

from atelier_local.ground.files.typography import NBSP, figure

INK, MUTED, HAIRLINE, THREAD = "#161616", "#5C5851", "#CFC7B8", "#B1083F"
LINEN, LINEN_DARK = "#FAF7F2", "#EFE9DE"
FAMILY = {"A": "#8F4300", "B": "#5B3B9E", "C": "#00665A"}
TINT = {"A": "#F0D9C0", "B": "#D8CEEE", "C": "#BFE0DA"}
SHADES = {
    "A": ("#8F4300", "#B06A2C", "#CF9A68"),
    "B": ("#5B3B9E", "#7C61B4", "#A592CF"),
    "C": ("#00665A", "#3A8C81", "#83BAB1"),
}
RAMP = ("#EFE9DE", "#CBD2DD", "#98A7BF", "#5B6C8E", "#2A3B62")
STACK = ("#161616", "#4B4843", "#7D7870", "#ACA69A", "#DDD7CB")
HILLS = (
    ("#E9DFCC", "#98A7BF", "#7C8DAB", "#5B6C8E", "#435480", "#2A3B62"),
    ("#5F7196", "#546690", "#4A5B87", "#3E4F7A", "#31426A", "#24345A"),
    ("#34456F", "#2E3E66", "#28375D", "#222F52", "#1C2846", "#161F3B"),
)
_ALT_LENGTH = 400

type Territory = Sequence[Mapping[str, Any]]
"""Communes: `code`, `name` and `rings`, a list of rings of (longitude, latitude)."""


class Drawing:
    """Shapes and labels in a box of millimetres."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.shapes: list[str] = []
        self.labels: list[dict[str, Any]] = []

    def add(self, tag: str, **attributes: object) -> None:
        spelled = " ".join(
            f'{name.replace("_", "-")}="{value}"' for name, value in attributes.items()
        )
        self.shapes.append(f"<{tag} {spelled}/>")

    def rect(self, x: float, y: float, w: float, h: float, fill: str, **more: object) -> None:
        box = {"x": f"{x:.2f}", "y": f"{y:.2f}", "width": f"{max(w, 0):.2f}", "height": f"{h:.2f}"}
        self.add("rect", **box, fill=fill, **more)

    def line(
        self, x1: float, y1: float, x2: float, y2: float, stroke: str = INK, width: float = 0.2
    ) -> None:
        ends = {"x1": f"{x1:.2f}", "y1": f"{y1:.2f}", "x2": f"{x2:.2f}", "y2": f"{y2:.2f}"}
        self.add("line", **ends, stroke=stroke, stroke_width=width)

    def dot(self, x: float, y: float, r: float, fill: str, **more: object) -> None:
        self.add("circle", cx=f"{x:.2f}", cy=f"{y:.2f}", r=f"{r:.2f}", fill=fill, **more)

    def path(self, d: str, fill: str = "none", **more: object) -> None:
        self.add("path", d=d, fill=fill, **more)

    def say(
        self,
        x: float,
        y: float,
        words: object,
        size: float = 7.5,
        weight: int = 400,
        fill: str = INK,
        anchor: str = "left",
        **more: object,
    ) -> None:
        """Words whose middle height sits at y; x is their left, center or right (`anchor`)."""
        self.labels.append(
            {"x": x, "y": y, "t": str(words), "size": size, "weight": weight, "fill": fill}
            | {"anchor": anchor, **more}
        )

    def as_figure(self, alt: str) -> dict[str, Any]:
        """What the templates place: see CONTRACT.md, "Figure"."""
        box = f'viewBox="0 0 {self.width} {self.height}" '
        box += f'width="{self.width}mm" height="{self.height}mm"'
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" {box}>{"".join(self.shapes)}</svg>'
        size = {"width": self.width, "height": self.height}
        return {"svg": svg, **size, "labels": self.labels, "alt": _short(alt)}


def _short(alt: str) -> str:
    """At most 400 signs, cut after a whole value: what is longer belongs to a table."""
    if len(alt) <= _ALT_LENGTH:
        return alt
    kept = alt[: _ALT_LENGTH - 12]
    return kept[: max(kept.rfind(" ;"), kept.rfind(","), kept.rfind(" "))] + "… et d’autres."


def _listed(pairs: Sequence[tuple[str, object]], unit: str = "") -> str:
    return ", ".join(
        f"{name} {figure(value) if isinstance(value, int | float) else value}{unit}"
        for name, value in pairs
    )


# --- territory ------------------------------------------------------------------------------


def _surface(ring: Sequence[Sequence[float]]) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:], strict=False)))


@lru_cache(maxsize=4096)
def _heart(ring: tuple[tuple[float, float], ...], shrink: float) -> tuple[float, float]:
    """Where a label sits best: inside, as far as can be from the border (a coarse grid is enough).

    Not the centroid, which falls outside of a crescent.
    """
    west, east = min(x for x, _ in ring), max(x for x, _ in ring)
    south, north = min(y for _, y in ring), max(y for _, y in ring)
    best, at = -1.0, ((west + east) / 2, (south + north) / 2)
    for i in range(1, 24):
        for j in range(1, 24):
            x, y = west + (east - west) * i / 24, south + (north - south) * j / 24
            if _inside(x, y, ring):
                room = min(((x - px) * shrink) ** 2 + (y - py) ** 2 for px, py in ring)
                if room > best:
                    best, at = room, (x, y)
    return at


def _inside(x: float, y: float, ring: tuple[tuple[float, float], ...]) -> bool:
    crossings = sum(
        (y0 > y) != (y1 > y) and x < (x1 - x0) * (y - y0) / (y1 - y0) + x0
        for (x0, y0), (x1, y1) in zip(ring, ring[1:], strict=False)
    )
    return crossings % 2 == 1


class Land:
    """Communes projected once into a box of the page (equirectangular: enough at this scale)."""

    def __init__(
        self, territory: Territory, x: float, y: float, width: float, height: float
    ) -> None:
        points = [p for commune in territory for ring in commune["rings"] for p in ring]
        self.west, east = min(p[0] for p in points), max(p[0] for p in points)
        south, self.north = min(p[1] for p in points), max(p[1] for p in points)
        self.shrink = cos(radians((south + self.north) / 2))
        wide, tall = (east - self.west) * self.shrink or 1e-6, self.north - south or 1e-6
        self.scale = min(width / wide, height / tall)
        self.left = x + (width - wide * self.scale) / 2
        self.top = y + (height - tall * self.scale) / 2
        self.names = {commune["code"]: commune["name"] for commune in territory}
        self.outlines = {c["code"]: self._outline(c["rings"]) for c in territory}
        self.hearts = {c["code"]: self._centre(c["rings"]) for c in territory}

    def _project(self, point: Sequence[float]) -> tuple[float, float]:
        return (
            self.left + (point[0] - self.west) * self.shrink * self.scale,
            self.top + (self.north - point[1]) * self.scale,
        )

    def _outline(self, rings: Sequence[Sequence[Sequence[float]]]) -> str:
        drawn = ([self._project(p) for p in ring] for ring in rings)
        return "".join("M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in ring) + "Z" for ring in drawn)

    def _centre(self, rings: Sequence[Sequence[Sequence[float]]]) -> tuple[float, float]:
        largest = max(rings, key=_surface)
        return self._project(_heart(tuple((p[0], p[1]) for p in largest), self.shrink))

    def paint(
        self,
        drawing: Drawing,
        colour: Callable[[str], str],
        stroke: str = "#FFFFFF",
        width: float = 0.35,
    ) -> None:
        for code, outline in self.outlines.items():
            drawing.path(
                outline, colour(code), stroke=stroke, stroke_width=width, stroke_linejoin="round"
            )

    def centres(self, codes: Sequence[str]) -> list[tuple[float, float]]:
        """Centres of the communes that are on this map."""
        return [self.hearts[code] for code in codes if code in self.hearts]

    def ruler(self, drawing: Drawing, x: float, y: float) -> None:
        """A scale bar of a round number of kilometres, about thirty millimetres long."""
        mm_per_km = self.scale / 111.32
        km = min((1, 2, 5, 10, 20, 50), key=lambda n: abs(n * mm_per_km - 26))
        end = x + km * mm_per_km
        drawing.line(x, y, end, y, INK, 0.5)
        for tick in (x, end):
            drawing.line(tick, y - 1, tick, y + 1, INK, 0.3)
        drawing.say(end + 2, y, f"{km} km", 7)


def _soft(points: Sequence[tuple[float, float]], bend: float) -> str:
    """A soft line from place to place."""
    d = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False):
        x, y = (x0 + x1) / 2 + (y1 - y0) * bend, (y0 + y1) / 2 - (x1 - x0) * bend
        d += f"Q{x:.1f} {y:.1f} {x1:.1f} {y1:.1f}"
    return d


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
        line = _soft(points, 0.18)
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
        f"Carte de {len(land.names)} communes. {unit.capitalize()}{NBSP}: {_listed(top)}."
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
    ink = "#FFFFFF" if under in RAMP[3:] else INK
    long = len(name) > 18
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
    return drawing.as_figure(f"Carte en cercles proportionnels{NBSP}: {_listed(top)}.")


def subjects(territory: Territory, *, families: Mapping[str, str]) -> dict[str, Any]:
    """Small map, the letter of the family most cited in each commune."""
    drawing = Drawing(84, 58)
    land = Land(territory, 0, 0, 84, 58)
    land.paint(drawing, lambda code: FAMILY.get(families.get(code, ""), LINEN_DARK), width=0.25)
    for code, family in families.items():
        for x, y in land.centres([code]):
            drawing.say(x, y, family, 7.5, 700, "#FFFFFF", "center")
    counts = [(f"famille {f}", sum(v == f for v in families.values())) for f in FAMILY]
    return drawing.as_figure(f"Carte de la famille la plus citée{NBSP}: {_listed(counts)}.")


def perimeters(
    territory: Territory, *, intervention: Sequence[str], sites: Sequence[Mapping[str, str]] = ()
) -> dict[str, Any]:
    """What the Atelier thinks about, where it acts, and the sites it draws (`code`, `name`)."""
    drawing = Drawing(174, 132)
    land = Land(territory, 0, 0, 174, 126)
    land.paint(drawing, lambda code: "#98A7BF" if code in intervention else LINEN_DARK)
    seats = {site["code"] for site in sites}
    for code, (x, y) in land.hearts.items():
        ground = "#98A7BF" if code in intervention else LINEN_DARK
        shift = 6 if code in seats else 0
        drawing.say(x, y + shift, land.names[code], 7, 600, INK, "center", halo=ground, width=18)
    for number, site in enumerate(sites, 1):
        for x, y in land.centres([site["code"]]):
            drawing.dot(x, y, 2.9, THREAD, stroke="#FFFFFF", stroke_width=0.6)
            drawing.say(x, y, number, 8.5, 700, "#FFFFFF", "center")
    for x, tone, words in (
        (0, LINEN_DARK, "Périmètre de réflexion"),
        (44, "#98A7BF", "Périmètre d’intervention"),
    ):
        drawing.rect(x, 128, 4, 3, tone)
        drawing.say(x + 5.5, 129.5, words, 7.5)
    land.ruler(drawing, 134, 129.5)
    chosen = ", ".join(land.names[code] for code in intervention if code in land.names)
    drawn = ", ".join(f"{n} {site['name']}" for n, site in enumerate(sites, 1))
    return drawing.as_figure(
        f"Carte des {len(land.names)} communes du périmètre de réflexion. "
        f"Intervention{NBSP}: {chosen or 'à préciser'}. Sites{NBSP}: {drawn or 'à préciser'}."
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
                _soft(points, 0.12),
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
        drawing.say(x + 1.6, y + 7.4, note["text"], 7, 400, INK, "left", width=22)
    said = f"{NBSP}; ".join(note["text"] for note in notes)
    return drawing.as_figure(f"Carte d’une table portant {len(notes)} notes{NBSP}: {said}.")


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


# --- charts ---------------------------------------------------------------------------------


def bars(
    _: Territory,
    *,
    rows: Sequence[tuple[str, float]],
    unit: str = "",
    family: str = "",
    width: float = 126,
) -> dict[str, Any]:
    """Ranked horizontal bars, value at the end of the bar: no axis, no grid, no legend."""
    label, step = 46.0, 6.4
    drawing = Drawing(width, max(len(rows), 1) * step + 1)
    most = max((value for _, value in rows), default=0) or 1
    room = width - label - 20
    for i, (name, value) in enumerate(rows):
        y, long = i * step + step / 2, room * value / most
        drawing.say(label - 2, y, name, 8, anchor="right")
        drawing.rect(label, y - 1.9, long, 3.8, FAMILY.get(family, INK))
        drawing.say(label + long + 1.6, y, figure(value, unit), 8, 600)
    drawing.line(label, 0, label, len(rows) * step, INK, 0.25)
    suffix = f"{NBSP}{unit}" if unit else ""
    return drawing.as_figure(f"Diagramme en barres{NBSP}: {_listed(list(rows), suffix)}.")


def agreement(
    _: Territory, *, rows: Sequence[tuple[str, float, float]], width: float = 74
) -> dict[str, Any]:
    """Per college, share against and share in favour (%), around one axis, on one scale."""
    drawing = Drawing(width, len(rows) * 7 + 6)
    axis, per_cent = width * 0.62, width * 0.24 / 100
    drawing.say(axis - 1.5, 1.8, "pas d’accord", 7, fill=MUTED, anchor="right")
    drawing.say(axis + 1.5, 1.8, "d’accord", 7, fill=MUTED)
    for i, (name, against, favour) in enumerate(rows):
        y = 8.5 + i * 7
        drawing.say(0, y, name, 8, width=width * 0.36)
        drawing.rect(axis - per_cent * against, y - 1.9, per_cent * against, 3.8, STACK[3])
        drawing.rect(axis, y - 1.9, per_cent * favour, 3.8, INK)
        if against:
            left = axis - per_cent * against - 1
            drawing.say(left, y, figure(against), 7.5, fill=MUTED, anchor="right")
        drawing.say(axis + per_cent * favour + 1, y, f"{figure(favour)}{NBSP}%", 7.5, 600)
    drawing.line(axis, 4.4, axis, 7 * len(rows) + 5, INK, 0.3)
    told = f"{NBSP}; ".join(f"{n} {figure(f)} % pour, {figure(a)} % contre" for n, a, f in rows)
    return drawing.as_figure(f"Accord par collège{NBSP}: {told}.")


def stacked(
    _: Territory, *, years: Sequence[int], funders: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Money by year, stacked by funder (at most five: `name`, `amounts`), owners at the bottom."""
    width, height = 174.0, 84.0
    drawing = Drawing(width, height)
    totals = [sum(funder["amounts"][i] for funder in funders) for i in range(len(years))]
    base, room = height - 7, height - 16
    step = (width - 52) / max(len(years), 1)
    for i, year in enumerate(years):
        top, x, wide = base, i * step + 2, min(step * 0.62, 34)
        for tone, funder in zip(STACK, funders, strict=False):
            tall = room * funder["amounts"][i] / (max(totals) or 1)
            top -= tall
            drawing.rect(x, top, wide, max(tall - 0.3, 0), tone)
        drawing.say(x + wide / 2, top - 2.6, figure(totals[i]), 8.5, 600, anchor="center")
        drawing.say(x + wide / 2, base + 4, year, 8.5, anchor="center")
    drawing.line(0, base, len(years) * step, base, INK, 0.3)
    for row, (tone, funder) in enumerate(zip(STACK, funders, strict=False)):
        y = base - 2.5 - 7 * row
        drawing.rect(width - 47, y - 1.6, 3.2, 3.2, tone)
        drawing.say(width - 42, y, funder["name"], 8, width=42)
    told = _listed([(str(year), total) for year, total in zip(years, totals, strict=True)])
    return drawing.as_figure(f"Histogramme empilé, total par année{NBSP}: {told}.")


def gantt(
    _: Territory,
    *,
    periods: Sequence[tuple[str, str]],
    rows: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """One line a row, words in the bars, diamonds for the dates that commit.

    `periods` are the columns as (year, "T1" or "janv."). A row is `{"label", "number"?,
    "family"?, "bars": [{"word", "start", "end", "tone": light|mid|full}], "dates": [x]}`, x,
    start and end counted in columns from the left.
    """
    width, left, top, tall = 174.0, 54.0, 11.0, 10.5 if len(rows) > 12 else 12.0
    drawing = Drawing(width, top + tall * len(rows) + 2)
    step = (width - left) / max(len(periods), 1)
    _columns(drawing, periods, left, step, top + tall * len(rows))
    for i, row in enumerate(rows):
        y, family = top + i * tall, row.get("family", "")
        middle = y + tall / 2
        drawing.line(0, y, width, y, HAIRLINE, 0.2)
        indent = 0.0
        if family:
            indent = 7.4
            drawing.rect(0, middle - 2.6, 5.6, 5.2, FAMILY[family])
            drawing.say(2.8, middle, family, 7.5, 700, "#FFFFFF", "center")
        name = f"{row['number']}  {row['label']}" if row.get("number") else row["label"]
        drawing.say(indent, middle, name, 8, 600, width=left - indent - 2)
        for bar in row.get("bars", ()):
            fill, ink = {
                "light": (LINEN_DARK, INK),
                "mid": (TINT.get(family, RAMP[1]), INK),
                "full": (FAMILY.get(family, RAMP[4]), "#FFFFFF"),
            }[bar["tone"]]
            x, long = left + bar["start"] * step + 0.3, (bar["end"] - bar["start"]) * step - 0.6
            drawing.rect(x, middle - 2.6, long, 5.2, fill)
            if len(bar["word"]) * 1.25 < long:
                drawing.say(x + 1.3, middle, bar["word"], 7, fill=ink)
        for date in row.get("dates", ()):
            x = left + date * step
            drawing.path(
                f"M{x:.2f} {middle - 4.4:.2f}l1.7 1.7l-1.7 1.7l-1.7 -1.7Z",
                THREAD,
                stroke="#FFFFFF",
                stroke_width=0.35,
            )
    drawing.line(0, top + tall * len(rows), width, top + tall * len(rows), INK, 0.3)
    told = ", ".join(row["label"] for row in rows)
    return drawing.as_figure(
        f"Calendrier de {len(rows)} lignes{NBSP}; les dates sont reprises en tableau. {told}."
    )


def _columns(
    drawing: Drawing, periods: Sequence[tuple[str, str]], left: float, step: float, bottom: float
) -> None:
    for i, (year, period) in enumerate(periods):
        x = left + i * step
        if i == 0 or periods[i - 1][0] != year:
            drawing.line(x, 0, x, bottom, "#8C867B", 0.3)
            drawing.say(x + 1.2, 2.4, year, 8.5, 600)
        else:
            drawing.line(x, 6, x, bottom, "#E5DFD3", 0.2)
        drawing.say(x + step / 2, 8, period, 7, fill=MUTED, anchor="center")


def stakeholders(_: Territory, *, points: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Who counts and who cares: `name`, `influence` and `interest` from 1 to 5."""
    drawing = Drawing(126, 78)
    left, base, wide, tall = 2.0, 71.0, 124.0, 68.0
    drawing.rect(left + wide / 2, base - tall, wide / 2, tall / 2, LINEN)
    drawing.line(left, base, left + wide, base, INK, 0.3)
    drawing.line(left, base, left, base - tall, INK, 0.3)
    drawing.line(left + wide / 2, base, left + wide / 2, base - tall, HAIRLINE, 0.2)
    drawing.line(left, base - tall / 2, left + wide, base - tall / 2, HAIRLINE, 0.2)
    drawing.say(left + wide, base + 4, "intérêt pour la question →", 7.5, 600, anchor="right")
    drawing.say(left + 1.5, base - tall + 2, "↑ influence sur la décision", 7.5, 600)
    taken: dict[tuple[float, float], int] = {}
    for point in points:
        at = (point["interest"], point["influence"])
        x = left + 4 + (at[0] - 1) / 4 * (wide - 34)
        y = base - 5 - (at[1] - 1) / 4 * (tall - 14) + 4.4 * taken.get(at, 0)
        taken[at] = taken.get(at, 0) + 1
        drawing.dot(x, y, 1.1, INK)
        drawing.say(x + 2.2, y, point["name"], 7.5)
    told = f"{NBSP}; ".join(
        f"{p['name']} influence {p['influence']}, intérêt {p['interest']}" for p in points
    )
    return drawing.as_figure(f"Acteurs selon leur influence et leur intérêt{NBSP}: {told}.")


# --- asked for by data ----------------------------------------------------------------------

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
