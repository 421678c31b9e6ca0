"""The bench where cards are put together: one card at hand, where it could go."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.programme.thread.models import Citation
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
class Bench:
    """The cards to sort, the one at hand, the groups, and what the words propose."""

    cards: Sequence[Contribution]
    groups: Sequence[Group]
    at_hand: Contribution | None
    proposals: Sequence[Proposal]
    alike: Sequence[tuple[Contribution, Sequence[str]]]

    @property
    def sorted(self) -> int:
        return sum(group.gathered for group in self.groups)

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
    if at_hand is None:
        return Bench(cards, listed, None, (), ())
    said = _said(workshop)
    texts = [" ".join([group.node.words, *said[group.pk]]) for group in listed]
    others = [card for card in cards if card.pk != at_hand.pk]
    words = at_hand.node.words
    return Bench(
        cards,
        listed,
        at_hand,
        [Proposal(listed[one.index], one.words[:4]) for one in _alike(words, texts)],
        [
            (others[one.index], one.words[:4])
            for one in _alike(words, [card.node.words for card in others])
        ],
    )


def _alike(words: str, texts: Sequence[str]) -> list[rules.Alike]:
    return [one for one in rules.nearest(words, texts, MOST) if one.score >= ALIKE_ENOUGH]


def _said(workshop: Workshop) -> dict[object, list[str]]:
    """The words of the cards in each group of the workshop (one query)."""
    links = Citation.objects.filter(
        target_kind=Kind.GROUP,
        withdrawn_at=None,
        target__in=Group.objects.filter(workshop=workshop).values("pk"),
    )
    said: dict[object, list[str]] = defaultdict(list)
    for group, words in links.values_list("target", "source__words"):
        said[group].append(words)
    return said
