"""The chapters that several documents share, in the order of their pages (`typst/pages.typ`)."""

from collections.abc import Sequence

from atelier_local.ground.files.papers import Heading, Para
from atelier_local.ground.files.typography import NBSP

from .blocks import (
    Blocks,
    Column,
    Shape,
    body,
    bullets,
    chapter,
    grid,
    labelled,
    lines,
    pairs,
    photographs,
    picture,
    rests_on,
    table,
)


def question(told: Shape) -> Blocks:
    yield from labelled("La question posée", told["initial"])
    yield from labelled("La question, une fois reformulée", told.get("reformulated"))
    if told.get("moves"):
        yield Heading(2, "Comment la question a bougé")
    for move in told.get("moves") or ():
        yield Heading(3, f"{move['when']}{NBSP}: {move['title']}")
        yield from lines(move["text"])


def question_moved(told: Shape) -> Blocks:
    yield Heading(1, "La question, et comment elle a bougé")
    yield from question(told)


def plates(told: Sequence[Shape]) -> Blocks:
    for plate in told:
        if plate.get("figure"):
            yield Heading(1, plate["title"])
            yield from picture(plate["figure"], plate["title"])
            yield from lines(plate["reading"])
            yield from labelled("Source", plate.get("source"))


def portrait(told: Shape) -> Blocks:
    yield from chapter(told["title"], told["blocks"], told.get("standfirst"))


def issues(told: Sequence[Shape]) -> Blocks:
    yield Heading(1, "Les questions difficiles")
    for issue in told:
        yield Heading(2, issue["question"])
        yield from lines(issue["text"])
        yield from labelled("Familles de transition", ", ".join(issue["families"]))
        yield from labelled("Repose sur", issue.get("evidence"))
        yield from picture(issue.get("agreement"), "Accord par collège")
        yield from labelled("Ce qui divise", issue.get("divides"))


def axes(told: Sequence[Shape], title: str) -> Blocks:
    yield Heading(1, title)
    for axis in told:
        yield Heading(2, f"Axe {axis['number']}, {axis['title']}")
        cost = f"{axis['cost']}{NBSP}€ hors taxes" if axis.get("cost") else ""
        yield from labelled("Coût", cost)
        for objective in axis["objectives"]:
            yield Heading(3, f"{objective['number']} · {objective['title']}")
            yield from bullets(objective.get("lines") or ())


def strategy(told: Shape) -> Blocks:
    yield from axes(told["axes"], told["title"])
    plan = told.get("guide_plan")
    if plan and plan.get("figure"):
        yield Heading(1, plan["title"])
        yield from picture(plan["figure"], plan["title"])
        yield from lines(plan["reading"])
        columns = (("number", "N°", 1), ("family", "Famille", 1), ("text", "Lieu, actions", 8))
        yield from grid("Légende du plan-guide", columns, plan.get("key") or ())
        yield from labelled("Source", plan.get("source"))
    if choices := told.get("scenarios"):
        yield Heading(1, choices["title"])
        yield from lines(choices.get("standfirst"))
        for one in choices["list"]:
            yield Heading(2, one["title"])
            yield from lines(one["text"])
            why = "Ce qui en est gardé" if one["kept"] else "Pourquoi non"
            yield from labelled(why, one["reason"])
        yield from picture(choices.get("votes"), "Le vote")


def zooms(told: Sequence[Shape]) -> Blocks:
    for zoom in told:
        yield Heading(1, zoom["title"])
        yield from labelled("Zoom", zoom["place"])
        yield from lines(zoom["standfirst"])
        yield from photographs(zoom.get("photographs") or ())
        yield from picture(zoom.get("figure"), zoom["place"])
        yield from pairs(f"{zoom['place']} en bref", zoom.get("facts"))
        yield from body(zoom.get("blocks"))
        for title, key in (("Aujourd’hui", "before"), ("Demain", "after")):
            if zoom.get("before") and zoom.get("after"):
                yield Heading(2, title)
                yield from bullets(zoom[key])


def disagreements(told: Sequence[Shape]) -> Blocks:
    yield Heading(1, "Ce sur quoi nous ne sommes pas d’accord")
    for one in told:
        yield Heading(2, one["title"])
        yield from disagreed(one)


def disagreed(one: Shape) -> Blocks:
    yield from lines(one["text"])
    for position in one.get("positions") or ():
        yield from labelled(position["who"], position["words"])
    yield from labelled("Suite", one.get("next"))


_ACTION = (
    ("number", "N°", 2),
    ("family", "Famille", 2),
    ("title", "Action", 8),
    ("lead", "Pilote", 5),
    ("priority", "Priorité", 3),
    ("horizon", "Horizon", 3),
    ("cost", "Coût", 4),
    ("funded", "Financé (%)", 3),
    ("status", "État", 3),
)


def actions(data: Shape, title: str) -> Blocks:
    yield Heading(1, title)
    total = {"title": "Ensemble", "cost": data["total_cost"]} if data.get("total_cost") else None
    blank = {key: " " for key, _, _ in _ACTION}
    yield from grid(
        "Les actions",
        _taxed(_ACTION, data.get("basis")),
        data["actions"],
        numeric=("cost", "funded"),
        total=blank | total if total else None,
    )
    yield from lines(data.get("actions_note"))


