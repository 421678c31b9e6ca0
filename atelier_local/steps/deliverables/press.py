"""From a document's plain data to its files: French typography, drawings, then Typst for the PDF;
the same words and drawings in one column for whoever edits them (ODT, DOCX).

The data of each document is described in `typst/CONTRACT.md`.
"""

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from docx.image.image import Image

from atelier_local.ground.files import emphasis, odt, plain, word
from atelier_local.ground.files.bundles import bundled
from atelier_local.ground.files.papers import Paper, composed
from atelier_local.ground.files.tables import csv_text
from atelier_local.ground.files.typography import NBSP, each_text, french, texts
from atelier_local.ground.files.typst import RenderingFailed, measured, render, stills

from .deck import deck
from .figures import apart, drawn, named, repainted
from .outline import outline

TEMPLATES = Path(__file__).with_name("typst")
DOCUMENTS = ("framing_note", "logbook", "final_report", "roadmap", "booklet")
NEUTRAL, STATE = THEMES = ("neutral", "state")
"""How a document looks: the second is for sites of the State (`STATE_IDENTITY`)."""
_EVIDENCE = re.compile(r"\[\[([^\[\]\s]{1,20})\]\]")
_ENDLESS = re.compile(r"\S{34}")


def typeset(
    document: str, data: Mapping[str, Any], pictures: Mapping[str, bytes] | None = None
) -> bytes:
    """The PDF of one of `DOCUMENTS`; raises `RenderingFailed` when it cannot be composed."""
    return _set(render, document, data, pictures)


def counted(
    document: str, data: Mapping[str, Any], pictures: Mapping[str, bytes] | None = None
) -> tuple[bytes, dict[str, Any]]:
    """The PDF, its `pages`, and the page where each of its `parts` begins (`part`, `page`)."""
    pdf, told = _set(measured, document, data, pictures)
    return pdf, dict(told)


def slides(booklet: Mapping[str, Any]) -> bytes:
    """The restitution as slides (PDF, 16:9), from the data of the booklet."""
    return _set(render, "slides", deck(booklet), None)


def _set[Made](
    how: Callable[..., Made],
    document: str,
    data: Mapping[str, Any],
    pictures: Mapping[str, bytes] | None,
) -> Made:
    """The document set by `how`; again without the pictures that cannot be drawn, if there are."""
    title, held = data["document"]["title"], dict(pictures or {})
    drawings: dict[str, bytes] = {}
    shown = apart(shown_with(printed(data), held), drawings)
    try:
        main, words = f"{document}.typ", emphasis.drawable
        return how(TEMPLATES, main, shown, pictures=held | drawings, title=title, words=words)
    except RenderingFailed:
        sound = {name: content for name, content in held.items() if _drawn(name, content)}
        if sound == held:
            raise
        return _set(how, document, data, sound)


def _drawn(name: str, content: bytes) -> bool:
    """Whether this picture can be drawn: one that cannot is told in the log, and left out."""
    shot = {"picture": name}
    try:
        stills(TEMPLATES, "photograph.typ", shot, pictures={name: content}, title=name)
    except RenderingFailed:
        return False
    return True


def shown_with(value: Any, pictures: Collection[str]) -> Any:
    """The data without the photographs that are not among `pictures`: the page closes up."""
    if isinstance(value, dict):
        kept = {key: shown_with(item, pictures) for key, item in value.items()}
        return None if kept.get("picture", "") not in {"", *pictures} else kept
    if isinstance(value, list):
        found = (shown_with(item, pictures) for item in value)
        return [item for item in found if item is not None]
    return value


