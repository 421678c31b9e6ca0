"""Plane geometry of contours: read GeoJSON, simplify, measure, project to SVG. Pure.

A *ring* is a closed list of (longitude, latitude) in degrees; a *polygon* is its outer ring, then
its holes; an *outline* is a list of polygons. Outer rings turn anticlockwise and holes clockwise,
so that SVG's default fill rule leaves holes empty.
"""

import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

type Point = tuple[float, float]
type Ring = list[Point]
type Polygon = list[Ring]
type Outline = list[Polygon]

KM_PER_DEGREE = 111.32


class GeometryError(ValueError):
    """What is wrong with a geometry, as the end of a French sentence."""


@dataclass(frozen=True, slots=True)
class Box:
    """Bounds: degrees before projection, SVG units after."""

    west: float
    south: float
    east: float
    north: float


def read(geometry: Any) -> Outline:
    """The outline in a GeoJSON Polygon or MultiPolygon (RFC 7946), checked position by position."""
    if not isinstance(geometry, dict):
        raise GeometryError("n’a pas de géométrie")
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        raise GeometryError(f"est de type « {kind} », il faut Polygon ou MultiPolygon")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(polygons, list) or not polygons or not all(polygons):
        raise GeometryError("n’a aucun anneau")
    return [_polygon(polygon) for polygon in polygons]


def _polygon(rings: Any) -> Polygon:
    if not isinstance(rings, list):
        raise GeometryError("a un polygone qui n’est pas une liste d’anneaux")
    return [oriented(_ring(ring), outer=i == 0) for i, ring in enumerate(rings)]


def _ring(positions: Any) -> Ring:
    if not isinstance(positions, list) or len(positions) < 4:
        raise GeometryError("a un anneau de moins de quatre points")
    ring = [_point(position) for position in positions]
    if ring[0] != ring[-1]:
        raise GeometryError("a un anneau qui n’est pas fermé")
    return ring


def _point(position: Any) -> Point:
    match position:
        case [int() | float() as lon, int() | float() as lat, *_]:
            if abs(lon) <= 180 and abs(lat) <= 90:  # false for NaN too
                return float(lon), float(lat)
            raise GeometryError(
                f"a un point hors du globe ({lon} ; {lat}) : "
                "les coordonnées sont attendues en degrés (WGS 84), pas en Lambert 93"
            )
    raise GeometryError("a un point qui n’est pas un couple de nombres")


def area(ring: Ring) -> float:
    """Signed area in square degrees: positive when the ring turns anticlockwise."""
    x0, y0 = ring[0]  # shoelace around the first point: less lost to rounding
    return (
        sum(
            (ax - x0) * (by - y0) - (bx - x0) * (ay - y0)
            for (ax, ay), (bx, by) in itertools.pairwise(ring)
        )
        / 2
    )


def oriented(ring: Ring, *, outer: bool) -> Ring:
    return ring if (area(ring) >= 0) == outer else ring[::-1]


def simplify(outline: Outline, step: float = 1e-4) -> Outline:
    """Snap to a grid of `step` degrees (1e-4 is 11 m) and drop what that makes useless.

    Snapping moves a border the same way on both sides, so neighbours stay joined, which
    simplifying each commune by itself (Douglas-Peucker) would not guarantee. Rings that
    collapse disappear; an outline that would vanish is returned as it came.
    """
    polygons = []
    for polygon in outline:
        outer, *holes = (_snap(ring, step) for ring in polygon)
        if outer:
            kept = [outer, *filter(None, holes)]
            polygons.append([oriented(ring, outer=i == 0) for i, ring in enumerate(kept)])
    return polygons or outline


def _snap(ring: Ring, step: float) -> Ring:
    """The ring on the grid, without repeated or aligned points; empty when it collapses."""
    cells: list[tuple[int, int]] = []
    for lon, lat in ring[:-1]:
        cell = round(lon / step), round(lat / step)
        while len(cells) > 1 and _aligned(cells[-2], cells[-1], cell):
            cells.pop()
        if not cells or cell != cells[-1]:
            cells.append(cell)
    if len(set(cells)) < 3:
        return []
    digits = max(0, round(-math.log10(step)))
    points = [(round(x * step, digits), round(y * step, digits)) for x, y in cells]
    if points[0] != points[-1]:
        points.append(points[0])
    return points if len(points) > 3 and area(points) else []


