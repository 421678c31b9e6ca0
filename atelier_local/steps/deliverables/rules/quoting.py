"""Which words of a workshop each action sheet quotes: those that speak of it, and once."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

LONG = 110
"""Signs beyond which words are not quoted when shorter ones say the same."""
_WORD = re.compile(r"[^\W\d_]{4,}")


class Asked(NamedTuple):
    """What an action says of itself, and how far away each contribution behind it lies."""

    told: str
    heard: Mapping[UUID, int]


def stems(text: str) -> set[str]:
    """Its words, alike in the singular and the plural: `haies` is `haie`."""
    return {word.rstrip("sx")[:6] for word in _WORD.findall(text.lower())}


def quotes(
    actions: Mapping[UUID, Asked], words: Mapping[UUID, str], uses: Mapping[UUID, int]
) -> dict[UUID, UUID]:
    """Action → contribution: the one that shares most words with it, rare words first; of those
    that share as much, the nearest, then the one behind the fewest actions (`uses`).

    The best match goes first, so that no action takes what is rather another's; nothing is quoted
    twice while an action has anything else behind it.
    """
    said = {key: stems(text) for key, text in words.items()}
    met = Counter(stem for found in said.values() for stem in found)

    def rank(card: UUID, told: set[str], distance: int) -> tuple[float, ...]:
        shared = sum(1 / met[stem] for stem in sorted(said[card] & told))
        return -shared / (2 if len(words[card]) > LONG else 1), distance, uses.get(card, 0)

    pairs = sorted(
        (
            (rank(card, told, asked.heard[card]), action, card)
            for action, asked, told in ((key, one, stems(one.told)) for key, one in actions.items())
            for card in words
            if card in asked.heard
        ),
        key=lambda pair: pair[0],
    )
    chosen: dict[UUID, UUID] = {}
    for _, action, card in pairs:
        if action not in chosen and card not in chosen.values():
            chosen[action] = card
    for _, action, card in pairs:
        chosen.setdefault(action, card)
    return chosen
