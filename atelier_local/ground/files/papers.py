"""What is issued in writing: said once as plain data, composed as a PDF and as a text to edit.

A `Paper` holds words and their structure, never a layout. What is kept (`models.Filed`) is the
paper itself, with its digest: the PDF and the DOCX are composed when somebody asks, from the same
words, so that a change of theme never alters what was said.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from django.http import Http404, HttpResponse

from . import word
from .downloads import attachment
from .enums import MediaType
from .models import Filed
from .rules import clean_name
from .typography import drawable, each_text, french, legible
from .typst import render

TEMPLATES = Path(__file__).with_name("typ")
FICTITIOUS = "Document fictif, établi pour la démonstration : sans valeur"


@dataclass(frozen=True)
class Heading:
    """A title inside the paper, of level 1 to 3."""

    level: int
    text: str


@dataclass(frozen=True)
class Para:
    """A paragraph; a line feed inside is a line that ends."""

    text: str


@dataclass(frozen=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Rows under a header that every page repeats; `widths` are shares of the line.

    The caption is what a screen reader announces: it is never empty. Columns of `numeric` are set
    to the right; with `total`, the last row sums the others up.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()
    numeric: frozenset[int] = frozenset()
    total: bool = False

    def __post_init__(self) -> None:
        wide = len(self.header)
        if not self.caption.strip() or not wide:
            raise ValueError("a table has a caption and a header")
        if any(len(row) != wide for row in self.rows) or len(self.widths) not in {0, wide}:
            raise ValueError(f"each row of « {self.caption} » has {wide} cells")


@dataclass(frozen=True)
class Quote:
    """Somebody's very words."""

    text: str
    who: str = ""


@dataclass(frozen=True)
class Picture:
    """A drawing or a photograph of so many millimetres, kept apart under its name.

    What it says to those who do not see it is never empty.
    """

    name: str
    alt: str
    width: float
    height: float
    caption: str = ""
    credit: str = ""

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError("a picture says what it shows")


@dataclass(frozen=True)
class Signatures:
    """One box to sign for each name; a line feed parts a name from a title."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class Break:
    """What follows starts a page."""


type Block = Heading | Para | Bullets | Table | Quote | Picture | Signatures | Break
_BLOCKS: dict[str, type[Any]] = {
    kind.__name__.lower(): kind
    for kind in (Heading, Para, Bullets, Table, Quote, Picture, Signatures, Break)
}


@dataclass(frozen=True)
class Paper:
    """One document. `kind` is a word for the machine, shown to nobody.

    With a sender it looks like a letter: who writes and to whom (a line each), where and when
    (`dated`: « Alençon, le 12 novembre 2026 »). Without, like a report.
    """

    title: str
    kind: str
    facts: tuple[tuple[str, str], ...] = ()
    blocks: tuple[Block, ...] = ()
    footer: str = ""
    fictitious: bool = False
    sender: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    dated: str = ""


def to_json(paper: Paper) -> dict[str, Any]:
    """The paper as plain data; characters that no database can hold are left out."""
    plain = {key: value for key, value in vars(paper).items() if key != "blocks"}
    plain["blocks"] = [
        {"block": type(block).__name__.lower()} | asdict(block) for block in paper.blocks
    ]
    listed: dict[str, Any] = json.loads(json.dumps(plain, default=sorted))
    return dict(each_text(listed, _storable))


def _storable(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()


def from_json(plain: dict[str, Any]) -> Paper:
    """The paper that `to_json` wrote."""
    words = {key: _tuple(value) for key, value in plain.items() if key != "blocks"}
    return Paper(**words, blocks=tuple(_block(item) for item in plain["blocks"]))


def _block(plain: dict[str, Any]) -> Block:
    kind = _BLOCKS[plain["block"]]
    words = {field.name: _tuple(plain[field.name]) for field in fields(kind)}
    if kind is Table:
        words["numeric"] = frozenset(words["numeric"])
    block: Block = kind(**words)
    return block


def _tuple(value: Any) -> Any:
    return tuple(_tuple(item) for item in value) if isinstance(value, list) else value


def digest(paper: Paper) -> str:
    """The SHA-256 of the paper, written in one way only."""
    canonical = json.dumps(to_json(paper), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def composed(paper: Paper, drawn: Callable[[str], str] = drawable) -> dict[str, Any]:
    """The words as both forms print them: French spaces, nothing that cannot be drawn."""
    plain = to_json(paper) | {"notice": FICTITIOUS if paper.fictitious else ""}
    printed = dict(each_text(plain, lambda text: legible(french(text), drawn).strip()))
    return printed | {"title": printed["title"] or "Document sans titre"}


def pdf(
    paper: Paper,
    made_at: datetime | None = None,
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """The paper for screen readers and archives (PDF/UA-1 and PDF/A-2a)."""
    data = composed(paper) | {"day": made_at and made_at.date().isoformat()}
    return render(TEMPLATES, "paper.typ", data, pictures=pictures, title=paper.title)


def docx(paper: Paper, made_at: datetime | None = None) -> bytes:
    """The same words, to be edited in LibreOffice or Word."""
    return word.compose(composed(paper), made_at)


_FORMS = {"pdf": (pdf, MediaType.PDF), "docx": (docx, MediaType.DOCX)}


def download(paper: Paper, form: str, made_at: datetime | None = None) -> HttpResponse:
    """The paper in one of its two forms, to be saved; any other form is not found."""
    if form not in _FORMS:
        raise Http404("Ce document existe en PDF et en DOCX.")
    compose, kind = _FORMS[form]
    name = clean_name(paper.title.replace("/", "-").replace("\\", "-"), kind)
    return attachment(compose(paper, made_at), media_type=kind.value, name=name)


def answer(filed: Filed, form: str) -> HttpResponse:
    """A paper that was issued, as it was said that day."""
    return download(from_json(filed.paper), form, filed.made_at)
