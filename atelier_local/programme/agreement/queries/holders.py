"""Who does what in a framework agreement."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Prefetch, QuerySet
from django.db.models.functions import Coalesce

from .. import rules
from ..models import (
    Consortium,
    ConsortiumMember,
    FrameworkAgreement,
    MembershipSpeciality,
    Speciality,
)
from .firms import one_firm


def holders(framework: FrameworkAgreement) -> QuerySet[Consortium]:
    """The consortia in the order of the document, each with its number of members (`size`)."""
    return framework.consortia.annotate(size=Count("members")).order_by("rank")


@dataclass(frozen=True, slots=True)
class Cell:
    """The members of one consortium that say they do one thing."""

    consortium: Consortium
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """Who covers one root speciality."""

    speciality: Speciality
    cells: tuple[Cell, ...]

    @property
    def covered(self) -> int:
        """How many consortia have at least one member for it."""
        return sum(bool(cell.members) for cell in self.cells)

    @property
    def scarce(self) -> bool:
        """Whether at most a third of the consortia cover it: local subcontracting will matter."""
        return self.covered * 3 <= len(self.cells)


def coverage(framework: FrameworkAgreement) -> list[CoverageRow]:
    """Root speciality × consortium, with the names behind each cell; the matrix is one query."""
    declared: dict[tuple[str, int], dict[str, None]] = defaultdict(dict)
    rows = (
        MembershipSpeciality.objects.filter(
            member__consortium__framework=framework, speciality__isnull=False
        )
        .annotate(root=Coalesce("speciality__parent_id", "speciality_id"))
        .order_by("member__position")
        .values_list("root", "member__consortium_id", "member__raw_label")
    )
    for root, consortium, label in rows:
        declared[root, consortium][label] = None
    consortia = list(holders(framework))
    return [
        CoverageRow(root, tuple(Cell(one, tuple(declared[root.slug, one.pk])) for one in consortia))
        for root in Speciality.objects.filter(parent=None)
    ]


@dataclass(frozen=True, slots=True)
class Match:
    """A membership that answers, with the words of the document that make it answer."""

    member: ConsortiumMember
    words: tuple[str, ...]


def who_does(text: str, framework: FrameworkAgreement) -> list[Match]:
    """Memberships that do what the text asks: a slug, a word, a synonym or a whole question.

    « Qui fait de l’hydrologie ? » finds those who wrote "hydrologie" and those who wrote "eau".
    """
    said = rules.asked(text)
    nodes = rules.meant(said, tree())
    matches = []
    for member in members(framework):
        raw = dict.fromkeys(
            one.raw_label
            for one in member.membership_specialities.all()
            if one.speciality_id in nodes or rules.says(said, one.raw_label)
        )
        if raw:
            matches.append(Match(member, tuple(raw)))
    return matches


def tree() -> list[rules.Node]:
    return [
        rules.Node(node.slug, node.parent_id or "", (node.slug, node.label, *node.synonyms))
        for node in Speciality.objects.all()
    ]


def members(framework: FrameworkAgreement) -> QuerySet[ConsortiumMember]:
    """Every membership with its organisation, consortium and specialities, in two queries."""
    return (
        ConsortiumMember.objects.filter(consortium__framework=framework)
        .select_related("organisation", "consortium")
        .prefetch_related(_specialities())
        .order_by("consortium__rank", "position")
    )


def _specialities() -> Prefetch:
    chosen = MembershipSpeciality.objects.select_related("speciality").order_by("position")
    return Prefetch("membership_specialities", chosen)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another consortium where one of the members sits too."""

    member: ConsortiumMember
    consortium: Consortium


def elsewhere(consortium: Consortium) -> list[Elsewhere]:
    """Members of this consortium that sit in another one of the same agreement, whatever the
    name they are written under there.
    """
    own = {m.organisation_id: m for m in consortium.members.select_related("organisation")}
    also = one_firm(set(own))
    others = (
        ConsortiumMember.objects.filter(
            organisation__in=[*own, *also], consortium__framework=consortium.framework_id
        )
        .exclude(consortium=consortium)
        .select_related("consortium")
        .order_by("consortium__rank", "position")
    )
    return [
        Elsewhere(own[also.get(m.organisation_id, m.organisation_id)], m.consortium) for m in others
    ]
