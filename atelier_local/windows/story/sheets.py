"""A printed sheet as a phone photographed it: written on, laid askew on a table, in dim light."""

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import cv2
import numpy as np

from atelier_local.ground.files.sheets import codes, marks
from atelier_local.ground.files.sheets.forms import Area
from atelier_local.programme.territories import geometry
from atelier_local.steps.workshops.models import Pack
from atelier_local.steps.workshops.paper.sheets import FORMS

DOTS = 7
"""For a millimetre of paper."""
SIZE = 2400
INK, GREY, WOOD = (130, 60, 25), (150, 150, 150), (96, 124, 156)
PIN = (40, 40, 200)


def photographed(
    pack: Pack,
    number: int,
    hands: Mapping[int, str],
    *,
    blur: float = 0.7,
    land: Sequence[geometry.Outline] = (),
    pins: Sequence[geometry.Point] = (),
) -> bytes:
    """Sheet `number` of the pack; `hands` says what is written in its cells, by position. On a map,
    `land` is its outlines (degrees), `pins` where a red sticker was put, in the order of its lines
    (millimetres).
    """
    told = pack.contents["sheets"][number - 1]
    form = FORMS[told["kind"]]
    page = np.full((round(form.height * DOTS), round(form.width * DOTS), 3), 255, np.uint8)
    group = form.group(number)
    for rank, corner in enumerate(form.corners):
        _squares(page, corner, marks.drawn(4 * group + rank))
    label = codes.Label(pack.code, form.letter, number)
    _squares(page, form.code, codes.drawn(codes.written(label, pack.key)))
    table = f"Table {told['table']} : {told['theme']}" if told["table"] else "La carte de la salle"
    _words(page, table, 26, 17, 30, (0, 0, 0))
    near, wide = (280, 42) if pins else (10, 62)
    for rank, line in enumerate(textwrap.wrap(told["question"], wide)):
        _words(page, line, near, 31 + 7 * rank, 24, (0, 0, 0))
    for position, cell in enumerate(form.cells):
        _frame(page, cell.cut)
        _write(page, cell.written, hands.get(position, ""), 17 if pins else 28)
    if pins:
        _drawn_over(page, geometry.Projection(**pack.contents["frame"]), land, pins)
        for rank in range(len(pins)):
            cut = form.cells[rank + 1].cut
            _words(page, str(rank + 1), cut.x + 4, cut.y + 11, 30, PIN)
    return _taken(page, number, blur)


def _squares(page: Any, area: Area, rows: list[str]) -> None:
    side = round(area.width * DOTS)
    dark = np.array([[sign == "0" for sign in row] for row in rows], np.uint8) * 255
    drawn = cv2.resize(dark, (side, side), interpolation=cv2.INTER_NEAREST)
    top, left = round(area.y * DOTS), round(area.x * DOTS)
    page[top : top + side, left : left + side] = drawn[..., None]


def _frame(page: Any, area: Area) -> None:
    near = round(area.x * DOTS), round(area.y * DOTS)
    far = round((area.x + area.width) * DOTS), round((area.y + area.height) * DOTS)
    cv2.rectangle(page, near, far, GREY, 2)


def _drawn_over(
    page: Any,
    frame: geometry.Projection,
    land: Sequence[geometry.Outline],
    pins: Sequence[geometry.Point],
) -> None:
    for ring in (ring for outline in land for part in outline for ring in part):
        points = np.array([frame.point(place) for place in ring]) * DOTS
        cv2.polylines(page, [points.astype(np.int32)], True, GREY, 3, cv2.LINE_AA)
    for rank, (x, y) in enumerate(pins, 1):
        cv2.circle(page, (round(x * DOTS), round(y * DOTS)), 30, PIN, -1, cv2.LINE_AA)
        _words(page, str(rank), x - (1.6 if rank < 10 else 3), y + 2, 30, (255, 255, 255))


def _write(page: Any, area: Area, words: str, size: int) -> None:
    """In the hand of somebody; smaller where the place is small."""
    step, wide = size * 6.4 / 28, round(area.width * 12.5 / size)
    for rank, line in enumerate(textwrap.wrap(words, wide)):
        _words(page, line, area.x + 1, area.y + step * (rank + 0.9), size, INK, "italic")


def _words(
    page: Any, line: str, x: float, y: float, size: int, ink: Any, face: str = "sans"
) -> None:
    """A line of text, its foot at y (millimetres)."""
    at = round(x * DOTS), round(y * DOTS)
    drawn = line.replace("\u202f", " ").replace("\u00a0", " ")  # which that face does not draw
    cv2.putText(page, drawn, at, ink, cv2.FontFace(face), size, 400)  # type: ignore[call-overload]


def _taken(page: Any, seed: int, blur: float) -> bytes:
    chance = np.random.default_rng(seed)
    height, width = page.shape[:2]
    flat = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    turned = flat - (width / 2, height / 2)
    angle = np.radians(chance.uniform(-5, 5))
    around = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    seen = turned @ around * (SIZE * 0.86 / max(height, width))
    size = (round(SIZE * 0.84), SIZE) if height > width else (SIZE, round(SIZE * 0.84))
    seen = seen * (1 + chance.uniform(-0.03, 0.03, (4, 2))) + (size[0] / 2, size[1] / 2)
    lens = cv2.getPerspectiveTransform(flat, seen.astype(np.float32))
    picture = np.full((size[1], size[0], 3), WOOD, np.uint8)
    cv2.warpPerspective(
        page, lens, size, dst=picture, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_TRANSPARENT
    )
    light = np.linspace(1, 0.68, size[0])[None, :, None]
    dim = cv2.GaussianBlur(picture * light, (0, 0), blur)
    noisy = np.clip(dim + chance.normal(0, 3, dim.shape), 0, 255).astype(np.uint8)
    return bytes(cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, 80])[1])
