"""The five documents, made of what the Atelier already holds: nothing is copied before freezing.

`data_of` gives the plain data that `typst/CONTRACT.md` describes; `compose` the PDF.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from atelier_local.ground.files.emphasis import guarded

from ..enums import DeliverableKind
from ..models import Deliverable
from ..press import NEUTRAL, STATE, counted
from . import booklet, final_report, framing_note, logbook, roadmap
from .material import Correction, Material
from .photographs import photographs_of
from .sources import cited_in

_WRITERS: Mapping[DeliverableKind, Callable[[Material], dict[str, Any]]] = {
    DeliverableKind.FRAMING_NOTE: framing_note.write,
    DeliverableKind.LOGBOOK: logbook.write,
    DeliverableKind.FINAL_REPORT: final_report.write,
    DeliverableKind.ROADMAP: roadmap.write,
    DeliverableKind.BOOKLET: booklet.write,
}


def data_of(
    deliverable: Deliverable, *, at: datetime, correction: Correction | None = None
) -> dict[str, Any]:
    """The document as plain data; a fixed number of queries, whatever the Atelier holds. With a
    `correction`, as the next version would be.
    """
    material = Material(deliverable, at, correction)
    data = _WRITERS[material.kind](material)
    theme = STATE if settings.STATE_IDENTITY else NEUTRAL
    told = {"sources": cited_in(data, material), "territory": material.territory}
    return dict(guarded(data | told)) | {"theme": theme}


def compose(
    deliverable: Deliverable, *, at: datetime, correction: Correction | None = None
) -> tuple[bytes, int]:
    """The PDF and its number of pages; raises `RenderingFailed`, a refusal."""
    data = data_of(deliverable, at=at, correction=correction)
    pdf, told = counted(deliverable.kind, data, photographs_of(data))
    return pdf, told["pages"]


def laid_out(deliverable: Deliverable, *, at: datetime) -> dict[str, Any]:
    """How many `pages` the document has today, and where each of its `parts` begins."""
    data = data_of(deliverable, at=at)
    return counted(deliverable.kind, data, photographs_of(data))[1]
