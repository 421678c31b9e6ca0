"""Writing the official map: from the files shipped, or from others' contours."""

from datetime import datetime
from typing import Any

from django.db import connection, models, transaction

from atelier_local.ground.journal.operations import Actor, append, programme_stream
from atelier_local.refusal import refuse_if

from . import bundled, contours, geometry, rules
from .models import Commune, Contour, Department, Epci

BATCH = 4000


@transaction.atomic
def load(*, by: Actor, at: datetime) -> dict[str, int]:
    """Save every row of the files shipped, over those already there; how many of each.

    Nothing is deleted: a commune that a newer file no longer lists stays, for the Ateliers
    that were held there.
    """
    counts = {
        "departments": _save(Department, bundled.departments()),
        "epcis": _save(Epci, bundled.epcis()),
        "communes": _save(Commune, bundled.communes()),
    }
    outlines, why = contours.read(bundled.contours())
    refuse_if(why)
    counts["contours"] = _save_contours(outlines, bundled.CONTOUR_SOURCE)
    _gather_statistics()
    payload = {"vintage": bundled.VINTAGE, **counts}
    append(programme_stream(), "territories.loaded", payload, by=by, at=at)
    return counts


def _gather_statistics() -> None:
    """Until told that the tables are full, PostgreSQL reads them as if they were empty."""
    with connection.cursor() as cursor:
        for model in (Department, Epci, Commune, Contour):
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


@transaction.atomic
def import_contours(collection: Any, *, source: str, by: Actor, at: datetime) -> int:
    """Save the contours of a GeoJSON FeatureCollection of communes; all of them, or none.

    Refuses with one reason per feature that cannot be read, and the list of unknown codes.
    """
    outlines, why = contours.read(collection)
    codes = [outline.code for outline in outlines]
    known = Commune.objects.filter(code__in=codes).values_list("code", flat=True)
    refuse_if(why + rules.contour_codes(codes, known))
    saved = _save_contours(outlines, source)
    payload = {"contours": saved, "source": source}
    append(programme_stream(), "territories.contours_imported", payload, by=by, at=at)
    return saved


def _save_contours(outlines: list[contours.CommuneOutline], source: str) -> int:
    return _save(Contour, [_contour(outline, source) for outline in outlines])


def _contour(commune: contours.CommuneOutline, source: str) -> Contour:
    box = geometry.box([commune.outline])
    return Contour(
        commune_id=commune.code,
        geometry={"type": "MultiPolygon", "coordinates": commune.outline},
        west=box.west,
        south=box.south,
        east=box.east,
        north=box.north,
        source=source,
    )


def _save[M: models.Model](model: type[M], rows: list[M]) -> int:
    """Insert or update by primary key, many rows at a time."""
    key = model._meta.pk.name
    fields = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    model._default_manager.bulk_create(
        rows, BATCH, update_conflicts=True, unique_fields=[key], update_fields=fields
    )
    return len(rows)
