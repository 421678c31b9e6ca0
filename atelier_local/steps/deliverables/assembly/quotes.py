"""The words that the action sheets of a document quote."""

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from atelier_local.programme.thread.models import Node
from atelier_local.steps.roadmap.queries import Row

from ..rules import Asked, quotes
from .material import Material

type Quotes = Mapping[UUID, Node]
"""Action → what was said that its sheet quotes."""


def quoted_in(material: Material, rows: Sequence[Row]) -> Quotes:
    nodes = {c.pk: c.node for c in material.contributions if c.node.number}
    actions = {row.action.pk: _asked(row) for row in rows}
    words = {key: node.words for key, node in nodes.items()}
    uses = Counter(key for row in material.roadmap.rows for key in row.heard)
    return {action: nodes[card] for action, card in quotes(actions, words, uses).items()}


def _asked(row: Row) -> Asked:
    action = row.action
    said = (action.node.words, action.description, action.themes, action.publics, action.results)
    return Asked(" ".join(said), row.heard)
