"""Reads one picture, confined, then dies. Run by `reading.py`, never imported.

Argument: the longest side to keep, the dictionary of marks and the forms, as JSON; without a form
the picture is only made anew; with `whole`, sheets are given whole as well, no longer than that.
The picture comes by standard input; a
line of JSON then pictures (JPEG) leave by standard output. Lengths are in millimetres on a sheet,
in pixels in a picture.
"""

import json
import sys
from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np

QUICK = 2000
"""The same, where marks are first looked for."""
MOST_SHEETS = 24
FLAT, BENT = 0.8, 1.5
"""Millimetres by which marks lie off a flat sheet at most; one corner apart, then all of them."""
SHARP = 12.0
"""Contrast of the finest details, below which nothing can be read."""
INKED = 0.002
"""Part of a cell that a hand darkened, below which nobody wrote there."""
QUALITY = 82


def main() -> None:
    told = json.loads(sys.argv[1])
    cv2.setNumThreads(1)
    image = decoded(sys.stdin.buffer.read(), told["longest"])
    if image is None:
        say({"problem": "unreadable", "kept": 0, "sheets": []}, [])
        return
    pictures = [jpeg(image)]
    if not told["forms"]:
        say({"problem": "", "kept": len(pictures[0]), "sheets": []}, pictures)
        return
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    sheets = []
    for group, corners in list(marked(grey, told["dictionary"]).items())[:MOST_SHEETS]:
        form = form_of(group, told["forms"])
        if form:
            sheet, cut = read_sheet(image, group, corners, form, told.get("whole", 0))
            sheets.append(sheet)
            pictures += cut
    sheets, pictures = without_echoes(sheets, pictures)
    problem = "" if sheets else "no sheet" if sharpness(grey) > SHARP else "blurred"
    if sheets and all(s["problem"] == "no code" for s in sheets) and sharpness(grey) <= SHARP:
        problem = "blurred"
    say({"problem": problem, "kept": len(pictures[0]), "sheets": sheets}, pictures)


def say(head: dict[str, Any], pictures: list[bytes]) -> None:
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + b"".join(pictures))


def decoded(content: bytes, longest: int) -> Any:
    """The picture, turned as its camera says, not bigger than needed; None if it is none."""
    try:
        image = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error:
        return None
    if image is None:
        return None
    return shrunk(image, longest)


def shrunk(image: Any, longest: int) -> Any:
    scale = longest / max(image.shape[:2])
    if scale >= 1:
        return image
    return cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def jpeg(image: Any) -> bytes:
    return bytes(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1])


