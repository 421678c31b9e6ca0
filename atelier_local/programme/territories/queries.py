"""Finding a place, telling what it is, drawing it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Sum, Value, When

from atelier_local.ground.ui.typography import number

from . import geometry, plates, rules
from .enums import PlaceKind
from .models import Commune, Contour, Epci

LONGEST_SEARCH = 80


@dataclass(frozen=True, slots=True)
class Found:
    """A place found; `epci` is its own SIREN, or that of the commune's EPCI ("" if none)."""

    kind: PlaceKind
    code: str
    name: str
    context: str
    population: int
    epci: str
    epci_name: str
    rank: int


def search(text: str, limit: int = 8) -> list[Found]:
    """Places that answer to a name, the start of a code or postcode, or a SIREN; best first.

    Reads the 36,000 normalised names from end to end: some 20 ms on either database
    (benchmarks/search.py), and no extension, no index to keep, no copy in each process that
    could go stale.
    """
    said = text[:LONGEST_SEARCH]
    epcis = list(_epcis(said)[:limit])
    where = facts_of(epci.siren for epci in epcis)
    found = [_found_epci(epci, where) for epci in epcis]
    found += map(_found_commune, _communes(said)[:limit])
    found.sort(key=lambda place: (place.rank, -place.population, place.code))
    return found[:limit]


def search_epcis(text: str, limit: int = 8) -> list[Found]:
    """EPCI that answer to the text by their own name, or by that of one of their communes."""
    by_siren: dict[str, Found] = {}
    for place in search(text, 3 * limit):
        if place.epci:
            by_siren.setdefault(place.epci, _its_epci(place))
    return list(by_siren.values())[:limit]


def _its_epci(place: Found) -> Found:
    if place.kind == PlaceKind.EPCI:
        return place
    return replace(
        place,
        kind=PlaceKind.EPCI,
        code=place.epci,
        name=place.epci_name,
        context=f"{place.name} · {place.context}",
    )


def epcis_called(text: str) -> list[Epci]:
    """The EPCI that this text may mean: one, none, or those it does not tell apart."""
    found = search_epcis(text)
    best = [place.epci for place in found if place.rank == found[0].rank]
    return list(Epci.objects.filter(siren__in=best))


def _communes(text: str) -> Any:
    communes = Commune.objects.select_related("department", "epci")
    code = text.replace(" ", "").upper()
    if rules.is_code_start(code):
        starts = Q(code__startswith=code) | Q(postcodes__contains=f" {code}")
        exact = Q(code=code) | Q(postcodes__contains=f" {code}")
        matched = communes.filter(starts).annotate(rank=_rank(exact))
    else:
        matched = _named(communes, text)
    return matched.order_by("rank", F("population").desc(nulls_last=True), "code")


def _epcis(text: str) -> Any:
    siren = text.replace(" ", "")
    if rules.is_siren(siren):
        matched = Epci.objects.filter(siren=siren).annotate(rank=Value(0))
    else:
        matched = _named(Epci.objects.all(), text)
    return matched.order_by("rank", "-population_municipal", "siren")


def _named(places: QuerySet[Any], text: str) -> Any:
    """Places each word of the text begins a word of; exact names, then whole words, first."""
    key = rules.search_key(text)
    said = key.split()
    if not said:
        return places.none().annotate(rank=Value(0))
    if len(key) == 3:  # one letter: Y is a commune, every other reading is noise
        return places.filter(search_key=key).annotate(rank=Value(0))
    begun = Q()
    for word in said:
        begun &= Q(search_key__contains=f" {word}")
    exact, whole = Q(search_key=key), Q(search_key__startswith=key)
    first = Q(search_key__startswith=key.rstrip())
    return places.filter(begun).annotate(rank=_rank(exact, whole, first))


def _rank(*best_first: Q) -> Case:
    """0 for what meets the first condition, 1 for the second…"""
    whens = [When(condition, then=Value(rank)) for rank, condition in enumerate(best_first)]
    return Case(*whens, default=Value(len(whens)), output_field=IntegerField())


