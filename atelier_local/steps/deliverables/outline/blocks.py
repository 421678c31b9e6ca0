"""The bricks of a document, each as blocks of a paper (`typst/CONTRACT.md`, shared shapes)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from atelier_local.ground.files.papers import Block, Bullets, Heading, Para, Picture, Quote, Table
from atelier_local.ground.files.typography import NBSP

type Shape = Mapping[str, Any]
type Blocks = Iterator[Block]
type Column = tuple[str, str, int]
"""A key of each row, the title of its column, its share of the line."""


def lines(*texts: str | None) -> Blocks:
    """Prose: a line feed starts a paragraph."""
    for text in texts:
        for line in (text or "").split("\n"):
            if line.strip():
                yield Para(line.strip())


def labelled(label: str, text: str | None) -> Blocks:
    if text:
        yield from lines(f"{label}{NBSP}: {text}")


def bullets(items: Iterable[str]) -> Blocks:
    kept = tuple(item for item in items if item)
    if kept:
        yield Bullets(kept)


def grid(
    caption: str,
    columns: Sequence[Column],
    rows: Sequence[Shape],
    *,
    numeric: Sequence[str] = (),
    total: Mapping[str, str] | None = None,
) -> Blocks:
    """A table whose columns are there only when a row fills them."""
    if not rows:
        return
    kept = [one for one in columns if any(row.get(one[0]) for row in rows)]
    listed = [*rows, *([total] if total else [])]
    yield Table(
        caption,
        tuple(title for _, title, _ in kept),
        tuple(tuple(_cell(row.get(key)) for key, _, _ in kept) for row in listed),
        tuple(width for _, _, width in kept),
        frozenset(i for i, (key, _, _) in enumerate(kept) if key in numeric),
        bool(total),
    )


def _cell(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value or "–")


def pairs(caption: str, told: Sequence[Shape] | None) -> Blocks:
    columns = (("label", "Rubrique", 2), ("value", "Ce qu’il en est", 3))
    yield from grid(caption, columns, told or ())


def table(shape: Shape, caption: str) -> Blocks:
    """A table of the data: `columns`, `rows`, a `total`."""
    columns = shape["columns"]
    rows = [*shape["rows"], *([shape["total"]] if shape.get("total") else [])]
    yield Table(
        shape.get("title") or caption,
        tuple(column["label"] for column in columns),
        tuple(tuple(cell or "–" for cell in row) for row in rows),
        tuple(round(10 * column.get("width", 1)) for column in columns),
        frozenset(i for i, column in enumerate(columns) if column.get("align") == "right"),
        bool(shape.get("total")),
    )


def picture(drawing: Shape | None, caption: str = "") -> Blocks:
    """A drawing, by the name that `figures.named` gave it; decoration has none."""
    if not drawing or not drawing.get("name"):
        return
    source = drawing.get("source", "")
    yield Picture(
        drawing["name"],
        drawing["alt"],
        drawing["width"],
        drawing["height"],
        drawing.get("title") or caption,
        f"Source{NBSP}: {source}" if source else "",
    )


def photographs(shots: Sequence[Shape]) -> Blocks:
    for shot in shots:
        rights = " ; ".join(filter(None, [shot["credit"], shot.get("consent")]))
        credit = f"Crédit{NBSP}: {rights}."
        wide = float(shot.get("wide") or 163)
        yield Picture(
            shot["picture"],
            shot["alt"],
            wide,
            wide * shot["height"] / shot["width"],
            shot.get("caption", ""),
            credit,
        )


def rests_on(notes: Sequence[Shape] | None, text: str = "") -> Blocks:
    """The codes of the margin that the text itself does not cite."""
    codes = [note["code"] for note in notes or () if f"[[{note['code']}]]" not in text]
    yield from labelled("Repose sur", ", ".join(f"[[{code}]]" for code in dict.fromkeys(codes)))


def body(blocks: Sequence[Shape] | None, level: int = 2) -> Blocks:
    """The free body of a section."""
    for block in blocks or ():
        if block.get("text"):
            yield from lines(block["text"])
            yield from rests_on(block.get("notes"), block["text"])
        if block.get("heading"):
            yield Heading(level, block["heading"])
        if quote := block.get("quote"):
            yield from said(quote)
        yield from picture(block.get("figure"))
        for figure in block.get("figures") or ():
            yield from picture(figure)
        if block.get("table"):
            yield from table(block["table"], "Tableau")
        yield from bullets(block.get("list") or ())
        yield from photographs(block.get("photographs") or ())
        yield from labelled("À écrire", block.get("to_write"))


def said(quote: Shape) -> Blocks:
    code = f" · [[{quote['code']}]]" if quote.get("code") else ""
    yield Quote(f"«{NBSP}{quote['text']}{NBSP}»", f"{quote['author']}{code}")


def chapter(title: str, blocks: Sequence[Shape] | None, standfirst: str | None = "") -> Blocks:
    yield Heading(1, title)
    yield from lines(standfirst)
    yield from body(blocks)


def essays(told: Sequence[Shape] | None) -> Blocks:
    for essay in told or ():
        yield from chapter(essay["title"], essay["blocks"])
