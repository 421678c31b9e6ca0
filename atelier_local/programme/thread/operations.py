"""Linking, unlinking, answering, revealing."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from atelier_local.ground.journal.operations import append
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.people.models import Person
from atelier_local.refusal import refuse_if

from . import rules
from .enums import Fate, Kind, Sight
from .models import Answer, Citation, Node


def refuse_citations(atelier: Atelier, target: Kind, rests_on: Iterable[tuple[Node, str]]) -> None:
    """Refuse what a room is about to create when it could not rest on these sources."""
    for source, why in rests_on:
        same = source.atelier_id == atelier.pk
        refuse_if(rules.against_citing(source.at_kind, target, same_atelier=same, reason=why))


@transaction.atomic
def cite(source: Node, target: Node, reason: str, *, by: Person, at: datetime) -> Citation:
    """Say that `target` rests on `source`, and why; the same link twice is one."""
    refuse_if(
        rules.against_citing(
            source.at_kind,
            target.at_kind,
            same_atelier=source.atelier_id == target.atelier_id,
            reason=reason,
            target_frozen=target.frozen,
        )
    )
    citation, made = Citation.link(source, target, reason, by=by, at=at)
    if made:
        payload = {"source": str(source.id), "target": str(target.id), "reason": reason}
        append(target.atelier.stream, "thread.cited", payload, by=by, at=at)
    return citation


@transaction.atomic
def withdraw(citation: Citation, *, by: Person, at: datetime) -> None:
    """Take a link back; it stays in the record."""
    target = citation.target
    refuse_if(["le document est figé : ses sources ne changent plus"] if target.frozen else [])
    if Citation.objects.filter(pk=citation.pk, withdrawn_at=None).update(withdrawn_at=at):
        payload = {"citation": citation.pk}
        append(target.atelier.stream, "thread.withdrawn", payload, by=by, at=at)


@transaction.atomic
def answer(node: Node, fate: Fate, reason: str, *, by: Person, at: datetime) -> Answer:
    """Tell whoever said it what became of it, and why; the same answer again is no other."""
    refuse_if(rules.against_answering(fate, reason))
    latest = node.answers.last()
    if latest and (latest.fate, latest.reason) == (fate, reason):
        return latest
    given = Answer.objects.create(node=node, fate=fate, reason=reason, by=by, at=at)
    payload = {"node": str(node.id), "fate": str(fate), "reason": reason}
    append(node.atelier.stream, "thread.answered", payload, by=by, at=at)
    return given


@transaction.atomic
def reveal(nodes: Iterable[Node], sight: Sight, *, by: Person | None, at: datetime) -> None:
    """Widen (or narrow) who may see these nodes of one Atelier; one that was hidden since it was
    read stays hidden.
    """
    listed = list(nodes)
    if not listed:
        return
    as_read: dict[int, list[UUID]] = defaultdict(list)
    for node in listed:
        as_read[node.seen_by].append(node.pk)
    kept = Q()
    for seen_by, keys in as_read.items():
        kept |= Q(pk__in=keys, seen_by__gte=seen_by)
    told = list(Node.unfiltered.select_for_update().filter(kept).values_list("pk", flat=True))
    if not told:
        return
    Node.unfiltered.filter(pk__in=told).update(seen_by=sight)
    payload = {"nodes": [str(key) for key in told], "seen_by": int(sight)}
    append(listed[0].atelier.stream, "thread.revealed", payload, by=by, at=at)
