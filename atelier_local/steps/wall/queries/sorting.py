"""The bench where cards are put together: one card at hand, where it could go."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from atelier_local.programme.ateliers.enums import Audience
from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.steps.workshops.models import Workshop

from .. import rules
from ..models import Contribution, Group
from .registers import groups
from .walls import ungrouped

ALIKE_ENOUGH = 0.12
"""Below, two texts only share a common word."""
MOST = 3


@dataclass(frozen=True)
class Proposal:
    """A group where the card could go, and the words that say why."""

    group: Group
    because: Sequence[str]


@dataclass(frozen=True)
class Gathered:
    """A group, who spoke in it, first those who spoke most, and the family most of it is of."""

    group: Group
    audiences: Sequence[Audience]
    family: str


@dataclass(frozen=True)
class Bench:
    """The cards to sort, the one at hand, the groups, and what the words propose."""

    cards: Sequence[Contribution]
    groups: Sequence[Gathered]
    at_hand: Contribution | None
    proposals: Sequence[Proposal]
    alike: Sequence[tuple[Contribution, Sequence[str]]]

    @property
    def sorted(self) -> int:
        return sum(one.group.gathered for one in self.groups)

    @property
    def total(self) -> int:
        return self.sorted + len(self.cards)

    @property
    def before(self) -> Contribution | None:
        return self._beside(-1)

    @property
    def after(self) -> Contribution | None:
        return self._beside(1)

    def _beside(self, step: int) -> Contribution | None:
        if self.at_hand is None:
            return None
        place = [card.pk for card in self.cards].index(self.at_hand.pk) + step
        return self.cards[place] if 0 <= place < len(self.cards) else None


def bench(workshop: Workshop, sight: Sight, wanted: str = "") -> Bench:
    """The card `wanted`, else the first to sort, with what looks like it (three queries)."""
    cards = list(ungrouped(workshop))
    listed = list(groups(workshop.atelier, sight).filter(workshop=workshop))
    at_hand = next((card for card in cards if str(card.pk) == wanted), cards[0] if cards else None)
    said = _said(workshop)
    gathered = [_gathered(group, said[group.pk]) for group in listed]
    if at_hand is None:
        return Bench(cards, gathered, None, (), ())
    texts = [" ".join([group.node.words, *(s.words for s in said[group.pk])]) for group in listed]
    others = [card for card in cards if card.pk != at_hand.pk]
    words = at_hand.node.words
    return Bench(
        cards,
        gathered,
        at_hand,
        [Proposal(listed[one.index], one.words[:4]) for one in _alike(words, texts)],
        [
            (others[one.index], one.words[:4])
            for one in _alike(words, [card.node.words for card in others])
        ],
    )


def _alike(words: str, texts: Sequence[str]) -> list[rules.Alike]:
    return [one for one in rules.nearest(words, texts, MOST) if one.score >= ALIKE_ENOUGH]


class _Said(NamedTuple):
    words: str
    audience: str
    family: str


def _said(workshop: Workshop) -> Mapping[object, list[_Said]]:
    """The cards in each group of the workshop (one query)."""
    cards = Contribution.objects.filter(
        node__used_by__target_kind=Kind.GROUP,
        node__used_by__withdrawn_at=None,
        node__used_by__target__in=Group.objects.filter(workshop=workshop).values("pk"),
    )
    said: dict[object, list[_Said]] = defaultdict(list)
    for group, *told in cards.order_by("pk").values_list(
        "node__used_by__target", "node__words", "audience", "family"
    ):
        said[group].append(_Said(*told))
    return said


def _gathered(group: Group, said: Sequence[_Said]) -> Gathered:
    spoke = Counter(one.audience for one in said if one.audience)
    families = Counter(one.family for one in said if one.family).most_common(1)
    mostly = [letter for letter, count in families if 2 * count > len(said)]
    audiences = [Audience(code) for code, _ in spoke.most_common()]
    return Gathered(group, audiences, mostly[0] if mostly else "")
