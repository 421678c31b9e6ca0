"""The five documents, made of what the Atelier already holds: nothing is copied before freezing.

`data_of` gives the plain data that `typst/CONTRACT.md` describes; `compose` the PDF.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings

from atelier_local.ground.files.emphasis import guarded

from ..enums import DeliverableKind
from ..models import Deliverable
from ..press import NEUTRAL, STATE, counted, worded
from ..rules import Marks, Parts
from . import booklet, final_report, framing_note, logbook, roadmap
from .editions import Correction
from .material import Material
from .photographs import digests, photographs_of
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


class Printing(NamedTuple):
    """A document as it is about to be kept: its bytes, what they say, of the same data, and the
    digests of the photographs that they print; where its parts begin.
    """

    pdf: bytes
    pages: int
    parts: Parts
    photographs: Sequence[str] = ()
    marks: Marks = ()

    @property
    def kept(self) -> tuple[bytes, int, Parts, Sequence[str]]:
        return self.pdf, self.pages, self.parts, self.photographs


def printing(
    deliverable: Deliverable, *, at: datetime, correction: Correction | None = None
) -> Printing:
    """What freezing or correcting keeps; raises `RenderingFailed`, a refusal."""
    data = data_of(deliverable, at=at, correction=correction)
    shots = photographs_of(data)
    pdf, told = counted(deliverable.kind, data, shots)
    said = worded(deliverable.kind, data)
    return Printing(pdf, told["pages"], said, digests(shots), marks_of(told))


def marks_of(told: Mapping[str, Any]) -> Marks:
    """Where the parts of a document begin, as it counted them."""
    return [(one["part"], one["page"]) for one in told["parts"]]


def parts_of(deliverable: Deliverable, *, at: datetime) -> Parts:
    """What the document says today, part by part."""
    return worded(deliverable.kind, data_of(deliverable, at=at))


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
