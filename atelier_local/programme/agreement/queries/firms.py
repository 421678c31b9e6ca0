"""The firms that sit in consortia: their numbers, and the names that may be one firm's."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from atelier_local.programme.people.models import Organisation

from .. import rules
from ..models import ConsortiumMember, SirenCheck, SpellingVerdict


@dataclass
class FirmRow:
    """One organisation, where it sits, and what the directory said of it."""

    organisation: Organisation
    consortia: list[str] = field(default_factory=list)
    sirets: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    check: SirenCheck | None = None

    @property
    def siren(self) -> str:
        """The number to ask about: known, else that of its establishment."""
        known = self.organisation.siren
        return known or (rules.siren_of(self.sirets[0]) if self.sirets else "")


def firms() -> list[FirmRow]:
    """Every member of a consortium, once, by name (two queries)."""
    rows: dict[UUID, FirmRow] = {}
    memberships = ConsortiumMember.objects.select_related("organisation", "consortium")
    for member in memberships.order_by("organisation__name", "consortium__rank"):
        row = rows.setdefault(member.organisation_id, FirmRow(member.organisation))
        row.consortia.append(member.consortium.name)
        row.names += [n for n in (member.organisation.name, member.raw_label) if n not in row.names]
        row.sirets += [member.siret] if member.siret else []
    for check in SirenCheck.objects.filter(organisation__in=rows):
        rows[check.organisation_id].check = check
    return list(rows.values())


@dataclass(frozen=True)
class Pair:
    """Two organisations that may be one, and why one may think so."""

    first: FirmRow
    second: FirmRow
    why: str
    verdict: SpellingVerdict | None = None


def likely_pairs(rows: Sequence[FirmRow]) -> list[Pair]:
    """Pairs that nobody judged yet: names that look alike, or one number for two names.

    Two known numbers that differ are two firms; an invented firm is never a real one (one query).
    """
    judged = {frozenset(pair) for pair in SpellingVerdict.objects.values_list("first", "second")}
    found = [
        Pair(one, other, why)
        for fictitious in (False, True)
        for one, other, why in _alike([r for r in rows if r.organisation.fictitious == fictitious])
    ]
    return [
        pair
        for pair in found
        if frozenset((pair.first.organisation.pk, pair.second.organisation.pk)) not in judged
    ]


def _alike(rows: Sequence[FirmRow]) -> list[tuple[FirmRow, FirmRow, str]]:
    by_key = {row.organisation.pk.hex: row for row in rows}
    spelled = [rules.Spelling(key, name) for key, row in by_key.items() for name in row.names]
    alike = [(by_key[a.key], by_key[b.key], "noms voisins") for a, b, _ in rules.pairs(spelled)]
    return _same_number(rows) + [
        (one, other, why)
        for one, other, why in alike
        if not (one.siren and other.siren)  # the same: above; others: two firms
    ]


def _same_number(rows: Sequence[FirmRow]) -> list[tuple[FirmRow, FirmRow, str]]:
    first: dict[str, FirmRow] = {}
    found = []
    for row in rows:
        if row.siren and first.setdefault(row.siren, row) is not row:
            found.append((first[row.siren], row, "même SIREN"))
    return found


def judged_pairs(rows: Sequence[FirmRow]) -> list[Pair]:
    """Pairs that someone judged, the latest first (one query)."""
    by_key = {row.organisation.pk: row for row in rows}
    verdicts = SpellingVerdict.objects.select_related("by").order_by("-at")
    return [
        Pair(by_key[v.first_id], by_key[v.second_id], "", v)
        for v in verdicts
        if v.first_id in by_key and v.second_id in by_key
    ]


def one_firm(organisations: set[UUID]) -> dict[UUID, UUID]:
    """Other organisations said to be one of these, to that one (one query)."""
    known = {pk: pk for pk in organisations}
    said = SpellingVerdict.objects.filter(same=True)
    links: dict[UUID, set[UUID]] = defaultdict(set)
    for first, second in said.values_list("first", "second"):
        links[first].add(second)
        links[second].add(first)
    waiting = list(known)
    while waiting:
        here = waiting.pop()
        for other in links[here] - known.keys():
            known[other] = known[here]
            waiting.append(other)
    return {pk: own for pk, own in known.items() if pk not in organisations}