def _taxed(columns: Sequence[Column], basis: str | None) -> Sequence[Column]:
    """The columns that count euros say so, and whether with or without taxes."""
    unit = f"€ {basis}" if basis else "€"
    return tuple(
        (key, f"{label} ({unit})" if key in _EUROS else label, width)
        for key, label, width in columns
    )


_EUROS = {"cost", "base", "amount"}


def sheet(told: Shape) -> Blocks:
    yield Heading(1, f"Action {told['number']}, {told['title']}")
    facts = [
        {"label": "Axe", "value": told["axis"]},
        {"label": "Objectif", "value": told["objective"]},
        {"label": "Famille de transition", "value": told["family"]},
        *told["identity"],
        *(told.get("figures") or ()),
    ]
    yield from pairs("L’action en bref", facts)
    for title, key in (
        ("Premier pas, avant cent jours", "first_step"),
        ("Pourquoi", "why"),
        ("Quoi, où", "what"),
    ):
        yield Heading(2, title)
        yield from lines(told[key])
    yield from rests_on(told.get("notes"), told["why"])
    steps = (("date", "Date", 2), ("text", "Étape", 5))
    yield from grid("Quand", steps, told.get("steps") or ())
    columns = (
        ("name", "Indicateur", 5),
        ("baseline", "Départ", 2),
        ("target", "Cible", 2),
        ("year", "Année", 2),
    )
    yield from grid("Comment on saura", columns, told.get("indicators") or ())
    yield from pairs("La fiche, en détail", told.get("details"))
    yield from labelled("Vigilance", told.get("vigilance"))
    if plan := told.get("financing"):
        yield from financing_of(plan)


_LINES = (
    ("funder", "Financeur", 4),
    ("scheme", "Dispositif", 4),
    ("base", "Base", 3),
    ("rate", "Taux (%)", 2),
    ("amount", "Montant", 3),
    ("status", "État", 2),
    ("due", "Dossier avant le", 3),
    ("ground", "Texte, pièce", 5),
)


def financing_of(plan: Shape) -> Blocks:
    blank = {key: " " for key, _, _ in _LINES}
    total = blank | {"funder": "Total des ressources", "amount": plan["total"]}
    numeric = ("base", "rate", "amount")
    columns = _taxed(_LINES, plan["basis"])
    yield from grid("Le plan de financement", columns, plan["lines"], numeric=numeric, total=total)
    yield from labelled("Règle vérifiée", plan.get("rule"))


def sheets(told: Sequence[Shape]) -> Blocks:
    for one in told:
        yield from sheet(one)


def financing(told: Shape) -> Blocks:
    yield Heading(1, "Le financement d’ensemble")
    yield from lines(told.get("standfirst"))
    yield from picture(told.get("figure"))
    if told.get("by_year"):
        yield from table(told["by_year"], "Par financeur et par année")
    if told.get("ppi"):
        yield from table(told["ppi"], told["ppi"]["title"])
    if told.get("by_action"):
        yield Heading(2, "Qui paie quoi, action par action")
        yield from table(told["by_action"], "Par action et par financeur")
    for rule in told.get("rules") or ():
        yield from labelled("Règle vérifiée", rule)


def calendar(told: Shape) -> Blocks:
    yield Heading(1, "Le calendrier")
    yield from picture(told["figure"], "Le calendrier")
    yield from labelled("Hors des bornes de l’accord-cadre", told.get("why"))
    yield from picture(told.get("money"))
    columns = (
        ("date", "Date", 3),
        ("actions", "Actions", 2),
        ("kind", "Nature", 3),
        ("text", "Ce qui est attendu", 6),
        ("label", "Rendez-vous ou remise", 6),
        ("place", "Lieu", 4),
        ("who", "Responsable", 4),
    )
    yield from grid("Les dates qui engagent", columns, told.get("dates") or ())
    steps = (("date", "Date", 3), ("actions", "Actions", 2), ("text", "Étape", 6),
             ("who", "Responsable", 4))  # fmt: skip
    yield from grid("Les étapes", steps, told.get("steps") or ())


def supports(told: Sequence[Shape]) -> Blocks:
    """What each recommendation or action rests on."""
    if told:
        yield Heading(2, "Ce qui fonde chaque proposition")
    columns = (
        ("number", "N°", 2),
        ("title", "Ce qui est proposé", 6),
        ("said", "Contributions", 6),
        ("read", "Documents, entretiens", 4),
        ("counted", "Chiffres", 3),
    )
    yield from grid("Ce qui fonde chaque proposition", columns, told)


def sources(told: Sequence[Shape]) -> Blocks:
    """Each code, explained: one table a group."""
    for group in told:
        yield Heading(2, group["title"])
        columns = (("code", "Code", 2), ("text", "Ce dont il s’agit", 11))
        yield from grid(group["title"], columns, group["entries"])


def errata(told: Sequence[Shape]) -> Blocks:
    """What was corrected since the document was frozen."""
    if told:
        yield Heading(1, "Ce qui a été corrigé")
    columns = (("version", "Version", 2), ("date", "Le", 3), ("text", "Correction et motif", 8))
    yield from grid("Ce qui a été corrigé", columns, told)


def colophon(told: Sequence[Shape]) -> Blocks:
    yield Heading(1, "Crédits et licence")
    for pair in told:
        yield Para(f"{pair['label']}{NBSP}: {pair['value']}")