def sharpness(grey: Any) -> float:
    """How much the finest details differ from what is around them, where they differ most: a
    thousandth of the picture is enough, since a sheet may be mostly blank."""
    scale = min(1.0, 1600 / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    quiet = cv2.medianBlur(small, 3)
    edges = np.abs(cv2.Laplacian(quiet, cv2.CV_32F))
    return float(np.percentile(edges, 99.5))


# Where sheets lie -------------------------------------------------------------------------------


def marked(grey: Any, dictionary: str) -> dict[int, dict[int, list[Any]]]:
    """Group of four marks → corner (0 to 3) → every mark that claims to be there. A smaller picture
    is enough for most; where a corner is missing, the whole one is looked through with care.
    """
    scale = min(1.0, QUICK / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    quick = grouped(small, dictionary, widest=55, step=24, scale=scale)
    if quick and all(len(corners) == 4 for corners in quick.values()):
        return quick
    return grouped(grey, dictionary, widest=85, step=16, scale=1.0)


def grouped(
    grey: Any, dictionary: str, *, widest: int, step: int, scale: float
) -> dict[int, dict[int, list[Any]]]:
    parameters = cv2.aruco.DetectorParameters()
    parameters.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    parameters.adaptiveThreshWinSizeMin = 5
    parameters.adaptiveThreshWinSizeMax = widest
    parameters.adaptiveThreshWinSizeStep = step
    parameters.minMarkerPerimeterRate = 0.02
    parameters.errorCorrectionRate = 0.4
    known = cv2.aruco.getPredefinedDictionary(getattr(cv2.aruco, dictionary))
    found, numbers, _ = cv2.aruco.ArucoDetector(known, parameters).detectMarkers(grey)
    groups: dict[int, dict[int, list[Any]]] = {}
    for number, points in zip([] if numbers is None else numbers.ravel(), found, strict=True):
        corners = groups.setdefault(int(number) // 4, {})
        corners.setdefault(int(number) % 4, []).append(points.reshape(4, 2) / scale)
    return groups


def form_of(group: int, forms: list[dict[str, Any]]) -> dict[str, Any] | None:
    return next((f for f in forms if f["first"] <= group < f["first"] + f["span"]), None)


def read_sheet(
    image: Any, group: int, corners: dict[int, list[Any]], form: dict[str, Any], whole: int
) -> tuple[dict[str, Any], list[bytes]]:
    """What to say of one sheet, and its cells."""
    said: dict[str, Any] = {"group": group, "corners": len(corners), "text": "", "cells": []}
    if any(len(marks) > 1 for marks in corners.values()):
        return said | {"problem": "twice"}, []
    if len(corners) < 3:
        return said | {"problem": "hidden corners"}, []
    flat = straightened(image, {c: marks[0] for c, marks in corners.items()}, form)
    if flat is None:
        return said | {"problem": "folded"}, []
    text = code_in(flat, form)
    if not text:
        return said | {"problem": "no code"}, []
    pictures = []
    for cell in form["cells"]:
        picture = jpeg(part(flat, cell["cut"], form["dots"]))
        inked = is_inked(part(flat, cell["written"], form["dots"]))
        pictures.append(picture)
        said["cells"].append({"size": len(picture), "inked": inked})
    if whole:
        pictures.append(jpeg(shrunk(flat, whole)))
        said["page"] = len(pictures[-1])
    return said | {"problem": "", "text": text}, pictures


def straightened(image: Any, corners: dict[int, Any], form: dict[str, Any]) -> Any:
    """The sheet seen from above; None if its marks lie on no plane. A corner that is folded over is
    left out where the three others agree.
    """
    far, to_sheet = lens(corners, form)
    if far > FLAT and len(corners) == 4:
        without = [{c: p for c, p in corners.items() if c != one} for one in corners]
        far, to_sheet = min((lens(three, form) for three in without), key=lambda found: found[0])
    if far > BENT:
        return None
    dots = form["dots"]
    size = round(form["width"] * dots), round(form["height"] * dots)
    return cv2.warpPerspective(
        image, np.diag([dots, dots, 1.0]) @ to_sheet, size, flags=cv2.INTER_AREA,
        borderMode=cv2.BORDER_CONSTANT, borderValue=(255, 255, 255),
    )  # fmt: skip


def lens(corners: dict[int, Any], form: dict[str, Any]) -> tuple[float, Any]:
    """From the picture to the sheet, and by how many millimetres marks lie off."""
    flat, seen = [], []
    for corner, points in corners.items():
        area = form["corners"][corner]
        x, y, side = area["x"], area["y"], area["width"]
        flat += [(x, y), (x + side, y), (x + side, y + side), (x, y + side)]
        seen += list(points)
    to_sheet, _ = cv2.findHomography(np.array(seen, np.float32), np.array(flat, np.float32), 0)
    if to_sheet is None:
        return float("inf"), None
    back = cv2.perspectiveTransform(np.array([seen], np.float32), to_sheet)[0]
    return float(np.abs(back - np.array(flat)).max()), to_sheet


def part(flat: Any, area: dict[str, float], dots: float, more: float = 0) -> Any:
    top, left = max(0, round((area["y"] - more) * dots)), max(0, round((area["x"] - more) * dots))
    bottom = round((area["y"] + area["height"] + more) * dots)
    right = round((area["x"] + area["width"] + more) * dots)
    return flat[top:bottom, left:right]


def without_echoes(
    sheets: list[dict[str, Any]], pictures: list[bytes]
) -> tuple[list[dict[str, Any]], list[bytes]]:
    """Without what is only noise: one or two marks alone, beside sheets that were read."""
    if not any(sheet["text"] for sheet in sheets):
        return sheets, pictures
    kept = [s for s in sheets if s["text"] or s["problem"] != "hidden corners" or s["corners"] > 1]
    return kept, pictures


# What is on a sheet -------------------------------------------------------------------------------


def code_in(flat: Any, form: dict[str, Any]) -> str:
    """The text of its code, or nothing; the place is known, so several readings are tried, each by
    two readers: the first was seen to miss a clean code, lying upside down."""
    cut = cv2.cvtColor(part(flat, form["code"], form["dots"], more=2.5), cv2.COLOR_BGR2GRAY)
    readers = cv2.QRCodeDetector(), cv2.QRCodeDetectorAruco()
    for picture, reader in ((one, by) for one in readings(cut) for by in readers):
        try:
            text, _, _ = reader.detectAndDecode(picture)
        except (cv2.error, UnicodeDecodeError):
            continue
        if text:
            return str(text)
    return ""


def readings(cut: Any) -> Iterator[Any]:
    """The same code, plainer and plainer."""
    for scale in (2.0, 1.0, 3.0):
        big = cv2.resize(cut, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
        yield big
        soft = cv2.GaussianBlur(big, (0, 0), 0.8 * scale)
        yield cv2.threshold(soft, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1]
        around = round(min(big.shape) / 3) | 1
        yield cv2.adaptiveThreshold(
            soft, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, around, 5
        )


def is_inked(cell: Any) -> bool:
    """Whether something darker than the guide lines stands there."""
    grey = cv2.cvtColor(cell, cv2.COLOR_BGR2GRAY)
    paper = cv2.medianBlur(cv2.resize(grey, None, fx=0.25, fy=0.25), 31)
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0])).astype(np.int16)
    soft = cv2.GaussianBlur(grey, (0, 0), 1.2).astype(np.int16)
    return bool(np.mean(paper - soft > 0.22 * paper) > INKED)


if __name__ == "__main__":
    main()
