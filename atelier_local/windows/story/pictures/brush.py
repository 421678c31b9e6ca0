"""What the pictures of the demonstration are drawn with: flat colours, layer over layer."""

from collections.abc import Iterable, Sequence
from typing import Any

import cv2
import numpy as np

FINE = 2
"""Dots drawn for one that is kept, each way: edges come out smooth."""
QUALITY = 80
GRAIN = 2.2
"""How far the paper shows through, of 255."""

LEAF, DEEP, MOSS, HAY = "#5F8A4E", "#2F5A45", "#8FA860", "#D9C07A"
STONE, LIME, TILE, SLATE = "#D8C8A8", "#EFE4CC", "#9A5A38", "#4D5870"
NIGHT, INK, GLOW, THREAD = "#2A3B62", "#23262E", "#F6D58A", "#B1083F"

type Point = tuple[float, float]


def paint(code: str) -> tuple[int, int, int]:
    """`#8F4300`, as OpenCV has it: blue, green, red."""
    red, green, blue = (int(code[at : at + 2], 16) for at in (1, 3, 5))
    return blue, green, red


def between(one: str, other: str, part: float) -> str:
    """The colour that lies so far from one to the other."""
    pairs = zip(paint(one), paint(other), strict=True)
    blue, green, red = (round(a + (b - a) * part) for a, b in pairs)
    return f"#{red:02X}{green:02X}{blue:02X}"


