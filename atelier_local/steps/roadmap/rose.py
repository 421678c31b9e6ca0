"""The compass's rose: a sector an axis, a ring a horizon, a dot an action."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Any

from atelier_local.programme.ateliers.enums import Horizon

CENTRE = 330
RINGS = {Horizon.SHORT: (62, 155), Horizon.MEDIUM: (155, 240), Horizon.LONG: (240, 320)}
DOT = 23


@dataclass(frozen=True)
class Dot:
    item: Any
    x: float
    y: float


@dataclass(frozen=True)
class Ray:
    """The limit between two sectors, from the hub to the rim; the name of the one after it."""

    x1: float
    y1: float
    x2: float
    y2: float
    name: str
    name_x: float
    name_y: float


@dataclass(frozen=True)
class Rose:
    dots: Sequence[Dot]
    rays: Sequence[Ray]
    dot: int


def rose(sectors: Iterable[tuple[str, Sequence[tuple[Horizon, Any]]]]) -> Rose:
    """Each sector has a name and its items, each at its horizon. The first starts at noon."""
    listed = list(sectors)
    angle = 2 * pi / len(listed) if listed else 0
    dots: list[Dot] = []
    rays: list[Ray] = []
    for rank, (name, items) in enumerate(listed):
        start = rank * angle
        rays.append(_ray(start, start + angle / 2, name))
        for horizon in Horizon:
            here = [item for at, item in items if at is horizon]
            dots += _spread(here, RINGS[horizon], start, angle)
    return Rose(dots, rays, DOT)


def _spread(items: Sequence[Any], ring: tuple[int, int], start: float, angle: float) -> list[Dot]:
    """Items evenly along the middle of a ring, in two staggered rows when they would touch."""
    middle, swing = sum(ring) / 2, (ring[1] - ring[0]) / 4
    crowded = middle * angle < 2.2 * DOT * len(items)
    dots = []
    for rank, item in enumerate(items):
        radius = middle + (swing if rank % 2 else -swing) * crowded
        x, y = _at(start + angle * (rank + 0.5) / len(items), radius)
        dots.append(Dot(item, x, y))
    return dots


def _ray(start: float, middle: float, name: str) -> Ray:
    return Ray(*_at(start, 62), *_at(start, 320), name, *_at(middle, 338))


def _at(angle: float, radius: float) -> tuple[float, float]:
    """A point at this angle from noon, clockwise, and this far from the centre."""
    return round(CENTRE + radius * sin(angle), 1), round(CENTRE - radius * cos(angle), 1)
