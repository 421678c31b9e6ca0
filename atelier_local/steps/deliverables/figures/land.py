"""Communes laid on the page: projected once, named where there is room."""

from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from math import cos, radians

from .drawing import INK, Drawing, Territory


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
        self._territory = territory

    @cached_property
    def hearts(self) -> dict[str, tuple[float, float]]:
        """Where the label of each commune sits, by its code; many maps name none."""
        return {c["code"]: self._centre(c["rings"]) for c in self._territory}

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


def soft(points: Sequence[tuple[float, float]], bend: float) -> str:
    """A soft line from place to place."""
    d = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False):
        x, y = (x0 + x1) / 2 + (y1 - y0) * bend, (y0 + y1) / 2 - (x1 - x0) * bend
        d += f"Q{x:.1f} {y:.1f} {x1:.1f} {y1:.1f}"
    return d