class Sheet:
    """A sheet to draw on, in the points of the picture that it becomes. The same seed, the same
    picture.
    """

    def __init__(self, width: int, height: int, seed: int) -> None:
        self.width, self.height = width, height
        self.dots = np.zeros((height * FINE, width * FINE, 3), np.uint8)
        self.chance = np.random.default_rng(seed)

    def fade(self, top: str, low: str, y: float = 0, end: float | None = None) -> None:
        """From one colour to another, downwards, over the whole width."""
        first, last = round(y * FINE), round((self.height if end is None else end) * FINE)
        part = np.linspace(0, 1, last - first)[:, None]
        rows = np.array(paint(top)) * (1 - part) + np.array(paint(low)) * part
        self.dots[first:last] = rows[:, None].astype(np.uint8)

    def shape(self, points: Iterable[Point], colour: str) -> None:
        cv2.fillPoly(self.dots, [_fine(points)], paint(colour))

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        self.shape([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], colour)

    def disc(self, x: float, y: float, radius: float, colour: str, flat: float = 1) -> None:
        """A disc, seen as flat as said."""
        at = round(x * FINE), round(y * FINE)
        axes = round(radius * FINE), round(radius * flat * FINE)
        cv2.ellipse(self.dots, at, axes, 0, 0, 360, paint(colour), -1)

    def line(self, points: Iterable[Point], width: float, colour: str) -> None:
        thick = max(1, round(width * FINE))
        cv2.polylines(self.dots, [_fine(points)], False, paint(colour), thick)

    def shadow(self, points: Sequence[Point], strength: float = 0.2) -> None:
        """What lies there gets darker."""
        area = _fine(points)
        near = np.maximum(area.min(0), 0)
        far = np.minimum(area.max(0) + 1, (self.dots.shape[1], self.dots.shape[0]))
        part = self.dots[near[1] : far[1], near[0] : far[0]]
        if part.size:
            mask = np.zeros(part.shape[:2], np.uint8)
            cv2.fillPoly(mask, [area - near], 255)
            part[mask > 0] = part[mask > 0] * (1 - strength)

    def card(self, x: float, y: float, width: float, height: float, turn: float, colour: str,
             lines: int = 3, ink: str = "#5C5851") -> None:  # fmt: skip
        """A card laid askew, with its shadow and lines of a hand."""
        at = _turned(x, y, turn)
        rim = [at(-width / 2, -height / 2), at(width / 2, -height / 2),
               at(width / 2, height / 2), at(-width / 2, height / 2)]  # fmt: skip
        self.shadow([(a + 3, b + 5) for a, b in rim])
        self.shape(rim, colour)
        for rank in range(lines):
            level = -height * 0.28 + rank * height * 0.56 / max(1, lines - 1)
            end = self.chance.uniform(-0.05, 0.38) * width
            steps = np.linspace(-width * 0.38, end, 12)
            self.line([at(a, level + self.chance.uniform(-1.2, 1.2)) for a in steps], 1.6, ink)

    def reflect(self, points: Iterable[Point], other: "Sheet") -> None:
        """Within these points, what another sheet of the same size shows."""
        mask = np.zeros(self.dots.shape[:2], np.uint8)
        cv2.fillPoly(mask, [_fine(points)], 255)
        cv2.copyTo(other.dots, mask, self.dots)

    def ridge(self, y: float, rise: float, colour: str, waves: float = 2.0) -> Any:
        """A hill that fills all below; the height of its crest at each point of the width."""
        x = np.arange(0, self.width + 8, 8, dtype=float)
        crest = np.full(len(x), float(y))
        for rank in (1, 2, 3):
            turn, bend = self.chance.uniform(0, 6.3), waves * rank * self.chance.uniform(0.7, 1.2)
            crest -= rise / rank * np.sin(x / self.width * bend * 3.14 + turn)
        below = [(self.width + 8, self.height), (0, self.height)]
        self.shape([*zip(x, crest, strict=True), *below], colour)
        return lambda at: float(np.interp(at, x, crest))

    def tree(self, x: float, foot: float, size: float, dark: str, light: str) -> None:
        """A round tree, lit from the left."""
        self.box(x - size * 0.05, foot - size * 0.55, size * 0.1, size * 0.55, "#4A3B2C")
        for count, spread, shift in ((14, 0.24, 0.0), (9, 0.15, 0.11)):
            for _ in range(count):
                turn, far = self.chance.uniform(0, 6.3), spread * self.chance.uniform(0.2, 1) * size
                middle = x - shift * size, foot - size * (0.68 + shift)
                at = middle[0] + far * np.cos(turn), middle[1] + far * np.sin(turn) * 0.85
                tone = self.chance.uniform(0.35, 1) if shift else self.chance.uniform(0, 0.25)
                radius = size * self.chance.uniform(0.1, 0.17) * (0.7 if shift else 1)
                self.disc(*at, radius, between(dark, light, tone))

    def hedge(self, points: Sequence[Point], size: float, dark: str, light: str) -> None:
        """Bushes along a line, one against the other."""
        for (x, y), (to_x, to_y) in zip(points, points[1:], strict=False):
            count = max(1, int(np.hypot(to_x - x, to_y - y) / size * 1.5))
            for rank in range(count):
                part = rank / count
                radius = size * self.chance.uniform(0.45, 0.85)
                at = x + (to_x - x) * part, y + (to_y - y) * part - radius * 0.5
                self.disc(*at, radius, dark)
                tone = between(dark, light, self.chance.uniform(0.4, 1))
                self.disc(at[0] - radius * 0.25, at[1] - radius * 0.3, radius * 0.6, tone)

    def taken(self, rows: tuple[int, int] | None = None) -> bytes:
        """The picture (JPEG), with the grain of a paper; from one row to another, where said."""
        first, last = rows or (0, self.height)
        part = self.dots[first * FINE : last * FINE]
        size = self.width, last - first
        shown = cv2.resize(part, size, interpolation=cv2.INTER_AREA).astype(np.float32)
        grain = self.chance.standard_normal((size[1], size[0], 1), np.float32)
        shown += cv2.GaussianBlur(grain, (0, 0), 0.8)[..., None] * np.float32(GRAIN * 2)
        flat = np.clip(shown, 0, 255).astype(np.uint8)
        return bytes(cv2.imencode(".jpg", flat, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1])


def _fine(points: Iterable[Point]) -> Any:
    return np.round(np.array(list(points), float) * FINE).astype(np.int32)


def _turned(x: float, y: float, turn: float) -> Any:
    """Where a point around (x, y) comes, once turned by so many degrees."""
    cos, sin = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    return lambda across, down: (x + across * cos - down * sin, y + across * sin + down * cos)
