"""The documents as one column of words: what a word processor or a web page takes.

The same data as the PDF (`typst/CONTRACT.md`), in the order of its pages, as blocks of a paper; a
code stays a mark, `[[C-1-017]]`, for whoever makes a link of it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from atelier_local.ground.files.papers import Break, Heading
from atelier_local.ground.files.typography import NBSP

from . import parts
from .blocks import (
    Blocks,
    Shape,
    body,
    bullets,
    chapter,
    essays,
    grid,
    labelled,
    lines,
    pairs,
    picture,
)
from .steps import method, sessions, steps

type Part = Callable[[Any], Blocks]


def outline(document: str, data: Shape) -> Blocks:
    """The blocks of one of `press.DOCUMENTS`, of its data once drawn."""
    yield from lines(data.get("standfirst"))
    yield from pairs("En bref", data.get("figures"))
    for key, part in ORDER[document]:
        if data.get(key):
            yield from part(data if key in WHOLE else data[key])
    if data.get("sources") or data.get("supports"):
        yield Break()
        yield Heading(1, "D’où cela vient")
        yield from parts.supports(data.get("supports") or ())
        yield from parts.sources(data.get("sources") or ())
    yield from parts.errata(data.get("errata") or ())
    if data.get("colophon"):
        yield from parts.colophon(data["colophon"])


WHOLE = frozenset({"actions", "axes"})
"""Chapters that more than one key feeds."""


def _titled(title: str) -> Part:
    return lambda told: chapter(title, told)


def _axes(data: Shape) -> Blocks:
    yield from parts.axes(data["axes"], data.get("axes_title") or "Ce que nous voulons")


def _excluded(told: list[str]) -> Blocks:
    yield Heading(2, "Ce que l’Atelier ne traitera pas")
    yield from bullets(told)


def _perimeter(told: Shape) -> Blocks:
    yield Heading(1, "Le périmètre")
    yield from picture(told.get("map"), "Le périmètre")
    yield from lines(told["reading"])
    yield from labelled("Source", told.get("source"))
    columns = (("name", "Lieu", 2), ("why", "Pourquoi", 5))
    yield from grid("Les lieux vus de plus près", columns, told.get("sites") or ())


def _governance(told: Shape) -> Blocks:
    yield Heading(1, "Qui décide")
    columns = (
        ("name", "Instance", 3),
        ("role", "Rôle", 4),
        ("members", "Y siègent", 6),
        ("rhythm", "Rythme", 3),
    )
    yield from grid("Les instances", columns, told["bodies"])
    yield from body(told.get("blocks"))
    yield from labelled("Règle de décision", told.get("rule"))


def _stakeholders(told: Shape) -> Blocks:
    yield Heading(2, "Qui est concerné")
    yield from picture(told.get("figure"))
    columns = (("college", "Public", 2), ("names", "Personnes et structures", 5))
    yield from grid("Qui est concerné", columns, told["groups"])
    if told.get("missing"):
        yield Heading(3, "Qui manque encore")
        yield from bullets(told["missing"])


def _phases(told: list[Shape]) -> Blocks:
    for phase in told:
        yield Heading(2, phase["title"])
        yield from lines(phase["aim"])
        for label, key in (
            ("Quand", "dates"),
            ("Où", "place"),
            ("Avec qui", "audiences"),
            ("Participation", "participation"),
        ):
            yield from labelled(label, phase.get(key))
        yield from bullets(phase.get("sequences") or ())
        yield from labelled("Garanties", phase.get("guarantees"))


def _team(told: Shape) -> Blocks:
    yield Heading(1, "L’équipe")
    people = [
        person | {f"phase {i}": days for i, days in enumerate(person["days"])}
        for person in told["people"]
    ]
    phases = [(f"phase {i}", name, 2) for i, name in enumerate(told["phases"])]
    columns = (
        ("name", "Personne", 5),
        ("firm", "Structure", 5),
        ("speciality", "Spécialité", 6),
        *phases,
        ("total", "Jours", 2),
    )
    keys = [key for key, _, _ in columns]
    total = dict.fromkeys(keys, " ") | {"name": "Ensemble"}
    total |= dict(zip(keys[3:], told.get("totals") or (), strict=False))
    yield from grid("L’équipe", columns, people, numeric=keys[3:], total=total)
    yield from lines(told.get("note"))


def _rows(title: str, *columns: tuple[str, str, int], level: int = 1) -> Part:
    def part(told: list[Shape]) -> Blocks:
        yield Heading(level, title)
        yield from grid(title, columns, told)

    return part


def _hundred_days(told: Shape) -> Blocks:
    yield Heading(1, "Les cent premiers jours")
    yield from lines(told.get("standfirst"))
    for one in told["list"]:
        yield Heading(2, one["title"])
        yield from lines(one["text"])
        yield from labelled("Dès le", f"{one['since']}, {one['who']}, action {one['action']}")


def _reviews(told: list[Shape]) -> Blocks:
    yield Heading(2, "Les revues")
    for one in told:
        yield from labelled(one["date"], one["who"])
        yield from bullets(one["decisions"])


def _recommendations(told: Shape) -> Blocks:
    yield Heading(1, "Préconisations")
    yield from lines(told.get("standfirst"))
    for one in told["list"]:
        yield Heading(2, f"{one['number']}{NBSP}: {one['title']}")
        kind = f"{one['type']}, à l’adresse de{NBSP}: {one['to']}, horizon {one['horizon']}"
        yield from labelled(f"Famille {one['family']}", kind)
        yield from lines(one["text"])
        yield from parts.rests_on(one["notes"], one["text"])


def _annexes(told: Shape) -> Blocks:
    yield Heading(1, "Annexes")
    if told.get("method"):
        yield Heading(2, "La méthode")
        yield from lines(told["method"])
    columns = (("name", "Organisme", 2), ("role", "Rôle", 3))
    yield from grid("Les organismes associés", columns, told.get("organisations") or ())
    read = (("title", "Document", 6), ("author", "Auteur", 3), ("year", "Année", 1))
    yield from grid("Les autres documents lus", read, told.get("bibliography") or ())
    columns = (("term", "Mot", 2), ("meaning", "Ce qu’il veut dire ici", 5))
    yield from grid("Les mots", columns, told.get("glossary") or ())


def _prefaces(told: list[Shape]) -> Blocks:
    for one in told:
        yield Heading(1, one["title"])
        yield from lines(*one["paragraphs"])
        yield from lines(", ".join(filter(None, [one["name"], one["role"]])))


def _lessons(told: list[Shape]) -> Blocks:
    yield Heading(1, "Ce que nous avons appris")
    for one in told:
        yield Heading(2, one["title"])
        yield from lines(one["text"])
        yield from labelled("Mots-clés", ", ".join(one.get("tags") or ()))


ORDER: Mapping[str, tuple[tuple[str, Part], ...]] = {
    "framing_note": (
        ("context", _titled("La commande")),
        ("question", parts.question),
        ("perimeter", _perimeter),
        ("excluded", _excluded),
        ("governance", _governance),
        ("stakeholders", _stakeholders),
        ("method", _titled("La méthode")),
        ("phases", _phases),
        ("calendar", parts.calendar),
        ("team", _team),
        (
            "requests",
            _rows(
                "Ce que chacun doit fournir",
                ("what", "Document ou donnée", 6),
                ("owner", "Par", 4),
                ("due", "Avant le", 3),
                ("status", "État", 3),
            ),
        ),
        (
            "logistics",
            _rows(
                "L’accueil des séances",
                ("session", "Séance", 2),
                ("room", "Salle", 4),
                ("access", "Accès", 4),
                ("supplies", "Repas et impressions", 4),
                ("payer", "Qui paie", 3),
            ),
        ),
        ("communication", _titled("Dire, protéger, publier")),
        (
            "risks",
            _rows(
                "Ce qui peut mal tourner",
                ("risk", "Risque", 5),
                ("answer", "Parade", 6),
                ("who", "Qui veille", 3),
                level=2,
            ),
        ),
        (
            "indicators",
            _rows(
                "À quoi on saura que l’Atelier a réussi",
                ("name", "Indicateur", 5),
                ("baseline", "Départ", 3),
                ("target", "Cible", 3),
                ("source", "Source", 4),
                level=2,
            ),
        ),
        (
            "approvals",
            _rows(
                "Validée par les trois collèges",
                ("college", "Collège", 3),
                ("who", "Représenté par", 5),
                ("opinion", "Avis", 3),
                ("reservation", "Réserve", 5),
                ("date", "Le", 3),
                level=2,
            ),
        ),
    ),
    "logbook": (("steps", steps),),
    "final_report": (
        ("summary", _titled("L’essentiel")),
        ("question", parts.question_moved),
        ("plates", parts.plates),
        ("portrait", parts.portrait),
        ("issues", parts.issues),
        ("vision", parts.portrait),
        ("strategy", parts.strategy),
        ("zooms", parts.zooms),
        ("recommendations", _recommendations),
        ("conditions", _titled("Ce qu’il faut pour que cela tienne")),
        ("disagreements", parts.disagreements),
        ("annexes", _annexes),
    ),
    "roadmap": (
        ("reading", _titled("Avant de lire")),
        ("axes", _axes),
        ("actions", lambda data: parts.actions(data, "Toutes les actions d’un seul regard")),
        ("hundred_days", _hundred_days),
        ("sheets", parts.sheets),
        ("financing", parts.financing),
        ("calendar", parts.calendar),
        (
            "indicators",
            _rows(
                "Le tableau de bord",
                ("action", "Action", 2),
                ("name", "Indicateur", 6),
                ("unit", "Unité", 3),
                ("baseline", "Départ", 2),
                ("target", "Cible", 2),
                ("year", "Année", 2),
                ("source", "Source", 5),
                ("owner", "Qui mesure, à quel rythme", 5),
            ),
        ),
        ("soil", lambda told: parts.labelled("Le sol", told)),
        ("governance", _titled("Qui suit, et quand")),
        ("reviews", _reviews),
    ),
    "booklet": (
        ("prefaces", _prefaces),
        ("opening", essays),
        ("plates", parts.plates),
        ("question", parts.question_moved),
        ("question_told", essays),
        ("portraits", essays),
        ("portrait", parts.portrait),
        ("method", method),
        ("sessions", sessions),
        ("issues", parts.issues),
        ("issues_told", essays),
        ("strategy", parts.strategy),
        ("strategy_told", essays),
        ("zooms", parts.zooms),
        ("actions", lambda data: parts.actions(data, "La feuille de route d’un seul regard")),
        ("calendar", parts.calendar),
        ("sheets", parts.sheets),
        ("disagreements", parts.disagreements),
        ("lessons", _lessons),
        ("closing", essays),
    ),
}