def _found_commune(commune: Commune) -> Found:
    postcodes = commune.postcodes.split()
    return Found(
        kind=PlaceKind.COMMUNE,
        code=commune.code,
        name=commune.name,
        context=" · ".join([commune.department.name, *postcodes[:1]]),
        population=commune.population or 0,
        epci=commune.epci_id or "",
        epci_name=commune.epci.name if commune.epci else "",
        rank=commune.rank,  # type: ignore[attr-defined]
    )


def _found_epci(epci: Epci, where: Mapping[str, "Facts"]) -> Found:
    return Found(
        kind=PlaceKind.EPCI,
        code=epci.siren,
        name=epci.name,
        context=where[epci.siren].brief,
        population=epci.population_municipal,
        epci=epci.siren,
        epci_name=epci.name,
        rank=epci.rank,  # type: ignore[attr-defined]
    )


@dataclass(frozen=True, slots=True)
class Facts:
    """Where an EPCI is and how large: what a reader needs beside its name."""

    departments: tuple[str, ...]
    department_codes: tuple[str, ...]
    communes: int
    population: int

    @property
    def where(self) -> str:
        """« Orne », « Orne et Sarthe », « Orne, Sarthe et Mayenne »."""
        return " et ".join(filter(None, [", ".join(self.departments[:-1]), *self.departments[-1:]]))

    @property
    def brief(self) -> str:
        """« Orne · 16 communes »"""
        plural = "s" if self.communes > 1 else ""
        return f"{self.where} · {self.communes} commune{plural}"

    def __str__(self) -> str:
        """« Orne · 16 communes · 11 894 habitants »"""
        return f"{self.brief} · {number(self.population)} habitants"


def facts(epci: Epci) -> Facts:
    """The facts of one EPCI, in one query."""
    return facts_of([epci.siren])[epci.siren]


def facts_of(sirens: Iterable[str]) -> dict[str, Facts]:
    """The facts of several EPCI, in one query; the département with most communes comes first."""
    wanted = list(sirens)
    rows = (
        Commune.objects.filter(epci__in=wanted)
        .values_list("epci_id", "epci__population_municipal", "department_id", "department__name")
        .annotate(communes=Count("code"))
        .order_by("-communes", "department_id")
    )
    by_epci = defaultdict(list)
    for siren, *row in rows:
        by_epci[siren].append(row)
    return {siren: _facts(by_epci[siren]) for siren in wanted}


def _facts(rows: list[list[Any]]) -> Facts:
    return Facts(
        departments=tuple(name for _, _, name, _ in rows),
        department_codes=tuple(code for _, code, _, _ in rows),
        communes=sum(count for *_, count in rows),
        population=rows[0][0] if rows else 0,
    )


def plate(
    epci: Epci,
    *,
    pins: Mapping[str, int] | None = None,
    highlight: Collection[str] = (),
    names: int = 5,
) -> plates.Plate:
    """The map of an EPCI; without known contours, a plate that only lists. One query that looks
    whether contours changed; one more the first time.

    `pins` gives a weight to INSEE codes (contributions that name the commune…), `highlight`
    the codes of the communes shown.
    """
    pinned = tuple(sorted((pins or {}).items()))
    return _plate(epci, pinned, frozenset(highlight), names, _contours_now([epci.siren]))


@lru_cache(maxsize=64)
def _plate(
    epci: Epci,
    pins: tuple[tuple[str, int], ...],
    highlight: frozenset[str],
    names: int,
    _: tuple[float, ...],
) -> plates.Plate:
    communes = epci.communes.select_related("contour").order_by("code")
    contours = {c.code: c.contour for c in communes if hasattr(c, "contour")}
    return plates.plate(
        (_place(commune, contours.get(commune.code)) for commune in communes),
        title=epci.name,
        source=" ; ".join(sorted({contour.source for contour in contours.values()})),
        pins=dict(pins),
        highlight=highlight,
        names=names,
    )