def printed(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data as it is printed: its words in French typography, its figures drawn."""
    words = each_text({k: v for k, v in data.items() if k not in ("territory", "theme")}, french)
    shown = dict(drawn(words, data.get("territory") or []))
    theme = data.get("theme") or NEUTRAL
    told = {"theme": theme, "endless": any(map(_ENDLESS.search, texts(words)))}
    return (dict(repainted(shown)) if theme == STATE else shown) | told


def editable(
    document: str, data: Mapping[str, Any], pictures: Mapping[str, bytes] | None = None
) -> dict[str, bytes]:
    """The same words and drawings as the PDF, to be edited: by form, `odt` and `docx`."""
    paper, held = _in_one_column(document, data, pictures or {})
    words = each_text(paper, _plain)
    made_at = datetime.fromisoformat(data["document"]["date"]).replace(tzinfo=UTC)
    return {
        "odt": odt.compose(words, made_at, held),
        "docx": word.compose(words, made_at, held),
    }


def readable(document: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The words of the document as a page shows them: a paper, composed; drawings by what they
    say.
    """
    shown = printed(data)
    named(shown)
    words: dict[str, Any] = each_text(_composed(document, shown_with(shown, ())), _plain)
    return words | {"notice": shown["atelier"].get("notice") or ""}


def worded(document: str, data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the document says, one text a part, to be compared; drawings and photographs by what
    they say. What it tells of its own versions is left out.
    """
    shown = printed(dict(data) | {"errata": []})
    named(shown)
    whole = _sized(shown, _Anything())
    words = each_text(_composed(document, whole), lambda text: emphasis.bare(_plain(text)))
    parts: dict[str, list[str]] = {}
    lines = parts.setdefault("En bref", [])
    for block in words["blocks"]:
        if block["block"] == "heading" and block["level"] <= _PARTED.get(document, 1):
            lines = parts.setdefault(block["text"], [])
        else:
            lines += _lines(block)
    return [(title, "\n".join(lines)) for title, lines in parts.items() if lines]


_PARTED = {"framing_note": 2}
"""Down to which level of title a document is parted: this note is short, its chapters mixed."""


class _Anything(dict[str, tuple[int, int]]):
    """Photographs that are told and not shown: whatever their name, of any size."""

    def __contains__(self, name: object) -> bool:
        return bool(name)

    def __missing__(self, name: str) -> tuple[int, int]:
        return 1, 1


def _lines(block: Mapping[str, Any]) -> Iterator[str]:
    """The words of a block of a paper, a line each."""
    for key in ("text", "who", "caption", "alt", "credit"):
        if block.get(key):
            yield block[key]
    yield from block.get("items") or ()
    for row in block.get("rows") or ():
        yield " · ".join(row)


def bundle(
    document: str, data: Mapping[str, Any], pictures: Mapping[str, bytes] | None = None
) -> bytes:
    """For a team that finishes elsewhere (ZIP): a web page, Markdown, the images that both show,
    each table (CSV), the contours of the territory (GeoJSON).
    """
    paper, held = _in_one_column(document, data, pictures or {})
    words = each_text(paper, lambda text: text.replace("\u200b", ""))
    tables = [block for block in each_text(words, _plain)["blocks"] if block["block"] == "table"]
    parts = [("texte.html", plain.page(words)), ("texte.md", plain.markdown(words))]
    parts += [
        (f"tableaux/{rank:02}.csv", csv_text(table["header"], table["rows"]))
        for rank, table in enumerate(tables, 1)
    ]
    if data.get("territory"):
        parts.append(("territoire.geojson", _geojson(data["territory"])))
    images = [(f"images/{name}", held[name]) for name in sorted(held)]
    return bundled([*((path, text.encode()) for path, text in parts), *images])


def _geojson(territory: Sequence[Mapping[str, Any]]) -> str:
    features = [
        {
            "type": "Feature",
            "properties": {"code": commune["code"], "nom": commune["name"]},
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": [[ring] for ring in commune["rings"]],
            },
        }
        for commune in territory
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":"))


def _in_one_column(
    document: str, data: Mapping[str, Any], pictures: Mapping[str, bytes]
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The words of the document as a paper, composed, and the pictures that it shows, by name."""
    sizes = {name: size for name, content in pictures.items() if (size := _size(content))}
    shown = _sized(shown_with(printed(data), sizes), sizes)
    figures = named(shown)
    title = data["document"]["title"]
    held = {name: pictures[name] for name in sizes}
    held |= _images(figures, shown["theme"], title)
    notice = shown["atelier"].get("notice") or ""
    return _composed(document, shown) | {"notice": notice}, held


def _images(figures: Sequence[Mapping[str, Any]], theme: str, title: str) -> dict[str, bytes]:
    """Each of these figures as an image (PNG), by name."""
    if not figures:
        return {}
    drawings: dict[str, bytes] = {}
    asked = {"figures": apart(figures, drawings), "theme": theme}
    images = stills(TEMPLATES, "figures.typ", asked, pictures=drawings, title=title)
    return {one["name"]: image for one, image in zip(figures, images, strict=True)}


def _composed(document: str, shown: Mapping[str, Any]) -> dict[str, Any]:
    return composed(_paper(document, shown), emphasis.drawable)


def _size(content: bytes) -> tuple[int, int] | None:
    """How many points wide and high a photograph is; None for what is none."""
    try:
        read = Image.from_blob(content)
        return (read.px_width, read.px_height) if read.px_width and read.px_height else None
    except Exception:  # python-docx raises whatever a broken header leads it to
        return None


def _sized(value: Any, sizes: Mapping[str, tuple[int, int]]) -> Any:
    """The data with the size of each photograph beside its name."""
    if isinstance(value, list):
        return [_sized(item, sizes) for item in value]
    if not isinstance(value, dict):
        return value
    told = {key: _sized(item, sizes) for key, item in value.items()}
    if told.get("picture") in sizes:
        told["width"], told["height"] = sizes[told["picture"]]
    return told


def _paper(document: str, data: Mapping[str, Any]) -> Paper:
    said, atelier = data["document"], data["atelier"]
    large = atelier.get("title") or ""
    facts = (
        ("Titre", large if large != said["title"] else ""),
        ("Objet", said.get("subtitle")),
        ("Territoire", atelier["name"]),
        ("Lieu", atelier.get("place")),
        ("Dates", atelier.get("dates")),
        ("Version", said.get("status")),
    )
    return Paper(
        said["title"],
        document,
        tuple((label, value) for label, value in facts if value),
        tuple(outline(document, data)),
        footer=f"Atelier Local{NBSP}· {atelier['name']}",
    )


def _plain(text: str) -> str:
    """A code without the brackets that mark it, a long word without what lets print cut it."""
    return _EVIDENCE.sub(r"\1", text).replace("\u200b", "")


def unknown_evidence(data: Mapping[str, Any]) -> list[str]:
    """Codes cited by the text of a document that nothing in it answers for.

    What answers: an entry of its sources, or, in the logbook, the register line, the interview or
    the document itself. A document is not frozen while this list holds something.
    """
    told = [entry for group in data.get("sources") or [] for entry in group["entries"]]
    for step in data.get("steps") or []:
        told += step.get("interviews") or []
        told += step.get("documents") or []
        told += (step.get("register") or {}).get("lines") or []
    cited = {code for text in texts(data) for code in _EVIDENCE.findall(text)}
    return sorted(cited - {entry["code"] for entry in told})
