"""What frozen versions print that people, or the team for them, took back since."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value

from atelier_local.ground.files.typography import french, legible
from atelier_local.ground.journal.models import Erasure
from atelier_local.programme.thread.models import Citation
from atelier_local.refusal import Reasons
from atelier_local.steps.evidence.enums import Visibility
from atelier_local.steps.evidence.models import Excerpt, Interview
from atelier_local.steps.wall.models import Contribution

from .. import rules
from ..models import Deliverable, Photograph, Wording
from ..rules import Gone

_CODES = re.compile(r"\b[A-Z]+(?:-\d+)+\b")


class _Gone(NamedTuple):
    """Something taken back at a time: a card or an interview by its number; a photograph, whose
    time is not known, by what it shows and its digest.
    """

    what: Gone
    name: str
    digest: str
    at: datetime


def taken_back(deliverable: Deliverable) -> Mapping[int, Reasons]:
    """By version that prints it, what was taken back since: a card hidden or erased, a photograph
    without an agreement any more, an interview that its author gave back to the team, or some words
    of it (one query, two where there is any). A version whose words were not kept is taken to print
    all of it.
    """
    gone = _gone(deliverable)
    if not gone:
        return {}
    wordings = {one.number: one for one in Wording.objects.filter(deliverable=deliverable)}
    found = {}
    for number, version in enumerate(deliverable.versions, 1):
        made_at = version.frozen_at if isinstance(version, Deliverable) else version.at
        assert made_at is not None  # it has bytes
        printed = _printed(gone, made_at, wordings.get(number))
        found[number] = rules.taken_back((one.what, one.name) for one in printed)
    return {number: why for number, why in found.items() if why}


def taken_back_of_latest(deliverable: Deliverable) -> Reasons:
    """Of its latest version, which is the one that is published; of a draft, nothing."""
    if deliverable.frozen_at is None:
        return ()
    return taken_back(deliverable).get(len(deliverable.versions), ())


def _gone(deliverable: Deliverable) -> list[_Gone]:
    """All that was taken back since the document was frozen (one query)."""
    here, since = deliverable.atelier_id, deliverable.frozen_at
    cards = Contribution.objects.filter(node__atelier=here, node__number__gt="")
    erased = Erasure.objects.filter(line=OuterRef("pk"), at__gt=since)
    talks = Interview.objects.filter(atelier=here)
    used = Citation.objects.filter(source=OuterRef("pk"), withdrawn_at=OuterRef("withdrawn_at"))
    words = Excerpt.objects.filter(Exists(used), interview__atelier=here, withdrawn_at__gt=since)
    shots = Photograph.objects.kept_back().filter(section__deliverable=deliverable)
    rows = (
        _rows(Gone.HIDDEN, cards.filter(hidden_at__gt=since), "node__number", "hidden_at"),
        _rows(
            Gone.ERASED,
            cards.annotate(erased=Subquery(erased.values("at"))).exclude(erased=None),
            "node__number",
            "erased",
        ),
        _rows(
            Gone.KEPT,
            talks.filter(visibility=Visibility.INTERNAL, reread_at__gt=since),
            "number",
            "reread_at",
        ),
        _rows(Gone.WITHDRAWN, words, "interview__number", "withdrawn_at"),
        _rows(Gone.REFUSED, shots, "alt", "at", "file__sha256"),
    )
    first, *others = rows
    found = first.union(*others).order_by()
    return [_Gone(Gone[what], name, digest, at) for what, name, digest, at in found]


def _rows(
    what: Gone, rows: QuerySet[Any], name: str, at: str, digest: str = ""
) -> QuerySet[Any, tuple[Any, ...]]:
    return rows.order_by().values_list(Value(what.name), name, digest or Value(""), at)


def _printed(gone: Sequence[_Gone], made_at: datetime, wording: Wording | None) -> list[_Gone]:
    """What a version made then prints among these."""
    since = [one for one in gone if one.what == Gone.REFUSED or one.at > made_at]
    if wording is None:
        return since
    texts = [text for _, text in wording.parts]
    codes = {code for text in texts for code in _CODES.findall(text)}
    lines = {line for text in texts for line in text.split("\n")}
    kept = wording.photographs
    return [
        one
        for one in since
        if (one.what != Gone.REFUSED and one.name in codes)
        or (one.what == Gone.REFUSED and kept is not None and one.digest in kept)
        or (one.what == Gone.REFUSED and kept is None and _shown(one.name) in lines)
    ]


def _shown(alt: str) -> str:
    """What a photograph shows, as a document says it."""
    return legible(french(alt)).strip()
