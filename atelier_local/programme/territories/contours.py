"""Reads a GeoJSON file of communes: every feature is understood, or named in French."""

from dataclasses import dataclass
from typing import Any

from atelier_local.refusal import Reason, Reasons

from . import geometry

_CODES = ("code", "code_insee", "INSEE_COM")
_NAMES = ("nom", "name", "NOM")


@dataclass(frozen=True, slots=True)
class CommuneOutline:
    code: str
    outline: geometry.Outline


def read(collection: Any) -> tuple[list[CommuneOutline], Reasons]:
    """The outlines of a FeatureCollection, and what is wrong with each feature that has none."""
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list) or not features:
        return [], (Reason("le fichier n’est pas une FeatureCollection GeoJSON avec des éléments"),)
    outlines, wrong = [], []
    for number, feature in enumerate(features, start=1):
        try:
            outlines.append(_feature(feature))
        except geometry.GeometryError as error:
            wrong.append(Reason(f"l’élément n° {number}{_named(feature)} {error}"))
    return outlines, tuple(wrong)


def _feature(feature: Any) -> CommuneOutline:
    code = _first(feature, _CODES)
    if not code:
        raise geometry.GeometryError(f"n’a pas de code de commune ({', '.join(_CODES)})")
    return CommuneOutline(code, geometry.simplify(geometry.read(feature.get("geometry"))))


def _first(feature: Any, names: tuple[str, ...]) -> str:
    """The first of these properties that holds a text."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        return ""
    return next((v for name in names if isinstance(v := properties.get(name), str) and v), "")


def _named(feature: Any) -> str:
    known = " ".join(filter(None, (_first(feature, _CODES), _first(feature, _NAMES))))
    return f" ({known})" if known else ""
