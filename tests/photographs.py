"""Sheets as phones photograph them: printed pages, written on, laid askew, lit badly."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
import pypdfium2

DOTS = 200 / 25.4
"""Dots for a millimetre of a printed page."""
WOOD, THUMB, INK = (70, 95, 130), (120, 150, 200), (110, 40, 25)


def printed(pdf: bytes) -> list[np.ndarray]:
    """The pages of a PDF as a printer lays them on paper."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=DOTS * 25.4 / 72).to_numpy()[..., :3] for page in document]


def written_on(page: np.ndarray, *areas, seed: int = 1) -> np.ndarray:
    """The page with lines of handwriting in these areas (millimetres)."""
    hand, drawn = np.random.default_rng(seed), page.copy()
    for area in areas:
        for rank in range(2):
            y = area.y + area.height * (0.35 + 0.3 * rank)
            steps = np.linspace(area.x + 3, area.x + area.width - 3, 40)
            ups = y + hand.uniform(-1.6, 1.6, len(steps))
            points = (np.column_stack([steps, ups]) * DOTS).astype(np.int32)
            cv2.polylines(drawn, [points], False, INK, round(0.5 * DOTS), cv2.LINE_AA)
    return drawn


def pinned(page: np.ndarray, x: float, y: float) -> np.ndarray:
    """The page with a red sticker there (millimetres)."""
    drawn = page.copy()
    cv2.circle(drawn, (round(x * DOTS), round(y * DOTS)), round(3 * DOTS), (30, 30, 210), -1)
    return drawn


@dataclass(frozen=True)
class Shot:
    """How a photograph is taken; `seed` decides the rest."""

    seed: int = 0
    turns: int = 0
    askew: float = 0.08
    dark: float = 0.4
    blur: float = 0.8
    noise: float = 5
    longest: int = 2200
    thumb: int | None = None
    """The corner that a thumb hides, as the photograph shows it: 0 at the top left, clockwise."""

    def but(self, **changed) -> "Shot":
        return replace(self, **changed)

    def of(self, page: np.ndarray, suffix: str = ".jpg") -> bytes:
        chance = np.random.default_rng(self.seed)
        page = np.rot90(page, self.turns).copy()
        height, width = page.shape[:2]
        size = self.longest
        scale = size * chance.uniform(0.76, 0.86) / max(height, width)
        flat = np.float32([(0, 0), (width, 0), (width, height), (0, height)])
        turn = np.radians(chance.uniform(-90, 90) * self.askew)
        around = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
        seen = (flat - (width / 2, height / 2)) @ around * scale
        seen = seen * (1 + chance.uniform(-self.askew, self.askew, (4, 2))) + size / 2
        lens = cv2.getPerspectiveTransform(flat, np.float32(seen))
        paper = cv2.warpPerspective(np.ones((height, width), np.float32), lens, (size, size))
        picture = np.full((size, size, 3), WOOD, np.float32) * (1 - paper[..., None])
        picture += cv2.warpPerspective(
            page.astype(np.float32), lens, (size, size), flags=cv2.INTER_AREA
        )
        if self.thumb is not None:
            at = tuple(int(value) for value in seen[self.thumb])
            cv2.ellipse(picture, at, (size // 11, size // 14), 30, 0, 360, THUMB, -1)
        slope = np.linspace(0, 1, size, dtype=np.float32)
        light = chance.uniform(0, 1) * slope + chance.uniform(0, 1) * slope[:, None]
        picture *= (1 - self.dark * light / light.max())[..., None]
        if self.blur:
            picture = cv2.GaussianBlur(picture, (0, 0), self.blur)
        if self.noise:
            grain = chance.standard_normal(picture.shape, np.float32)
            picture += grain * np.float32(self.noise)
        shown = np.clip(picture, 0, 255).astype(np.uint8)
        return cv2.imencode(suffix, shown)[1].tobytes()
