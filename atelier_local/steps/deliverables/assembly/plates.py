"""The territory in drawings: where people live, where they spoke, where the workshops were held."""

from collections import Counter
from collections.abc import Iterable, Sequence

from atelier_local.ground.files.typography import figure
from atelier_local.steps.wall.models import Contribution

from ..rules import named_in
from .material import Material
from .shapes import Shape, plural


def by_family(contributions: Iterable[Contribution]) -> dict[str, str]:
    """The family most cited in each commune."""
    counts: dict[str, Counter[str]] = {}
    for contribution in contributions:
        if contribution.commune_id and contribution.family:
            counts.setdefault(contribution.commune_id, Counter())[contribution.family] += 1
    return {code: count.most_common(1)[0][0] for code, count in counts.items()}


def stops(material: Material) -> list[str]:
    """The communes where the workshops were held, in order."""
    places = (named_in(workshop.place, material.code_of) for workshop in material.workshops)
    return [material.code_of[named[0]] for named in places if named]


def cover(material: Material) -> Shape:
    return {
        "draw": "cover",
        "families": by_family(material.contributions),
        "stops": stops(material),
    }


def bounds(values: Sequence[int]) -> list[int]:
    """Four round limits that share the values in five classes of about the same size."""
    ranked = sorted(values)
    found: list[int] = []
    for part in range(1, 5):
        raw = ranked[len(ranked) * part // 5]
        step = 10 ** max(0, len(str(raw)) - 2)
        limit = max(round(raw / step) * step, (found[-1] if found else 0) + step)
        found.append(limit)
    return found


def plates(material: Material) -> list[Shape]:
    """The territory in maps: who lives there, and where people spoke."""
    if not material.territory:
        return []
    people = {c.code: c.population for c in material.communes if c.population}
    spoken = Counter(c.commune_id for c in material.contributions if c.commune_id)
    made = [
        _plate(material, people, "habitants par commune", _crowded(material, people)),
        _plate(material, spoken, "contributions recueillies", _spoken(material, spoken)),
    ]
    return [plate for plate in made if plate]


def _plate(
    material: Material, values: dict[str, int], unit: str, words: tuple[str, str, str]
) -> Shape | None:
    if len(values) < 2:
        return None
    title, reading, source = words
    return {
        "title": title,
        "about": "Le territoire en cartes",
        "reading": reading,
        "source": source,
        "figure": {
            "draw": "choropleth",
            "values": dict(values),
            "bounds": bounds(list(values.values())),
            "unit": unit,
            "stops": stops(material),
        },
    }


def _named(material: Material, codes: Iterable[str]) -> str:
    names = {commune.code: commune.name for commune in material.communes}
    *first, last = [names[code] for code in codes]
    return f"{', '.join(first)} et {last}" if first else last


def _crowded(material: Material, people: dict[str, int]) -> tuple[str, str, str]:
    total = sum(people.values())
    so_far = 0
    largest: list[str] = []
    for code, count in sorted(people.items(), key=lambda pair: -pair[1]):
        if so_far * 2 >= total:
            break
        so_far, largest = so_far + count, [*largest, code]
    whole = material.atelier.epci.population_municipal or total  # what the screens say as well
    return (
        f"{len(people)} communes, {figure(whole)} habitants",
        f"{_share(so_far, total)} des habitants vivent dans {_number(len(largest))} : "
        f"{_named(material, largest[:6])}.",
        "population municipale par commune, fichier officiel des communes ; contours simplifiés.",
    )


def _share(part: int, whole: int) -> str:
    """A half and no more is rare: communes are counted whole."""
    return "La moitié" if part * 2 == whole else "Plus de la moitié"


def _number(communes: int) -> str:
    """In words up to nine, as prose has it."""
    if communes == 1:
        return "une commune"
    return f"{_WORDS[communes - 2] if communes < 10 else communes} communes"


_WORDS = ("deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf")


def _spoken(material: Material, spoken: Counter[str]) -> tuple[str, str, str]:
    told = [code for code, _ in spoken.most_common(3)]
    placed, total = sum(spoken.values()), len(material.contributions)
    silent = len(material.communes) - len(spoken)
    quiet = (
        f" {_number(silent).capitalize()} {plural(silent, 'n’est citée', 'ne sont citées')} "
        "par personne."
        if silent
        else " Aucune commune n’a été oubliée."
    )
    reading = f"On a d’abord parlé de {_named(material, told)}." if told else ""
    return (
        "Là où l’on a parlé",
        reading + quiet,
        f"{placed} contributions localisées sur {total}, registre des ateliers.",
    )
