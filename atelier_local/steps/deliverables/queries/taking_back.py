"""What frozen versions print that people, or the team for them, took back since."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import Value

from atelier_local.ground.files.typography import french, legible
from atelier_local.refusal import Reasons
from atelier_local.steps.evidence.enums import Visibility
from atelier_local.steps.evidence.models import Interview
from atelier_local.steps.wall.models import Contribution

from .. import rules
from ..models import Deliverable, Photograph, Wording

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


def taken_back(deliverable: Deliverable) -> Mapping[int, Reasons]:
    """By version that prints it, what was taken back since: a card hidden, a photograph without an
    agreement any more, an interview that its author gave back to the team (one query, two where
    there is any). A version whose words were not kept is taken to print all of it.
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
        found[number] = rules.taken_back(
            *([one.name for one in printed if one.what == what] for what in (_CARD, _SHOT, _TALK))
        )
    return {number: why for number, why in found.items() if why}


def taken_back_of_latest(deliverable: Deliverable) -> Reasons:
    """Of its latest version, which is the one that is published; of a draft, nothing."""
    if deliverable.frozen_at is None:
        return ()
    return taken_back(deliverable).get(len(deliverable.versions), ())


def _gone(deliverable: Deliverable) -> list[_Gone]:
    """All that was taken back since the document was frozen (one query)."""
    cards = Contribution.objects.filter(
        node__atelier=deliverable.atelier_id,
        node__number__gt="",
        hidden_at__gt=deliverable.frozen_at,
    )
    talks = Interview.objects.filter(
        atelier=deliverable.atelier_id,
        visibility=Visibility.INTERNAL,
        reread_at__gt=deliverable.frozen_at,
    )
    shots = Photograph.objects.kept_back().filter(section__deliverable=deliverable)
    rows = (
        cards.order_by().values_list(Value(_CARD), "node__number", Value(""), "hidden_at"),
        talks.order_by().values_list(Value(_TALK), "number", Value(""), "reread_at"),
        shots.order_by().values_list(Value(_SHOT), "alt", "file__sha256", "at"),
    )
    first, *others = rows
    return sorted(_Gone(*row) for row in first.union(*others).order_by())


def _printed(gone: Sequence[_Gone], made_at: datetime, wording: Wording | None) -> list[_Gone]:
    """What a version made then prints among these."""
    since = [one for one in gone if one.what == _SHOT or one.at > made_at]
    if wording is None:
        return since
    texts = [text for _, text in wording.parts]
    codes = {code for text in texts for code in _CODES.findall(text)}
    lines = {line for text in texts for line in text.split("\n")}
    kept = wording.photographs
    return [
        one
        for one in since
        if (one.what != _SHOT and one.name in codes)
        or (one.what == _SHOT and kept is not None and one.digest in kept)
        or (one.what == _SHOT and kept is None and legible(french(one.name)).strip() in lines)
    ]
