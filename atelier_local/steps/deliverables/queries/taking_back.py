"""What frozen versions print that people, or the team for them, took back since."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import (
    Exists,
    JSONField,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
)
from django.db.models.functions import Cast

from atelier_local.ground.files.typography import french, legible
from atelier_local.ground.journal.models import Erasure
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.thread.models import Citation
from atelier_local.refusal import Reasons
from atelier_local.steps.evidence.enums import Visibility
from atelier_local.steps.evidence.models import Excerpt, Interview
from atelier_local.steps.wall.models import Contribution

from .. import rules
from ..models import Deliverable, Erratum, Photograph, Wording
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
    of: UUID | None
    """The document whose photograph it is."""


class _Words(NamedTuple):
    """What a version prints, as far as it is known."""

    parts: Sequence[tuple[str, str]] | None
    photographs: Sequence[str] | None


def taken_back(deliverable: Deliverable) -> Mapping[int, Reasons]:
    """By version that prints it, what was taken back since: a card hidden or erased, a photograph
    without an agreement any more, an interview that its author gave back to the team, or some words
    of it (one query, two where there is any). A version whose words were not kept is taken to print
    all of it.
    """
    gone = _gone(deliverable.atelier_id, deliverable.frozen_at)
    if not gone:
        return {}
    kept = deliverable.wordings.all()
    words = {one.number: _Words(one.parts, one.photographs) for one in kept}
    return _by_version(deliverable, gone, words)


def with_taken_back(
    atelier: Atelier, asked: QuerySet[Deliverable]
) -> list[tuple[Deliverable, Mapping[int, Reasons]]]:
    """Documents of an Atelier with their errata, each with what its versions print that was taken
    back since (three queries, whatever the documents).
    """
    frozen = Deliverable.objects.filter(atelier=atelier).exclude(frozen_at=None)
    gone = _gone(atelier.pk, Subquery(frozen.order_by("frozen_at").values("frozen_at")[:1]))
    errata = Erratum.objects.select_related("pdf", "section__node")
    if gone:
        asked = asked.annotate(**_told(OuterRef("pk"), 1))
        errata = errata.annotate(**_told(OuterRef("deliverable"), OuterRef("number")))
    found = asked.select_related("pdf").prefetch_related(Prefetch("errata", errata))
    if not gone:
        return [(one, {}) for one in found]
    return [
        (one, _by_version(one, gone, {n: _read(v) for n, v in enumerate(one.versions, 1)}))
        for one in found
    ]


def _told(deliverable: OuterRef, number: OuterRef | int) -> dict[str, Subquery]:
    """What a version prints, read beside it."""
    kept = Wording.objects.filter(deliverable=deliverable, number=number)
    names = ("parts", "photographs")
    return {f"told_{name}": Subquery(kept.values(name), output_field=JSONField()) for name in names}


def _read(version: Any) -> _Words:
    return _Words(version.told_parts, version.told_photographs)


def _by_version(
    deliverable: Deliverable, gone: Sequence[_Gone], words: Mapping[int, _Words]
) -> Mapping[int, Reasons]:
    found = {}
    for number, version in enumerate(deliverable.versions, 1):
        made_at = version.frozen_at if isinstance(version, Deliverable) else version.at
        assert made_at is not None  # it has bytes
        own = [one for one in gone if one.of in (None, deliverable.pk)]
        printed = _printed(own, made_at, words.get(number, _Words(None, None)))
        found[number] = rules.taken_back((one.what, one.name) for one in printed)
    return {number: why for number, why in found.items() if why}


def taken_back_of_latest(deliverable: Deliverable) -> Reasons:
    """Of its latest version, which is the one that is published; of a draft, nothing."""
    if deliverable.frozen_at is None:
        return ()
    return taken_back(deliverable).get(len(deliverable.versions), ())


def _gone(atelier: UUID, since: datetime | Subquery | None) -> list[_Gone]:
    """All that was taken back in an Atelier since then (one query)."""
    cards = Contribution.objects.filter(node__atelier=atelier, node__number__gt="")
    erased = Erasure.objects.filter(line=OuterRef("pk"), at__gt=since)
    talks = Interview.objects.filter(atelier=atelier)
    used = Citation.objects.filter(source=OuterRef("pk"), withdrawn_at=OuterRef("withdrawn_at"))
    words = Excerpt.objects.filter(Exists(used), interview__atelier=atelier, withdrawn_at__gt=since)
    shots = Photograph.objects.kept_back().filter(section__deliverable__atelier=atelier)
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
        _rows(Gone.REFUSED, shots, "alt", "at", "file__sha256", "section__deliverable"),
    )
    first, *others = rows
    found = first.union(*others).order_by()
    return [_Gone(Gone[what], *told) for what, *told in found]


def _rows(
    what: Gone, rows: QuerySet[Any], name: str, at: str, digest: str = "", of: str = ""
) -> QuerySet[Any, tuple[Any, ...]]:
    nothing = Cast(Value(None), UUIDField())
    return rows.order_by().values_list(
        Value(what.name), name, digest or Value(""), at, of or nothing
    )


def _printed(gone: Sequence[_Gone], made_at: datetime, words: _Words) -> list[_Gone]:
    """What a version made then prints among these."""
    since = [one for one in gone if one.what == Gone.REFUSED or one.at > made_at]
    if words.parts is None:
        return since
    texts = [text for _, text in words.parts]
    codes = {code for text in texts for code in _CODES.findall(text)}
    lines = {line for text in texts for line in text.split("\n")}
    kept = words.photographs
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
