"""The official files shipped with this room (data/SOURCE.md says whence), as rows to save."""

import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import rules
from .models import Commune, Department, Epci

DATA = Path(__file__).parent / "data"
VINTAGE = "2026"
SOURCE = f"INSEE, DGCL, par Etalab, {VINTAGE}, Licence Ouverte 2.0"
CONTOUR_SOURCE = f"IGN Admin Express {VINTAGE}, Licence Ouverte 2.0"


def _rows(name: str) -> Iterator[dict[str, str]]:
    with gzip.open(DATA / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def departments() -> list[Department]:
    regions = {row["code"]: row["name"] for row in _rows("regions")}
    return [
        Department(
            code=row["code"],
            name=row["name"],
            region_code=row["region"],
            region_name=regions[row["region"]],
        )
        for row in _rows("departements")
    ]


def epcis() -> list[Epci]:
    return [
        Epci(
            siren=row["siren"],
            name=row["name"],
            kind=row["kind"],
            population_total=int(row["population_total"]),
            population_municipal=int(row["population_municipal"]),
            search_key=rules.search_key(row["name"]),
        )
        for row in _rows("epci")
    ]


def communes() -> list[Commune]:
    return [
        Commune(
            code=row["code"],
            name=row["name"],
            department_id=row["departement"],
            epci_id=row["epci_siren"] or None,
            population=int(row["population"]) if row["population"] else None,
            postcodes="".join(f" {code}" for code in row["postcodes"].split(";") if code),
            search_key=rules.search_key(row["name"]),
        )
        for row in _rows("communes")
    ]


def contours() -> dict[str, Any]:
    """One FeatureCollection of every contour shipped."""
    files = (json.loads(path.read_text("utf-8")) for path in sorted(DATA.glob("*.geojson")))
    return {
        "type": "FeatureCollection",
        "features": [f for file in files for f in file["features"]],
    }