def _aligned(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> bool:
    """Whether b lies on the segment from a to c and may go (exact: whole numbers)."""
    (ax, ay), (bx, by), (cx, cy) = a, b, c
    cross = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    between = (bx - ax) * (cx - bx) + (by - ay) * (cy - by) >= 0
    return cross == 0 and between


def box(outlines: Iterable[Outline]) -> Box:
    """The smallest box around all outlines."""
    points = [p for outline in outlines for polygon in outline for p in polygon[0]]
    lons, lats = [p[0] for p in points], [p[1] for p in points]
    return Box(min(lons), min(lats), max(lons), max(lats))


def centroid(outline: Outline) -> Point:
    """Centre of gravity of the largest polygon: where a name or a pin stands."""
    ring = max((polygon[0] for polygon in outline), key=lambda ring: abs(area(ring)))
    x0, y0 = ring[0]
    doubled = x = y = 0.0
    for (ax, ay), (bx, by) in itertools.pairwise(ring):
        cross = (ax - x0) * (by - y0) - (bx - x0) * (ay - y0)
        doubled += cross
        x += (ax + bx - 2 * x0) * cross
        y += (ay + by - 2 * y0) * cross
    if not doubled:
        return x0, y0
    return x0 + x / (3 * doubled), y0 + y / (3 * doubled)


def contains(outline: Outline, place: Point) -> bool:
    """Whether the point lies inside, holes left out."""
    x, y = place
    inside = False
    for ring in (ring for polygon in outline for ring in polygon):
        for (ax, ay), (bx, by) in itertools.pairwise(ring):
            if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
                inside = not inside
    return inside


@dataclass(frozen=True, slots=True)
class Projection:
    """Degrees to SVG units: equirectangular, true to scale at the middle of the map.

    At the size of an EPCI (50 km) the distortion is under a pixel, and no library is needed.
    """

    west: float
    north: float
    per_lon: float
    per_lat: float
    left: float
    top: float

    @classmethod
    def fit(cls, bounds: Box, width: float, height: float, margin: float) -> "Projection":
        """The projection that centres `bounds` in width × height, `margin` units kept free."""
        squeeze = math.cos(math.radians((bounds.south + bounds.north) / 2))
        lon_span = max((bounds.east - bounds.west) * squeeze, 1e-9)
        lat_span = max(bounds.north - bounds.south, 1e-9)
        scale = min((width - 2 * margin) / lon_span, (height - 2 * margin) / lat_span)
        return cls(
            bounds.west,
            bounds.north,
            scale * squeeze,
            scale,
            (width - lon_span * scale) / 2,
            (height - lat_span * scale) / 2,
        )

    @property
    def units_per_km(self) -> float:
        return self.per_lat / KM_PER_DEGREE

    def point(self, place: Point) -> Point:
        """SVG coordinates, to a tenth of a unit."""
        lon, lat = place
        return (
            round(self.left + (lon - self.west) * self.per_lon, 1),
            round(self.top + (self.north - lat) * self.per_lat, 1),
        )

    @property
    def numbers(self) -> str:
        """What a page needs to read degrees back from a drawing."""
        held = (self.west, self.north, self.per_lon, self.per_lat, self.left, self.top)
        return " ".join(f"{number:.6f}" for number in held)

    def place(self, x: float, y: float) -> Point:
        """Degrees of a point of the drawing."""
        return self.west + (x - self.left) / self.per_lon, self.north - (
            y - self.top
        ) / self.per_lat

    def path(self, outline: Outline) -> str:
        """SVG path data: `M x,y x,y …Z` for each ring; points that fall together are said once."""
        return "".join(self._ring_path(ring) for polygon in outline for ring in polygon)

    def _ring_path(self, ring: Ring) -> str:
        drawn: list[str] = []
        for place in ring[:-1]:
            x, y = self.point(place)
            step = f"{x:g},{y:g}"
            if not drawn or drawn[-1] != step:
                drawn.append(step)
        return f"M{' '.join(drawn)}Z"
