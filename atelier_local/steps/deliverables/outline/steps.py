"""What happened, session by session: the logbook's steps, the booklet's method and sessions."""

from collections.abc import Sequence

from atelier_local.ground.files.papers import Heading
from atelier_local.ground.files.typography import NBSP

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
    photographs,
    picture,
)
from .parts import disagreed


def method(told: Shape) -> Blocks:
    yield from chapter(told["title"], told["blocks"], told.get("standfirst"))
    yield from picture(told.get("figure"), "La frise")
    columns = (("date", "Quand", 3), ("text", "Quoi", 7))
    yield from grid("La frise", columns, told.get("timeline") or ())


def sessions(told: Sequence[Shape]) -> Blocks:
    for one in told:
        yield Heading(1, one["title"])
        yield from labelled(f"Atelier {one['number']}", one["dates"])
        yield from lines(one["standfirst"])
        yield from pairs(f"L’atelier {one['number']} en bref", one.get("facts"))
        for drawing in one.get("maps") or ():
            yield from picture(drawing)
        yield from picture(one.get("attendance"), "Qui était là")
        yield from body(one.get("blocks"))
        yield from picture(one.get("table"), "Ce qu’une table a dessiné")
        yield from essays(one.get("after"))


def steps(told: Sequence[Shape]) -> Blocks:
    for one in told:
        yield from _step(one)


def _step(told: Shape) -> Blocks:
    yield Heading(1, told["title"])
    yield from labelled(told["kind"], told["dates"])
    yield from lines(told.get("standfirst"))
    yield from pairs("En bref", told.get("facts"))
    yield from picture(told.get("attendance"), "Qui était là")
    columns = (
        ("time", "Heure", 2),
        ("planned", "Prévu", 5),
        ("aim", "Pour quoi", 5),
        ("actual", "Réel", 5),
    )
    yield from grid("Le déroulé", columns, told.get("run") or ())
    yield from body(told.get("blocks"))
    for table in told.get("tables") or ():
        yield Heading(2, table["title"])
        yield from photographs([table["photograph"]] if table.get("photograph") else [])
        yield from picture(table.get("figure"), table["title"])
        yield from bullets(table.get("transcription") or ())
    decided = (
        ("number", "N°", 1),
        ("text", "Décision", 8),
        ("who", "Qui s’en charge", 3),
        ("due", "Pour le", 2),
    )
    yield from grid("Ce qui a été décidé", decided, told.get("decisions") or ())
    yield from _heard(told)
    mended = (("text", "Correction", 6), ("who", "Signalée par", 3), ("fate", "Suite", 3))
    yield from grid("Données corrigées par ceux qui savent", mended, told.get("corrections") or ())
    for one in told.get("disagreements") or ():
        yield Heading(2, f"Désaccord{NBSP}: {one['title']}")
        yield from disagreed(one)
    if told.get("register"):
        yield from _register(told["register"])
    if told.get("next"):
        yield Heading(2, "Ce à quoi l’étape suivante doit répondre")
        yield from bullets(told["next"])


def _heard(told: Shape) -> Blocks:
    if told.get("interviews"):
        yield Heading(2, "Entretiens, synthèses validées")
    for one in told.get("interviews") or ():
        yield Heading(3, f"{one['code']} · {one['who']}, {one['date']}")
        yield from lines(one["summary"])
    if told.get("documents"):
        yield Heading(2, "Documents lus")
    for one in told.get("documents") or ():
        yield Heading(3, f"{one['code']} · {one['title']}")
        yield from lines(one["note"])


def _register(told: Shape) -> Blocks:
    yield Heading(2, "Registre des propositions")
    yield from pairs("Ce que sont devenues les propositions", told.get("balance"))
    rows = [
        line | {"who": "\n".join(filter(None, [line["who"], line.get("place")]))}
        for line in told["lines"]
    ]
    columns = (
        ("code", "N°", 3),
        ("words", "Ce qui a été dit", 9),
        ("who", "Par, lieu", 4),
        ("family", "Famille", 2),
        ("fate", "Suite", 3),
        ("became", "Ce qu’il en est advenu", 6),
    )
    yield from grid("Le registre des propositions", columns, rows)
