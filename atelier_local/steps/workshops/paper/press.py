"""From what a pack says to its PDF: codes, marks and the map are drawn, then Typst composes."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse

from atelier_local.ground.files.sheets import codes, marks
from atelier_local.ground.files.typography import each_text, french
from atelier_local.ground.files.typst import render
from atelier_local.programme.territories import geometry
from atelier_local.programme.territories import queries as territories
from atelier_local.programme.territories.plates import Plate

from ..models import Pack
from ..rules import shown_code, wifi_text
from . import rules
from .sheets import COLUMNS, FORMS, FRAME, ROWS

TEMPLATES = Path(__file__).parents[1] / "typst"
_SCALES_KM = (1, 2, 5, 10, 20)


def typeset(pack: Pack) -> bytes:
    """The PDF of a pack; raises `RenderingFailed` when it cannot be composed."""
    atelier = pack.workshop.atelier
    told = each_text(pack.contents["sheets"], french)
    data = {
        "title": f"Atelier {pack.workshop.ordinal} : {french(pack.workshop.title)}",
        "place": french(f"{pack.workshop.place}, {atelier.epci.name}"),
        "fictitious": atelier.fictitious,
        "rank": pack.rank,
        "receipts": _site(reverse("public:receipt")),
        "forms": {form.letter: form.plain() for form in FORMS.values()},
        "poster": _poster(pack) if pack.contents["poster"] else None,
        "sheets": [sheet | _drawn(pack, sheet) for sheet in told],
        "map": _map(pack),
    }
    title = f"Paquet à imprimer {pack.rank}"
    return render(TEMPLATES, "pack.typ", data, title=title)


def _drawn(pack: Pack, sheet: Mapping[str, Any]) -> dict[str, Any]:
    """The marks of a sheet, its code, and the receipt of its stub."""
    form = FORMS[sheet["kind"]]
    group = form.group(sheet["number"])
    label = codes.Label(pack.code, form.letter, sheet["number"])
    return {
        "marks": [marks.drawn(4 * group + corner) for corner in range(4)],
        "code": codes.drawn(codes.written(label, pack.key)),
        "receipt": shown_code(rules.receipt(pack.key, sheet["number"])),
    }


def _poster(pack: Pack) -> dict[str, Any]:
    """How to join, as it is known today."""
    workshop = pack.workshop
    wifi = wifi_text(workshop.wifi_name, workshop.wifi_key)
    code, join = workshop.join_code, reverse("wall:join")
    address = reverse("wall:enter", args=[code]) if code else join
    return {
        "code": shown_code(code),
        "page": _rows(f"{settings.SITE_URL}{address}"),
        "address": _site(join),
        "wifi": _rows(wifi) if wifi else [],
        "wifi_name": workshop.wifi_name,
        "wifi_key": workshop.wifi_key,
    }


def _site(address: str) -> str:
    """An address as one types it."""
    return settings.SITE_URL.partition("://")[2] + address.rstrip("/")


def _rows(text: str) -> list[str]:
    code = segno.make(text, error="m", micro=False)
    return ["".join("1" if dark else "0" for dark in row) for row in code.matrix]


# The map ------------------------------------------------------------------------------------------


def frame_of(plate: Plate) -> geometry.Projection | None:
    """Where the territory stands on a map sheet, in millimetres; None where no contour is known."""
    outlines = [place.outline for place in plate.places if place.outline]
    if not outlines:
        return None
    fit = geometry.Projection.fit(geometry.box(outlines), FRAME.width, FRAME.height, 8)
    return geometry.Projection(
        fit.west, fit.north, fit.per_lon, fit.per_lat, fit.left + FRAME.x, fit.top + FRAME.y
    )


def _map(pack: Pack) -> dict[str, Any]:
    """The contours in the frame that the pack has kept: what was printed is what is read."""
    kept = pack.contents["frame"]
    blank = {"rings": [], "labels": [], "scale": {"length": 0, "label": ""}, "source": ""}
    base = {"columns": COLUMNS, "rows": ROWS}
    if not kept:
        return base | blank
    frame, found = geometry.Projection(**kept), territories.plate(pack.workshop.atelier.epci)
    drawn = [place for place in found.places if place.outline]
    return base | {
        "rings": [ring for place in drawn for ring in _rings(place.outline, frame)],
        "labels": list(_labels(found, frame)),
        "scale": _scale(frame),
        "source": f"Contours : {found.source}",
    }


def _rings(outline: Any, frame: geometry.Projection) -> Iterator[list[geometry.Point]]:
    for polygon in outline:
        for ring in polygon:
            yield [frame.point(place) for place in ring[:-1]]


def _labels(plate: Plate, frame: geometry.Projection) -> Iterator[dict[str, Any]]:
    """Names of communes, the most populated first, none over another."""
    placed: list[tuple[float, float, float]] = []
    for place in plate.places:
        if not place.outline:
            continue
        x, y = frame.point(geometry.centroid(place.outline))
        wide = len(place.name) * 0.85
        if all(abs(y - b) > 4 or abs(x - a) > wide + other for a, b, other in placed):
            placed.append((x, y, wide))
            yield {"x": x, "y": y, "text": place.name}


def _scale(frame: geometry.Projection) -> dict[str, Any]:
    fits = [km for km in _SCALES_KM if km * frame.units_per_km <= FRAME.width / 4]
    km = fits[-1] if fits else _SCALES_KM[0]
    return {"length": round(km * frame.units_per_km, 1), "label": f"{km} km"}