def base_map(epci: Epci) -> plates.Plate:
    """The communes drawn to a hundred metres, light enough for a phone. One query that looks
    whether contours changed; one more the first time.
    """
    return _base_map(epci, _contours_now([epci.siren]))


@lru_cache(maxsize=64)
def _base_map(epci: Epci, _: tuple[float, ...]) -> plates.Plate:
    drawn = [
        replace(place, outline=geometry.simplify(place.outline, 1e-3) if place.outline else None)
        for place in _by_epci(_with_contours([epci])).get(epci.siren, ())
    ]
    return plates.plate(drawn, title=epci.name, source="", names=6)


def _contours_now(sirens: Iterable[str]) -> tuple[float, ...]:
    """What changes when a contour of these EPCI, or whom a commune belongs to, does (one query).

    A commune renamed, or redrawn within the very same box, is seen at the next start of the server.
    """
    known = Commune.objects.filter(epci__in=sirens)
    sums = (Sum(f"contour__{side}") for side in ("west", "south", "east", "north"))
    return tuple(known.aggregate(Count("pk"), Sum("population"), *sums).values())


def silhouettes(epcis: Iterable[Epci]) -> dict[str, plates.Plate]:
    """The bare outlines of several EPCI, by SIREN. One query that looks whether contours changed;
    one more the first time.
    """
    wanted = tuple(sorted(epcis, key=lambda epci: epci.siren))
    return _silhouettes(wanted, _contours_now(epci.siren for epci in wanted))


@lru_cache(maxsize=32)
def _silhouettes(epcis: tuple[Epci, ...], _: tuple[float, ...]) -> dict[str, plates.Plate]:
    places = _by_epci(_with_contours(epcis))
    return {
        epci.siren: plates.plate(places[epci.siren], title=epci.name, source="", names=0)
        for epci in epcis
    }


def together(epcis: Iterable[Epci], title: str) -> plates.Plate:
    """Several EPCI on one map, each one place under its name; those whose contours are not known
    are only listed. One query that looks whether contours changed; one more the first time.
    """
    sirens = tuple(sorted({epci.siren for epci in epcis}))
    return _together(sirens, title, _contours_now(sirens))


@lru_cache(maxsize=32)
def _together(sirens: tuple[str, ...], title: str, _: tuple[float, ...]) -> plates.Plate:
    communes = _with_contours(sirens)
    places = _by_epci(communes)
    epcis = {commune.epci_id: commune.epci for commune in communes}
    whole = [_whole(epci, places[epci.siren]) for epci in epcis.values() if epci]
    named = ", ".join(sorted(place.name for place in whole if place.outline))
    sources = {commune.contour.source for commune in communes if hasattr(commune, "contour")}
    return plates.plate(
        whole, title=f"{title} : {named}", source=" ; ".join(sorted(sources)), names=len(whole)
    )


def _whole(epci: Epci, communes: list[plates.Place]) -> plates.Place:
    """An EPCI as one place, drawn to a hundred metres: seen from afar."""
    parts = (geometry.simplify(place.outline, 1e-3) for place in communes if place.outline)
    outline = [polygon for part in parts for polygon in part]
    people = sum(place.population for place in communes)
    return plates.Place(epci.siren, rules.short_name(epci.name), people, outline or None)


def _with_contours(epcis: Iterable[Epci | str]) -> list[Commune]:
    found = Commune.objects.filter(epci__in=epcis).select_related("contour", "epci")
    return list(found.order_by("code"))


def _by_epci(communes: Iterable[Commune]) -> dict[str, list[plates.Place]]:
    places: dict[str, list[plates.Place]] = defaultdict(list)
    for commune in communes:
        place = _place(commune, getattr(commune, "contour", None))
        places[str(commune.epci_id)].append(place)
    return places


def _place(commune: Commune, contour: Contour | None) -> plates.Place:
    outline = contour.geometry["coordinates"] if contour else None
    return plates.Place(commune.code, commune.name, commune.population or 0, outline)
