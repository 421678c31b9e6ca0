"""An opened tender as an evaluator reads it, part by part, and what to read for a criterion."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import CharField, FilteredRelation, Q, Value
from django.db.models.functions import Cast, Concat

from atelier_local.ground.ui.typography import number
from atelier_local.programme.agreement.models import ConsortiumMember, Speciality
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.people.models import Person

from ..access import tied
from ..enums import Phase, TenderPart
from ..models import Criterion, Evaluator, Tender
from ..rules import expecting, where
from ..rules.body import Body, FileEntry, Someone
from ..rules.expecting import Item
from .opened import body_of
from .workspace import in_days, money


@dataclass(frozen=True)
class Chapter:
    """One part of a tender: its words, its files with their rank, or why it is not answered."""

    part: TenderPart
    text: str = ""
    files: Sequence[tuple[int, FileEntry]] = ()
    missing: str = ""
    tabled: bool = False

    @property
    def number(self) -> int:
        """As on the list of parts that the holder filled in."""
        return list(TenderPart).index(self.part) + 1

    @property
    def anchor(self) -> str:
        return f"partie-{self.number}"

    @property
    def said(self) -> bool:
        return bool(self.text or self.files or self.tabled)


def chapters(tender: Tender) -> list[Chapter]:
    """All eight, those left empty too."""
    return _chapters(body_of(tender))


def _chapters(body: Body) -> list[Chapter]:
    ranked = list(enumerate(body.files, 1))
    tabled = {
        TenderPart.TEAM: bool(body.people),
        TenderPart.CALENDAR: bool(body.months_tenths),
        TenderPart.PRICE: bool(body.total_cents),
    }
    return [
        Chapter(
            part,
            body.parts.get(part, ""),
            [(rank, file) for rank, file in ranked if file.part is part],
            body.missing.get(part, ""),
            tabled.get(part, False),
        )
        for part in TenderPart
    ]


@dataclass(frozen=True)
class ToRead:
    """What to read before marking one criterion: parts of the tender, items they answer."""

    chapters: list[Chapter]
    asked: str

    @property
    def label(self) -> str:
        """« parties 2, 3 et 5 »; empty when it is the whole tender."""
        return where.called(chapter.number for chapter in self.chapters if chapter.said)

    @property
    def first(self) -> str:
        """Where its page opens."""
        return next((chapter.anchor for chapter in self.chapters if chapter.said), "")


def to_read(tender: Tender, criterion: Criterion, items: Sequence[Item]) -> ToRead:
    wanted = where.parts(criterion.label, environmental=criterion.is_environmental)
    return ToRead(
        [chapter for chapter in chapters(tender) if chapter.part in wanted],
        expecting.cited(items, *wanted),
    )


@dataclass(frozen=True)
class Line:
    """One row of a table of phases."""

    name: str
    note: str
    cells: Sequence[str]
    total: str


@dataclass(frozen=True)
class Reading:
    """What the page of one tender shows; `names` of firms and specialities, by key (one query)."""

    body: Body
    names: Mapping[str, str]
    phases: Sequence[Phase] = tuple(Phase)

    @cached_property
    def chapters(self) -> list[Chapter]:
        return _chapters(self.body)

    @property
    def months(self) -> str:
        return number(self.body.months_tenths / 10) if self.body.months_tenths else ""

    @property
    def uncovered(self) -> list[tuple[str, str]]:
        """Specialities that nobody brings, and why."""
        missing = self.body.missing.items()
        return [(self.names[key], why) for key, why in missing if key in self.names]

    @property
    def people(self) -> list[Line]:
        return [self._person(one) for one in self.body.people]

    def _person(self, one: Someone) -> Line:
        what = self.names.get(one.speciality, ""), self.names.get(one.firm, "")
        days = [in_days(one.half_days.get(phase, 0)) for phase in Phase]
        return Line(one.name, ", ".join(filter(None, what)), days, in_days(self.body.days(one)))

    @property
    def days(self) -> Line:
        rows = [one.half_days for one in self.body.people]
        sums = [sum(row.get(phase, 0) for row in rows) for phase in Phase]
        return Line("Jours", "", [in_days(halves) for halves in sums], in_days(sum(sums)))

    @property
    def prices(self) -> list[Line]:
        """Firms, then expenses where there are some."""
        rows = [(self.names.get(firm, firm), row) for firm, row in self.body.prices.items()]
        rows += [("Déplacements, impressions", self.body.expenses)] if self.body.expenses else []
        return [_priced(name, row) for name, row in rows]

    @property
    def price(self) -> Line:
        return _priced("Prix HT", self.body.by_phase())


def _priced(name: str, row: Mapping[Phase, int]) -> Line:
    return Line(name, "", [money(row.get(phase, 0)) for phase in Phase], money(sum(row.values())))


def reading(tender: Tender) -> Reading:
    body = body_of(tender)
    said = {one.speciality for one in body.people} | set(body.missing)
    specialities = Speciality.objects.filter(slug__in=said).values_list("slug", "label")
    key = Concat(Value("m:"), Cast("pk", CharField()), output_field=CharField())
    members = ConsortiumMember.objects.filter(consortium=tender.invitation.consortium_id)
    keyed = members.annotate(key=key).values_list("key", "raw_label")
    names = dict(keyed.order_by().union(specialities.order_by(), all=True).order_by())
    subs = {f"s:{rank}": f"{sub.name}, sous-traitant" for rank, sub in enumerate(body.subs, 1)}
    return Reading(body, names | subs)


def opened_to(
    person: Person, atelier: Atelier, pk: int
) -> tuple[Tender | None, Evaluator | None, bool]:
    """That tender of the Atelier's competition, the person as its evaluator, and whether they are
    tied to a holder (one query)."""
    mine = "invitation__competition__evaluators"
    found = (
        Tender.objects.filter(invitation__competition__atelier=atelier, price_eur__isnull=False)
        .exclude(invitation__competition__opened_at=None)
        .annotate(reader=FilteredRelation(mine, condition=Q(**{f"{mine}__person": person})))
        .select_related("invitation__consortium", "invitation__competition")
        .select_related("reader")  # type: ignore[misc]
        .annotate(tie=tied(person, "invitation__competition__"))
        .filter(pk=pk)
        .first()
    )
    return found, getattr(found, "reader", None), getattr(found, "tie", True)
