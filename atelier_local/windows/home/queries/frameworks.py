"""What an agreement has left, who answers under it: what its holder watches."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from atelier_local.programme.agreement import law
from atelier_local.programme.agreement import queries as agreements
from atelier_local.programme.agreement import rules as agreement
from atelier_local.programme.agreement.law import Rule
from atelier_local.programme.agreement.models import (
    Commitment,
    Consortium,
    FrameworkAgreement,
    Lot,
)
from atelier_local.programme.agreement.rules import last_day_to_consult
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.refusal import Reasons
from atelier_local.steps.competition.queries import TrackRecord, track_record, track_records
from atelier_local.steps.contract.models import CallOffContract

_WATCHED = ("conclusion_within_validity", "framework_maximum", "framework_years")


@dataclass
class Framework:
    """What an agreement has left, in euros and in days."""

    agreement: FrameworkAgreement
    committed: Decimal
    today: date
    running: Sequence[Atelier] = ()
    track: TrackRecord = field(default_factory=TrackRecord)

    @property
    def days_left(self) -> int | None:
        valid_to = self.agreement.valid_to
        return (valid_to - self.today).days if valid_to else None

    @property
    def days(self) -> int | None:
        start, end = self.agreement.valid_from, self.agreement.valid_to
        return (end - start).days if start and end else None

    @property
    def days_gone(self) -> int | None:
        return None if self.days is None or self.days_left is None else self.days - self.days_left

    @property
    def last_day(self) -> date | None:
        """To consult, so that a contract is still signed in time."""
        return last_day_to_consult(self.agreement.valid_to, self.agreement.days_to_sign)

    @property
    def days_to_consult(self) -> int | None:
        return (self.last_day - self.today).days if self.last_day else None

    @property
    def estimate(self) -> Decimal:
        """What consultations under way may commit, each for the usual amount."""
        return (self.agreement.usual_amount_eur or Decimal(0)) * len(self.running)

    @property
    def left(self) -> Decimal | None:
        ceiling = self.agreement.ceiling_eur
        return None if ceiling is None else ceiling - self.committed

    @cached_property
    def alerts(self) -> Reasons:
        return agreement.alerts(
            self.agreement.valid_to,
            self.agreement.ceiling_eur,
            self.committed,
            self.today,
            running=self.estimate,
            days_to_sign=self.agreement.days_to_sign,
        )


def frameworks(today: date, under_way: Iterable[Atelier]) -> list[Framework]:
    """The agreements that have an end, or under which there are Ateliers (four queries)."""
    watched = Q(pk__in=Atelier.objects.values("framework")) | Q(valid_to__isnull=False)
    summed = FrameworkAgreement.objects.filter(watched).annotate(
        committed=Sum("commitments__amount")
    )
    found = list(summed)
    tracks = track_records(one.pk for one in found)
    consulting = [atelier for atelier in under_way if atelier.at_stage is Stage.COMPETITION]
    taken = set(_committed().values_list("atelier", flat=True)) if consulting else set()
    return [
        Framework(
            one,
            one.committed or Decimal(0),
            today,
            [a for a in consulting if a.framework_id == one.pk and a.pk not in taken],
            tracks.get(one.pk, TrackRecord()),
        )
        for one in found
    ]


def _committed() -> QuerySet[CallOffContract]:
    """Off the ceiling since it was signed, although until it is notified the Atelier stays at its
    stage. One signed before signing took it off is still to come: it is under way.
    """
    taken = Commitment.objects.filter(
        framework=OuterRef("atelier__framework"), reference=OuterRef("reference")
    )
    return CallOffContract.objects.filter(Exists(taken), notified_at=None)


@dataclass(frozen=True)
class Monitor:
    """One agreement, watched closely."""

    framework: Framework
    criteria: Sequence[dict[str, object]]
    commitments: Sequence[Commitment]
    holders: Sequence[Consortium]
    lots: Sequence[Lot]
    rules: Sequence[Rule]
    environment: Rule | None
    used_on: date | None

    @property
    def alerts(self) -> Reasons:
        return self.framework.alerts + agreements.lot_alerts(self.lots)

    @property
    def lacking(self) -> Reasons:
        """What keeps any consultation from being published under it."""
        return agreements.against_using(self.framework.agreement)

    @property
    def asks_environment(self) -> bool:
        """Whether none of its criteria is environmental although one is compulsory now."""
        known = bool(self.criteria or self.framework.agreement.environment_answered_at)
        return (
            known
            and self.environment is not None
            and not any(one["is_environmental"] and one["weight_max"] for one in self.criteria)
        )

    @property
    def too_long(self) -> bool:
        """Longer than the law foresees, save a justified exception."""
        years = next((rule.value for rule in self.rules if rule.key == "framework_years"), None)
        days = self.framework.days
        return isinstance(years, int) and days is not None and days > years * 365 + years // 4 + 1


def monitor(shown: FrameworkAgreement, today: date) -> Monitor:
    """Seven queries, eight where there are lots, whatever the number of holders, lots, contracts
    and consultations."""
    commitments = list(shown.commitments.select_related("lot"))
    consulting = Atelier.objects.filter(framework=shown, stage=Stage.COMPETITION, ending="")
    consulting = consulting.exclude(pk__in=_committed().values("atelier"))
    committed = sum((one.amount for one in commitments), Decimal(0))
    rows = law.rows()
    in_force = (law.in_force(rows, key, today) for key in _WATCHED)
    return Monitor(
        framework=Framework(shown, committed, today, list(consulting), track_record(shown.pk)),
        criteria=agreements.criteria_of(shown),
        commitments=commitments,
        holders=list(agreements.holders(shown)),
        lots=list(agreements.lots(shown)),
        rules=[rule for rule in in_force if rule],
        environment=law.in_force(rows, "environment_criterion", today),
        used_on=agreements.used_on(shown),
    )
