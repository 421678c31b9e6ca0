"""The slides of the restitution, made of the booklet's data: one idea each, said by its title.

Nothing is written for them: what the booklet says in a chapter, a slide says in a line.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from atelier_local.ground.files.emphasis import bare

type Shape = Mapping[str, Any]
LONGEST = 260
"""Signs of a text on a slide."""
MOST = 4
"""Lines of a list."""
_MARK = re.compile(r"(?<!\s)\s*+\[\[[^\[\]]*\]\]")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")


def deck(booklet: Shape) -> dict[str, Any]:
    """The data of `typst/slides.typ`: the names of the document, then its slides in order."""
    named = {key: booklet[key] for key in ("document", "atelier")}
    shown = {key: booklet.get(key) for key in ("territory", "theme", "cover")}
    return named | shown | {"slides": list(_slides(booklet))}


def _slides(told: Shape) -> Iterator[dict[str, Any]]:
    if told.get("figures"):
        yield {"kind": "figures", "title": "Ce que nous avons fait", "figures": told["figures"]}
    if question := told.get("question"):
        yield {
            "kind": "question",
            "title": "La question, et comment elle a bougé",
            "first": brief(question["initial"]),
            "now": brief(question.get("reformulated") or ""),
        }
    for one in told.get("sessions") or ():
        yield from _session(one)
    for one in told.get("issues") or ():
        yield {
            "kind": "issue",
            "title": one["question"],
            "families": one["families"],
            "figure": one.get("agreement"),
            "text": brief(one.get("divides") or one["text"]),
            "about": "Ce qui divise" if one.get("divides") else "",
        }
    if strategy := told.get("strategy"):
        yield {"kind": "axes", "title": strategy["title"], "axes": strategy["axes"]}
    for one in told.get("sheets") or ():
        yield {
            "kind": "action",
            "title": one["title"],
            "number": one["number"],
            "family": one["family"],
            "text": brief(one["first_step"]),
            "figures": one.get("figures"),
            "identity": one["identity"][:MOST],
        }
    if told.get("actions"):
        yield _roadmap(told)
    for one in told.get("disagreements") or ():
        about = "Ce sur quoi nous ne sommes pas d’accord"
        yield {"kind": "told", "title": one["title"], "about": about, "text": brief(one["text"])}
    if told.get("lessons"):
        titles = [one["title"] for one in told["lessons"]]
        yield {"kind": "list", "title": "Ce que nous avons appris", "list": titles}


def _session(one: Shape) -> Iterator[dict[str, Any]]:
    quotes = [block["quote"] for block in one.get("blocks") or () if block.get("quote")]
    yield {
        "kind": "session",
        "title": one["title"],
        "about": f"Atelier {one['number']} · {one['dates']}",
        "facts": one.get("facts"),
        "quote": quotes[0] if quotes else None,
    }
    if came := one.get("attendance"):
        shown = {key: value for key, value in came.items() if key not in ("title", "source")}
        yield {"kind": "maps", "title": f"Atelier {one['number']} : qui était là", "maps": [shown]}
    if one.get("maps"):
        yield {"kind": "maps", "title": f"Atelier {one['number']}, en cartes", "maps": one["maps"]}


def _roadmap(told: Shape) -> dict[str, Any]:
    rows = told["actions"]
    by_horizon = [
        {"label": f"à l’horizon {name}", "value": str(count)}
        for name in ("court", "moyen", "long")
        if (count := sum(row["horizon"] == name for row in rows))
    ]
    cost = told.get("total_cost")
    figures = [{"label": "actions" if len(rows) > 1 else "action", "value": str(len(rows))}]
    figures += by_horizon + ([{"label": "euros hors taxes", "value": cost}] if cost else [])
    return {"kind": "figures", "title": "La feuille de route", "figures": figures}


def brief(text: str) -> str:
    """The first sentences of a text, as long as they hold on a slide; without its codes."""
    words = _MARK.sub("", bare(text)).replace("\n", " ").strip()
    if len(words) <= LONGEST:
        return words
    kept = ""
    for sentence in _SENTENCE.split(words):
        if len(kept) + len(sentence) >= LONGEST:
            break
        kept = f"{kept} {sentence}".strip()
    return kept or words[: LONGEST - 1].rsplit(" ", 1)[0] + "…"
