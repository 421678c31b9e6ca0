"""What became of something said, step by step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from atelier_local.programme.thread import queries as thread
from atelier_local.programme.thread.enums import Kind
from atelier_local.programme.thread.models import Citation, Node


@dataclass(frozen=True)
class Step:
    """What happened to a card, once: it was grouped, became a finding, went into an action…"""

    kind: Kind
    at: datetime
    nodes: Sequence[Node]

    @property
    def title(self) -> str:
        one, several = _TITLES[self.kind]
        return one if len(self.nodes) == 1 else several.format(len(self.nodes))


_TITLES = {
    Kind.GROUP: ("Regroupée avec d’autres", "Rangée dans {} regroupements"),
    Kind.FINDING: ("Devenue un constat", "Citée par {} constats"),
    Kind.ISSUE: ("Entrée dans un enjeu", "Entrée dans {} enjeux"),
    Kind.OBJECTIVE: ("Devenue un objectif", "Entrée dans {} objectifs"),
    Kind.RECOMMENDATION: ("Reprise dans une préconisation", "Reprise dans {} préconisations"),
    Kind.ACTION: ("Inscrite dans une action", "Inscrite dans {} actions"),
    Kind.SECTION: ("Écrite dans un document public", "Écrite dans les documents publics"),
}


def steps(path: thread.Path) -> list[Step]:
    """What became of a node, kind by kind, oldest first."""
    by_kind: dict[Kind, list[tuple[Node, Citation]]] = {}
    for node, citation in path.becomes:
        by_kind.setdefault(node.at_kind, []).append((node, citation))
    found = [
        Step(kind, min(citation.at for _, citation in pairs), [node for node, _ in pairs])
        for kind, pairs in by_kind.items()
        if kind in _TITLES
    ]
    return sorted(found, key=lambda step: step.kind.rank)
