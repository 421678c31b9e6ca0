"""Maps as plain values, for the page to draw: the communes of a territory, and France in tiles.

A plate always carries the list of its communes: its table twin, and all there is to show when
no contour is known.
"""

import math
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from . import geometry

WIDTH, HEIGHT, MARGIN = 600, 550, 12
TEXT = 27  # names, in the units of the drawing: about 14 px in a side column
_SCALE_BARS_KM = (1, 2, 5, 10, 20, 50, 100)


@dataclass(frozen=True, slots=True)
class Place:
    """A commune as a plate needs it; `outline` is None when its contour is not known."""

    code: str
    name: str
    population: int
    outline: geometry.Outline | None


@dataclass(frozen=True, slots=True)
class Shape:
    """One commune drawn; `css` is "" or "vise" (the one shown)."""

    code: str
    label: str
    d: str
    css: str


@dataclass(frozen=True, slots=True)
class Label:
    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Pin:
    """A mark whose area grows with its weight; the text says what the drawing shows."""

    code: str
    x: float
    y: float
    r: float
    weight: int
    label: str


@dataclass(frozen=True, slots=True)
class ScaleBar:
    x: float
    y: float
    length: float
    label: str


@dataclass(frozen=True, slots=True)
class Plate:
    """A map of communes, or only their list where contours are missing (`drawn` is False)."""

    title: str
    view_box: str
    shapes: tuple[Shape, ...]
    labels: tuple[Label, ...]
    pins: tuple[Pin, ...]
    scale: ScaleBar | None
    source: str
    places: tuple[Place, ...]
    missing: tuple[str, ...]
    projection: geometry.Projection | None = None
    centres: Mapping[str, geometry.Point] | None = None
    """By INSEE code, where a name or a pin stands."""

    @property
    def drawn(self) -> bool:
        return bool(self.shapes)


def plate(
    places: Iterable[Place],
    *,
    title: str,
    source: str,
    pins: Mapping[str, int] | None = None,
    highlight: Collection[str] = (),
    names: int = 5,
) -> Plate:
    """Draw the places; `names` of the most populated are written, and every highlighted one."""
    listed = tuple(sorted(places, key=lambda place: (-place.population, place.code)))
    outlines = {place.code: place.outline for place in listed if place.outline}
    missing = tuple(place.name for place in listed if not place.outline)
    view_box = f"0 0 {WIDTH} {HEIGHT}"
    if not outlines:
        return Plate(title, view_box, (), (), (), None, "", listed, missing)
    projection = geometry.Projection.fit(geometry.box(outlines.values()), WIDTH, HEIGHT, MARGIN)
    centres = {code: projection.point(geometry.centroid(o)) for code, o in outlines.items()}
    drawn = [place for place in listed if place.code in outlines]
    pinned = _pins(drawn, centres, pins or {})
    return Plate(
        title=title,
        view_box=view_box,
        shapes=tuple(
            Shape(
                place.code,
                place.name,
                projection.path(outlines[place.code]),
                "vise" if place.code in highlight else "",
            )
            for place in drawn
        ),
        labels=_labels(drawn, centres, pinned, highlight, names),
        pins=pinned,
        scale=_scale_bar(projection),
        source=source,
        places=listed,
        missing=missing,
        projection=projection,
        centres=centres,
    )


def _labels(
    drawn: list[Place],
    centres: Mapping[str, geometry.Point],
    pins: tuple[Pin, ...],
    highlight: Collection[str],
    names: int,
) -> tuple[Label, ...]:
    """Names of what is highlighted, then of the most populated, none over another or its pin."""
    wanted = [place for place in drawn if place.code in highlight]
    wanted += [place for place in drawn[:names] if place.code not in highlight]
    raised = {pin.code: pin.r + TEXT / 4 for pin in pins}
    placed: list[Label] = []
    for place in wanted:
        x, y = centres[place.code]
        half = min(_half_width(place.name), WIDTH / 2)
        x = min(max(x, half), WIDTH - half)
        y = max(y - raised.get(place.code, 0), TEXT)
        label = Label(round(x, 1), round(y, 1), place.name)
        if not any(_overlap(label, other) for other in placed):
            placed.append(label)
    return tuple(placed)


