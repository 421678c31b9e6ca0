"""Reading the thread both ways, whatever the rooms: three queries, whatever the size."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from .enums import Kind, Sight
from .models import Answer, Citation, Node


@dataclass(frozen=True)
class Stop:
    """One knot of the path: a kind, the nodes reached there, before or after the one shown."""

    kind: Kind
    nodes: Sequence[Node]
    here: bool = False
    waiting: bool = False

    @property
    def label(self) -> str:
        count = len(self.nodes)
        return self.nodes[0].label if count == 1 else f"{count} {self.kind.plural}"


@dataclass(frozen=True)
class Path:
    """A node, everything it rests on and everything that rests on it, for one reader."""

    node: Node
    back: Sequence[Node]
    ahead: Sequence[Node]
    citations: Sequence[Citation]
    answers: dict[UUID, Answer] = field(default_factory=dict)

    @cached_property
    def rests_on(self) -> list[Citation]:
        """The direct citations towards the node, `source` loaded, lowest kind first."""
        found = [c for c in self.citations if c.target_id == self.node.id]
        return sorted(found, key=lambda c: (c.source.at_kind.rank, c.source.number))

    @cached_property
    def used_by(self) -> list[Citation]:
        """The direct citations from the node, `target` loaded."""
        found = [c for c in self.citations if c.source_id == self.node.id]
        return sorted(found, key=lambda c: (c.target.at_kind.rank, c.target.number))

    @cached_property
    def becomes(self) -> list[tuple[Node, Citation]]:
        """What came of the node, nearest first, each with the citation that brought it."""
        on_the_way = {self.node.id, *(node.id for node in self.ahead)}
        brought = {c.target_id: c for c in self.citations if c.source_id in on_the_way}
        brought |= {c.target_id: c for c in self.used_by}  # the direct link says it best
        listed = sorted(self.ahead, key=lambda n: (n.at_kind.rank, n.at))
        return [(node, brought[node.id]) for node in listed if node.id in brought]

    @property
    def answer(self) -> Answer | None:
        return self.answers.get(self.node.id)

    @cached_property
    def stops(self) -> list[Stop]:
        """The path as knots in rank order; a last, dashed one while nothing follows."""
        here = self.node.at_kind
        found = [Stop(kind, nodes) for kind, nodes in _by_kind(self.back)]
        found.append(Stop(here, [self.node], here=True))
        found += [Stop(kind, nodes) for kind, nodes in _by_kind(self.ahead)]
        if not self.ahead and here is not Kind.SECTION:
            found.append(Stop(here, [], waiting=True))
        return found


def _by_kind(nodes: Iterable[Node]) -> list[tuple[Kind, list[Node]]]:
    grouped: dict[Kind, list[Node]] = defaultdict(list)
    for node in nodes:
        grouped[node.at_kind].append(node)
    return sorted(grouped.items(), key=lambda pair: pair[0].rank)


_WALK = """
WITH RECURSIVE back(id) AS (
    SELECT source_id FROM thread_citation c JOIN thread_node n ON n.id = c.source_id
        WHERE c.target_id = %(node)s AND c.withdrawn_at IS NULL AND n.seen_by >= %(sight)s
    UNION SELECT c.source_id FROM back
        JOIN thread_citation c ON c.target_id = back.id AND c.withdrawn_at IS NULL
        JOIN thread_node n ON n.id = c.source_id AND n.seen_by >= %(sight)s
), ahead(id) AS (
    SELECT target_id FROM thread_citation c JOIN thread_node n ON n.id = c.target_id
        WHERE c.source_id = %(node)s AND c.withdrawn_at IS NULL AND n.seen_by >= %(sight)s
    UNION SELECT c.target_id FROM ahead
        JOIN thread_citation c ON c.source_id = ahead.id AND c.withdrawn_at IS NULL
        JOIN thread_node n ON n.id = c.target_id AND n.seen_by >= %(sight)s
)
SELECT n.*, 0 AS is_ahead FROM thread_node n JOIN back ON back.id = n.id
UNION ALL SELECT n.*, 1 AS is_ahead FROM thread_node n JOIN ahead ON ahead.id = n.id
ORDER BY at, number
"""


def around(node: Node, sight: Sight, *, answered: bool = True) -> Path:
    """Both directions from a node, seen by a reader of that sight: three queries, two for who
    knows its answer already.
    """
    key = Node._meta.pk.get_db_prep_value(node.id, connection)
    walked = list(Node.unfiltered.raw(_WALK, {"node": key, "sight": int(sight)}))
    met = {n.id: n for n in walked} | {node.id: node}
    citations = list(Citation.objects.filter(source__in=met, target__in=met, withdrawn_at=None))
    for citation in citations:
        citation.source, citation.target = met[citation.source_id], met[citation.target_id]
    given = Answer.objects.filter(node__in=met) if answered else ()
    return Path(
        node=node,
        back=[n for n in walked if not n.is_ahead],
        ahead=[n for n in walked if n.is_ahead],
        citations=citations,
        answers={a.node_id: a for a in given},
    )


_CITED = """
SELECT c.target_id, c.source_id, t.kind, n.kind FROM thread_citation c
    JOIN thread_node t ON t.id = c.target_id JOIN thread_node n ON n.id = c.source_id
    WHERE t.atelier_id = %(atelier)s AND c.withdrawn_at IS NULL
        AND t.seen_by >= %(sight)s AND n.seen_by >= %(sight)s
