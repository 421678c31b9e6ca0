"""What frozen versions print that people, or the team for them, took back since."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import JSONField, OuterRef, Prefetch, QuerySet, Subquery, UUIDField, Value
from django.db.models.functions import Cast

from atelier_local.ground.files.typography import french, legible
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.refusal import Reasons
from atelier_local.steps.evidence.enums import Visibility
from atelier_local.steps.evidence.models import Interview
from atelier_local.steps.wall.models import Contribution

from .. import rules
from ..models import Deliverable, Erratum, Photograph, Wording

_CODES = re.compile(r"\b[A-Z]+(?:-\d+)+\b")
_CARD, _SHOT, _TALK = "card", "shot", "talk"


class _Gone(NamedTuple):
    """Something taken back at a time: a card or an interview by its number; a photograph, whose
    time is not known, by what it shows and its digest.
    """

    what: str
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
    """By version that prints it, what was taken back since: a card hidden, a photograph without an
    agreement any more, an interview that its author gave back to the team (one query, two where
    there is any). A version whose words were not kept is taken to print all of it.
    """
    gone = _gone(deliverable.atelier_id, deliverable.frozen_at)
    if not gone:
        return {}
    kept = Wording.objects.filter(deliverable=deliverable)
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
        found[number] = rules.taken_back(
            *([one.name for one in printed if one.what == what] for what in (_CARD, _SHOT, _TALK))
        )
    return {number: why for number, why in found.items() if why}


def taken_back_of_latest(deliverable: Deliverable) -> Reasons:
    """Of its latest version, which is the one that is published; of a draft, nothing."""
    if deliverable.frozen_at is None:
        return ()
    return taken_back(deliverable).get(len(deliverable.versions), ())


def _gone(atelier: UUID, since: datetime | Subquery | None) -> list[_Gone]:
    """All that was taken back in an Atelier since then (one query)."""
    cards = Contribution.objects.filter(
        node__atelier=atelier, node__number__gt="", hidden_at__gt=since
    )
    talks = Interview.objects.filter(
        atelier=atelier, visibility=Visibility.INTERNAL, reread_at__gt=since
    )
    shots = Photograph.objects.kept_back().filter(section__deliverable__atelier=atelier)
    nothing = Cast(Value(None), UUIDField())
    rows = (
        cards.order_by().values_list(Value(_CARD), "node__number", Value(""), "hidden_at", nothing),
        talks.order_by().values_list(Value(_TALK), "number", Value(""), "reread_at", nothing),
        shots.order_by().values_list(
            Value(_SHOT), "alt", "file__sha256", "at", "section__deliverable"
        ),
    )
    first, *others = rows
    return sorted((_Gone(*row) for row in first.union(*others).order_by()), key=lambda g: g[:4])


def _printed(gone: Sequence[_Gone], made_at: datetime, words: _Words) -> list[_Gone]:
    """What a version made then prints among these."""
    since = [one for one in gone if one.what == _SHOT or one.at > made_at]
    if words.parts is None:
        return since
    texts = [text for _, text in words.parts]
    codes = {code for text in texts for code in _CODES.findall(text)}
    lines = {line for text in texts for line in text.split("\n")}
    kept = words.photographs
    return [
        one
        for one in since
        if (one.what != _SHOT and one.name in codes)
        or (one.what == _SHOT and kept is not None and one.digest in kept)
        or (one.what == _SHOT and kept is None and legible(french(one.name)).strip() in lines)
    ]