def _half_width(text: str) -> float:
    """Half the width of a name, a little generous."""
    return len(text) * TEXT * 0.32


def _overlap(a: Label, b: Label) -> bool:
    apart = _half_width(a.text) + _half_width(b.text)
    return abs(a.y - b.y) < TEXT and abs(a.x - b.x) < apart


def _pins(
    drawn: list[Place], centres: Mapping[str, geometry.Point], weights: Mapping[str, int]
) -> tuple[Pin, ...]:
    """One pin per commune that counts for something, largest first so that small ones show."""
    heaviest = max(weights.values(), default=0)
    pinned = [place for place in drawn if weights.get(place.code, 0) > 0]
    pinned.sort(key=lambda place: (-weights[place.code], place.code))
    return tuple(
        Pin(
            place.code,
            *centres[place.code],
            r=round(max(5.0, 22 * math.sqrt(weights[place.code] / heaviest)), 1),
            weight=weights[place.code],
            label=f"{place.name} : {weights[place.code]}",
        )
        for place in pinned
    )


def _scale_bar(projection: geometry.Projection) -> ScaleBar:
    """The longest round distance that fits in a quarter of the width, at the bottom left."""
    fits = [km for km in _SCALE_BARS_KM if km * projection.units_per_km <= WIDTH / 4]
    km = fits[-1] if fits else _SCALE_BARS_KM[0]
    length = round(km * projection.units_per_km, 1)
    return ScaleBar(MARGIN, HEIGHT - MARGIN, length, f"{km} km")


# France in tiles: each département the same size, so that the large do not hide the dense.
# One column of three characters is half a tile: rows interlock.
_LAYOUT = """\
                                 62    59
                              76    80    60
                     14    27    95    93    02    08    57
                  50    61    78    92    75    51    55    54    67
   29    22    35    53    28    91    94    77    52    88
      56    44    49    72    41    45    89    10    70    90    68
                     85    37    36    18    58    21    39    25
                  79    86    87    23    03    71    01    74
                     17    16    19    63    42    69    73
                        33    24    15    43    07    38
                           47    46    12    48    26    05
                  40    32    82    81    34    30    84    04    06
               64    65    31    09    11          13    83       2B
                                    66                         2A

   971   972   973   974   976
"""
_COLUMN, _ROW, _RADIUS, _HALF = 19.0, 32.9, 20.8, 18.0


@dataclass(frozen=True, slots=True)
class Tile:
    """A département as a hexagon: its cell (half columns, rows), its centre, its corners."""

    code: str
    column: int
    row: int
    x: float
    y: float
    points: str


@dataclass(frozen=True, slots=True)
class TileMap:
    view_box: str
    tiles: tuple[Tile, ...]


@cache
def tilemap() -> TileMap:
    """The 101 départements, Corsica and overseas included, about where one expects them."""
    tiles = tuple(
        _tile(match[0], match.start() // 3, row)
        for row, line in enumerate(_LAYOUT.splitlines())
        for match in re.finditer(r"\w+", line)
    )
    width = max(tile.x for tile in tiles) + _COLUMN
    height = max(tile.y for tile in tiles) + _RADIUS
    return TileMap(f"0 0 {width:g} {height:g}", tiles)


def _tile(code: str, column: int, row: int) -> Tile:
    x, y = round(_COLUMN * (column + 0.5), 1), round(_ROW * row + _RADIUS, 1)
    tall, short = _RADIUS, _RADIUS / 2
    corners = (
        (0, -tall),
        (_HALF, -short),
        (_HALF, short),
        (0, tall),
        (-_HALF, short),
        (-_HALF, -short),
    )
    points = " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in corners)
    return Tile(code, column, row, x, y, points)