"""


def behind(atelier, top: Kind, kind: Kind, sight: Sight) -> dict[UUID, dict[UUID, int]]:
    """For each node of kind `top`, those of `kind` it rests on, however far, and how many citations
    lead there by the shortest way (one query).

    The citations of an Atelier are few: they are read once and walked here, where each node is
    visited once for all that rests on it.
    """
    key = Node._meta.pk.get_db_prep_value(atelier.pk, connection)
    sources: dict[object, list[object]] = defaultdict(list)
    kinds: dict[object, str] = {}
    with connection.cursor() as cursor:
        cursor.execute(_CITED, {"atelier": key, "sight": int(sight)})
        for target, source, kinds[target], kinds[source] in cursor.fetchall():
            sources[target].append(source)

    @cache
    def below(node: object) -> dict[UUID, int]:
        found: dict[UUID, int] = {}
        for source in sources.get(node, ()):
            if kinds[source] == kind:
                found[UUID(str(source))] = 1
            for key, steps in below(source).items():
                found[key] = min(steps + 1, found.get(key, steps + 1))
        return found

    return {UUID(str(n)): below(n) for n in sources if kinds[n] == top and below(n)}


def counts(atelier, sight: Sight) -> Counter[Kind]:
    """How many nodes of each kind a reader may see in the Atelier (one query)."""
    seen = Node.objects.seen_by(sight).filter(atelier=atelier).order_by()
    rows = seen.values_list("kind").annotate(Count("id"))
    return Counter({Kind(kind): count for kind, count in rows})


def without_source(nodes: QuerySet[Node]) -> QuerySet[Node]:
    """Those that rest on nothing: no recommendation leaves without a source."""
    return nodes.filter(~Exists(Citation.objects.filter(target=OuterRef("pk"), withdrawn_at=None)))


def unused(nodes: QuerySet[Node]) -> QuerySet[Node]:
    """Those on which nothing rests yet: no contribution ends without an answer."""
    return nodes.filter(~Exists(Citation.objects.filter(source=OuterRef("pk"), withdrawn_at=None)))


def answered(nodes: QuerySet[Node]) -> QuerySet[Node]:
    """Those to which an answer was given."""
    return nodes.filter(Exists(Answer.objects.filter(node=OuterRef("pk"))))


_LOOKALIKES = {"a": "aàâä", "c": "cç", "e": "eéèêë", "i": "iîï", "o": "oôö", "u": "uùûü", "y": "yÿ"}
_LIGATURE = ("[oôö][eéèêë]", "([oôö][eéèêë]|œ)")
_MOST_WORDS = 6


def search(nodes: QuerySet[Node], text: str) -> QuerySet[Node]:
    """Nodes of that number, or whose words begin with each of those asked, accents or not.

    From the beginning of a word: who looks for « eau » does not mean « bureau ».
    """
    said = text.strip()
    plain = unicodedata.normalize("NFKD", said.lower().replace("œ", "oe"))
    words = re.findall(r"\w+", "".join(c for c in plain if not unicodedata.combining(c)))
    if not words:
        return nodes.none()
    has_all = Q()
    for word in words[:_MOST_WORDS]:
        has_all &= Q(words__iregex=r"(^|\W)" + "".join(map(_alike, word)).replace(*_LIGATURE))
    return nodes.filter(has_all | Q(number__iexact=said))


def _alike(letter: str) -> str:
    same = _LOOKALIKES.get(letter)
    return f"[{same}]" if same else letter
