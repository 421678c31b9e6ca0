"""The five documents, made of what the Atelier already holds: nothing is copied before freezing.

`data_of` gives the plain data that `typst/CONTRACT.md` describes; `compose` the PDF.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from ..enums import DeliverableKind
from ..models import Deliverable
from ..press import typeset
from . import booklet, final_report, framing_note, logbook, roadmap
from .material import Material
from .sources import cited_in

_PAGE = re.compile(rb"/Type\s*/Page\b")
"""A page object, in the PDF that our own compiler wrote (a test counts them with PDFium too)."""
_WRITERS: Mapping[DeliverableKind, Callable[[Material], dict[str, Any]]] = {
    DeliverableKind.FRAMING_NOTE: framing_note.write,
    DeliverableKind.LOGBOOK: logbook.write,
    DeliverableKind.FINAL_REPORT: final_report.write,
    DeliverableKind.ROADMAP: roadmap.write,
    DeliverableKind.BOOKLET: booklet.write,
}


def data_of(deliverable: Deliverable, *, at: datetime) -> dict[str, Any]:
    """The document as plain data; a fixed number of queries, whatever the Atelier holds."""
    material = Material(deliverable, at)
    data = _WRITERS[material.kind](material)
    return data | {"sources": cited_in(data, material), "territory": material.territory}


def compose(deliverable: Deliverable, *, at: datetime) -> tuple[bytes, int]:
    """The PDF and its number of pages; raises `RenderingFailed`, a refusal."""
    pdf = typeset(deliverable.kind, data_of(deliverable, at=at))
    return pdf, len(_PAGE.findall(pdf))
