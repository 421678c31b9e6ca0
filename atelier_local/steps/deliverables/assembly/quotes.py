"""Which words of a workshop an action sheet quotes: those that speak of it, and once."""

import re
from collections import Counter
from uuid import UUID

from atelier_local.programme.thread.models import Node
from atelier_local.steps.roadmap.queries import Row

from .material import Material

LONG = 110
"""Signs beyond which words are not quoted when shorter ones say the same."""
_WORD = re.compile(r"[^\W\d_]{4,}")


def stems(text: str) -> set[str]:
    """Its words, alike in the singular and the plural: `haies` is `haie`."""
    return {word.rstrip("sx")[:6] for word in _WORD.findall(text.lower())}


class Quotes:
    """The words that the sheets of one document quote."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._heard = [c.node for c in material.contributions if c.node.number]
        self._stems = {node.pk: stems(node.words) for node in self._heard}
        self._met = Counter(stem for found in self._stems.values() for stem in found)
        self._quoted: set[UUID] = set()

    def of(self, row: Row) -> Node | None:
        """The words behind an action that share most with it, rare words first; of those that share
        as much, the nearest and shortest. What another sheet quotes comes last."""
        action = row.action
        told = stems(" ".join((action.node.words, action.description, action.themes)))
        behind = [node for node in self._heard if node.pk in row.heard]
        chosen = min(behind, key=lambda node: self._rank(node, told, row), default=None)
        if chosen:
            self._quoted.add(chosen.pk)
        return chosen

    def _rank(self, node: Node, told: set[str], row: Row) -> tuple[float, ...]:
        shared = sum(1 / self._met[stem] for stem in self._stems[node.pk] & told)
        return (
            node.pk in self._quoted,
            -shared / (2 if len(node.words) > LONG else 1),
            row.heard[node.pk],
            self._material.asked_of[node.pk],
        )
