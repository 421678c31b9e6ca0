"""What was decided of each tender before its marks are compared: regular, or not; dear enough."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from atelier_local.clock import day_of
from atelier_local.programme.agreement import law
from atelier_local.programme.agreement.models import ConsortiumMember
from atelier_local.programme.people.models import Person
from atelier_local.refusal import Reasons

from ..access import tying
from ..enums import LowVerdict, RegularityVerdict
from ..models import (
    Evaluator,
    Hearing,
    Invitation,
    LowTenderQuery,
    MiniCompetition,
    Regularity,
    Tender,
)
from ..rules import grouping, low
from .opened import body_of, tenders


@dataclass(frozen=True)
class Admission:
    """Whether a tender is ranked, and what a person still has to decide of it."""

    regularity: Regularity | None
    queries: list[LowTenderQuery]

    @property
    def irregular(self) -> bool:
        return bool(self.regularity and self.regularity.verdict != RegularityVerdict.REGULAR)

    @property
    def too_low(self) -> LowTenderQuery | None:
        """The decision that rejected its price; the last one counts."""
        decided = [query for query in self.queries if query.verdict]
        last = decided[-1] if decided else None
        return last if last and last.verdict == LowVerdict.REJECTED else None

    @property
    def query(self) -> LowTenderQuery | None:
        """The last question about its price."""
        return self.queries[-1] if self.queries else None

    @property
    def ranks(self) -> bool:
        return not (self.irregular or self.too_low)

    @property
    def pending(self) -> bool:
        """Whether somebody still has to decide: regularity, or an open question on the price."""
        asked = any(not query.verdict for query in self.queries)
        return self.ranks and (self.regularity is None or asked)

    @property
    def label(self) -> str:
        if self.regularity and self.irregular:
            return self.regularity.get_verdict_display()
        return "Anormalement basse" if self.too_low else ""

    @property
    def reason(self) -> str:
        if self.regularity and self.irregular:
            return self.regularity.reason
        return self.too_low.verdict_reason if self.too_low else ""


def compared(competition: MiniCompetition) -> QuerySet[Tender]:
    """The opened tenders with what was said of their regularity and whether their holder was
    heard (`heard`), in the order of the agreement: that of arrival means nothing to whoever marks.
    """
    held = Hearing.objects.filter(invitation=OuterRef("pk"), meeting__held_at__isnull=False)
    found = tenders(competition).select_related("invitation__consortium", "invitation__regularity")
    return found.annotate(heard=Exists(held)).order_by("invitation__consortium__rank")


def admissions(competition: MiniCompetition, opened: Iterable[Tender]) -> dict[int, Admission]:
    """What was decided of each tender of `compared`, by invitation (one query)."""
    asked: dict[int, list[LowTenderQuery]] = {}
    found = LowTenderQuery.objects.filter(invitation__competition=competition)
    people = ("asked_by", "answered_by", "decided_by")
    for query in found.select_related(*people):
        asked.setdefault(query.invitation_id, []).append(query)
    return {
        tender.pk: Admission(
            getattr(tender.invitation, "regularity", None), asked.get(tender.pk, [])
        )
        for tender in opened
    }


def low_shares(competition: MiniCompetition) -> low.Shares:
    """From when on a price deserves a question, as it stood when the consultation was launched."""
    day = day_of(competition.published_at or competition.deadline)
    names = ("others", "estimate", "rest", "billed")
    return low.Shares(**{one: int(law.known(f"low_{one}_share", day).value) for one in names})


def signals(
    competition: MiniCompetition, opened: Iterable[Tender], known: Mapping[int, Admission]
) -> dict[int, Reasons]:
    """Which prices look abnormally low, the subcontracted part on its own as well, among tenders
    that are not irregular."""
    judged = [t for t in opened if t.price_eur is not None and not known[t.pk].irregular]
    prices = {tender.pk: int((tender.price_eur or 0) * 100) for tender in judged}
    shares = low_shares(competition)
    whole = low.signals(prices, competition.estimate_cents, shares)
    found = {t.pk: whole.get(t.pk, ()) + low.subcontracted(body_of(t), shares) for t in judged}
    return {tender: why for tender, why in found.items() if why}


def strangers(tender: Tender) -> list[str]:
    """The firms that it names as members of its group and that are none (one query)."""
    firms = body_of(tender).firms
    own = ConsortiumMember.objects.filter(consortium=tender.invitation.consortium_id)
    return grouping.strangers(firms, own.values_list("pk", flat=True)) if firms else []


def declarations(competition: MiniCompetition) -> list[Evaluator]:
    """Evaluators with all that they declared, in order (two queries)."""
    found = competition.evaluators.select_related("person__organisation")
    return list(found.prefetch_related("declarations"))


def tied_to(competition: MiniCompetition, person: Person) -> str:
    """The consulted consortium that the person's own organisation belongs to, or acts in."""
    own = tying(person, competition.pk)
    tied = competition.atelier.framework.consortia.filter(own).first()
    return tied.name if tied else ""


def ranks(invitation: Invitation) -> bool:
    """Whether the tender of that holder is still compared (two queries)."""
    judged = Regularity.objects.filter(invitation=invitation).first()
    asked = list(LowTenderQuery.objects.filter(invitation=invitation))
    return Admission(judged, asked).ranks
