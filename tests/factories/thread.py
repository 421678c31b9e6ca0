"""Nodes of any kind, and links between them."""

from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.programme.thread.models import Node
from tests.factories.people import LONG_AGO


def a_node(
    atelier: Atelier, kind: Kind, words: str = "", *, seen_by: Sight = Sight.PARTIES, **more
) -> Node:
    words = words or f"Un élément « {kind.label} »"
    return Node.add(atelier, kind, words, by=None, at=LONG_AGO, seen_by=seen_by, **more)
