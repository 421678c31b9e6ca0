"""What the page of field kits shows, and the page of the laptop."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from atelier_local.ground.journal.models import Copy
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.refusal import Reasons
from atelier_local.steps.wall.enums import Act
from atelier_local.steps.wall.models import Contribution, Option
from atelier_local.steps.workshops import queries as workshops
from atelier_local.steps.workshops.models import Workshop

from . import rules
from .enums import Remark
from .models import Kit, Merge


def to_take_away(atelier: Atelier) -> tuple[Workshop | None, Reasons]:
    """The workshop of which a kit can be made now, or the next one and why not yet (one query)."""
    found = Workshop.objects.filter(atelier=atelier).order_by("ordinal")
    listed = [one for one in found if not one.is_held]
    if not listed:
        return None, ()
    workshop = listed[0]
    workshop.atelier = atelier
    return workshop, () if workshop.is_open else workshops.against_opening(workshop)


@dataclass(frozen=True)
class Version:
    """One of the contents that two devices gave to one card."""

    card: Contribution
    words: str


@dataclass(frozen=True)
class Homecoming:
    """One bundle that came home, and what to look at in it."""

    merge: Merge
    counted: Sequence[tuple[str, str, str]]
    """Words of an option, hands counted here, hands counted there."""
    versions: Sequence[Version]

    @property
    def remarks(self) -> list[tuple[Remark, int]]:
        return rules.in_french(self.merge.remarks)


def kits(atelier: Atelier) -> QuerySet[Kit]:
    """Last first (one query)."""
    found = Kit.objects.filter(workshop__atelier=atelier).select_related("workshop", "by")
    return found.order_by("-at")


def homecomings(atelier: Atelier, most: int = 50) -> list[Homecoming]:
    """Last first (four queries at most)."""
    found = Merge.objects.filter(kit__workshop__atelier=atelier)
    merges = list(found.select_related("kit__workshop", "by").order_by("-at", "-id")[:most])
    noted = [remark for merge in merges for remark in merge.remarks]
    options = _words(noted)
    versions = _versions(noted)
    return [
        Homecoming(
            merge,
            [
                (options.get(one["option"], ""), one["here"], one["there"])
                for one in merge.remarks
                if one["what"] == Remark.COUNTED_TWICE
            ],
            [
                version
                for one in merge.remarks
                if one["what"] == Remark.OTHER_WORDS
                for version in versions.get(one["line"], ())
            ],
        )
        for merge in merges
    ]


def _words(noted: Sequence[rules.Noted]) -> Mapping[str, str]:
    asked = [one["option"] for one in noted if one["what"] == Remark.COUNTED_TWICE]
    if not asked:
        return {}
    found = Option.objects.filter(pk__in=asked).values_list("pk", "words")
    return {str(pk): words for pk, words in found}


def _versions(noted: Sequence[rules.Noted]) -> Mapping[str, list[Version]]:
    """What other devices say of cards, where they differ; nothing of what was erased."""
    asked = [UUID(one["line"]) for one in noted if one["what"] == Remark.OTHER_WORDS]
    if not asked:
        return {}
    cards = Contribution.objects.select_related("node").in_bulk(asked)
    told: dict[str, list[Version]] = {}
    copies = Copy.objects.filter(line__in=asked, same=False, kind=Act.CONTRIBUTED)
    for copy in copies.select_related("line"):
        card = cards.get(copy.line_id)
        for payload in (copy.payload, copy.line.payload):
            words = payload.get("words", "") if payload else ""
            if card is not None and words and words != card.node.words:
                told.setdefault(str(copy.line_id), []).append(Version(card, str(words)))
    return told


def kit_here() -> Kit | None:
    """The kit that this laptop serves (one query)."""
    found = Kit.objects.exclude(private_key="")
    return found.select_related("workshop__atelier", "workshop__stream", "by").first()
