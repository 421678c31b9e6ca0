"""From a document's plain data to its files: French typography, drawings, then Typst for the PDF;
the same words and drawings in one column for whoever edits them (ODT, DOCX).

The data of each document is described in `typst/CONTRACT.md`.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from atelier_local.ground.files import odt, word
from atelier_local.ground.files.papers import Paper, composed
from atelier_local.ground.files.typography import NBSP, each_text, french
from atelier_local.ground.files.typst import render, stills

from .figures import drawn, named
from .outline import outline

TEMPLATES = Path(__file__).with_name("typst")
DOCUMENTS = ("framing_note", "logbook", "final_report", "roadmap", "booklet")
_EVIDENCE = re.compile(r"\[\[([^\[\]\s]{1,20})\]\]")


def typeset(
    document: str, data: Mapping[str, Any], pictures: Mapping[str, bytes] | None = None
) -> bytes:
    """The PDF of one of `DOCUMENTS`; raises `RenderingFailed` when it cannot be composed."""
    title = data["document"]["title"]
    return render(TEMPLATES, f"{document}.typ", printed(data), pictures=pictures, title=title)


def printed(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data as it is printed: its words in French typography, its figures drawn."""
    words = each_text({k: v for k, v in data.items() if k != "territory"}, french)
    return dict(drawn(words, data.get("territory") or []))


def editable(
    document: str, data: Mapping[str, Any], pictures: Mapping[str, bytes] | None = None
) -> dict[str, bytes]:
    """The same words and drawings as the PDF, to be edited: by form, `odt` and `docx`."""
    shown = printed(data)
    figures = named(shown)
    title = data["document"]["title"]
    drawings = (
        stills(TEMPLATES, "figures.typ", {"figures": figures}, title=title) if figures else []
    )
    held = dict(pictures or {})
    held |= {figure["name"]: png for figure, png in zip(figures, drawings, strict=True)}
    paper = composed(_paper(document, shown)) | {"notice": shown["atelier"].get("notice") or ""}
    words = each_text(paper, _plain)
    made_at = datetime.fromisoformat(data["document"]["date"]).replace(tzinfo=UTC)
    return {
        "odt": odt.compose(words, made_at, held),
        "docx": word.compose(words, made_at, held),
    }


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
    cited = {code for text in _texts(data) for code in _EVIDENCE.findall(text)}
    return sorted(cited - {entry["code"] for entry in told})


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)
