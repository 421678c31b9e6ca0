"""What was said, read at a desk: the register, page by page, and the groups."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from atelier_local.ground.journal.models import Copy, Line
from atelier_local.ground.ui.templatetags.ui import Bar
from atelier_local.programme.ateliers.enums import Audience
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.programme.thread.models import Answer, Citation

from .. import rules
from ..enums import Act, ContributionKind
from ..models import Contribution, Group

PAGE = 40


@dataclass(frozen=True)
class Register:
    """One page of what was said, and how it is spread over kinds and audiences."""

    cards: Sequence[Contribution]
    by_kind: Mapping[str, int]
    by_audience: Mapping[str, int]
    total: int
    page: int

    @property
    def pages(self) -> range:
        return range(1, max(1, -(-self.total // PAGE)) + 1)

    @property
    def kinds(self) -> list[Bar]:
        return _bars(ContributionKind, self.by_kind)

    @property
    def audiences(self) -> list[Bar]:
        return _bars(Audience, self.by_audience)


def _bars(choices: Iterable, counts: Mapping[str, int]) -> list[Bar]:
    bars = [Bar(choice.label, counts[choice]) for choice in choices if counts.get(choice)]
    return sorted(bars, key=lambda bar: -bar.value)


def register(
    atelier: Atelier, sight: Sight, filters: Mapping[str, object], page: int = 1
) -> Register:
    """What was said in the Atelier, last first; `filters` by field (two queries)."""
    found = Contribution.objects.seen_by(sight).filter(node__atelier=atelier, **filters)
    by_kind: Counter[str] = Counter()
    by_audience: Counter[str] = Counter()
    for kind, audience, count in (
        found.order_by().values_list("kind", "audience").annotate(Count("pk"))
    ):
        by_kind[kind] += count
        by_audience[audience] += count
    first = (max(page, 1) - 1) * PAGE
    listed = found.annotate(
        ordinal=F("activity__workshop__ordinal"),
        grouped=rests_on_it(),
        answered=Exists(Answer.objects.filter(node=OuterRef("pk"))),
    )
    return Register(
        cards=list(listed.order_by("-node__at", "-pk")[first : first + PAGE]),
        by_kind=by_kind,
        by_audience=by_audience,
        total=sum(by_kind.values()),
        page=page,
    )


def whole_register(atelier: Atelier, sight: Sight) -> list[Contribution]:
    """All that was said, in the order of numbers, each with its question, its groups as `grouped`
    and its latest answer as `latest` (four queries)."""
    found = Contribution.objects.seen_by(sight).filter(node__atelier=atelier)
    cards = list(
        found.select_related("activity__workshop").order_by(
            "activity__workshop__ordinal", "node__number", "pk"
        )
    )
    links = Citation.objects.filter(
        source__in=found.values("pk"), target_kind=Kind.GROUP, withdrawn_at=None
    )
    seen = links.filter(target__seen_by__gte=sight).select_related("target")
    held: dict[object, list[str]] = defaultdict(list)
    for link in seen:
        held[link.source_id].append(f"{link.target.number} {link.target.words}")
    answers = {a.node_id: a for a in Answer.objects.filter(node__in=found.values("pk"))}
    for card in cards:
        card.grouped, card.latest = ", ".join(held[card.pk]), answers.get(card.pk)
    return cards


def rests_on_it(*kinds: Kind) -> Exists:
    links = Citation.objects.filter(source=OuterRef("pk"), withdrawn_at=None)
    return Exists(links.filter(target_kind__in=kinds) if kinds else links)


def spoken_of(atelier: Atelier) -> list[str]:
    """The places that cards name."""
    named = Contribution.objects.filter(node__atelier=atelier).exclude(place="")
    return list(named.order_by("place").values_list("place", flat=True).distinct())


def groups(atelier: Atelier, sight: Sight) -> QuerySet[Group]:
    """With how many cards each gathers (one query)."""
    found = Group.objects.seen_by(sight).filter(node__atelier=atelier, undone_at=None)
    current = Q(node__rests_on__withdrawn_at=None)
    gathered = Count("node__rests_on", filter=current)
    return found.annotate(gathered=gathered).order_by("node__number")


def by_receipt(atelier: Atelier, code: str) -> Contribution | None:
    """The card of a receipt, however it was typed; also of the second receipt of a card that two
    laptops were told (three queries at most)."""
    found = Contribution.objects.select_related("node", "activity__workshop").filter(
        node__atelier=atelier
    )
    receipt = rules.normal_receipt(code)
    return found.filter(receipt=receipt).first() or found.filter(_told_twice(receipt)).first()


def _told_twice(receipt: str) -> Q:
    """Cards that several devices were told, one of which gave this receipt."""
    told = {"kind": Act.CONTRIBUTED, "payload__receipt": receipt}
    copies = Copy.objects.filter(**told).values("line_id")
    lines = Line.objects.filter(copies__isnull=False, **told).values("pk")
    return Q(pk__in=copies) | Q(pk__in=lines)
