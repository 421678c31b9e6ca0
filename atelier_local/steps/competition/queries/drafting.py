"""A consultation before it is published: all that its letter says, and what it still lacks."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import IntegerField, JSONField, OuterRef, Subquery
from django.urls import reverse

from atelier_local.clock import PARIS, day_of
from atelier_local.programme.agreement import law
from atelier_local.programme.agreement import queries as agreements
from atelier_local.programme.agreement import rules as agreement
from atelier_local.programme.agreement.models import AwardCriterion
from atelier_local.programme.ateliers.enums import PartyKind
from atelier_local.programme.ateliers.models import Party
from atelier_local.refusal import Reasons
from atelier_local.steps.application.queries import frame_of

from .. import rules
from ..enums import EvaluationCollege, Mode
from ..models import Criterion, MiniCompetition, Officer
from ..rules import expecting, letter
from .buying import officer_states
from .expecting import Asked, asked_of
from .reading import COLLEGE_OF_PARTY

LIFTED_BY = {
    1: "contact",
    2: "object_text",
    4: "deadline",
    5: "questions_until",
    7: "estimate_eur",
    10: "hearing_minutes",
    11: "validity_days",
    12: "grids_due",
    13: "team_clause",
    14: "confidential_clause",
    15: "court",
}
"""Item of the letter → the field of the preparation that completes it."""

PLAN = 8
FRAME = 9
"""The section of the specification that says what the agreement fixes."""
NEAR = {"localhost", "127.0.0.1", "::1"}
"""A page that does not leave the machine cannot be changed on its way."""


@dataclass(frozen=True)
class Draft:
    """What the letter is written from (seven queries)."""

    competition: MiniCompetition
    criteria: list[AwardCriterion]
    """Those of the agreement, each with its `weight` here, None when it has none yet, and the
    `points` of its sub-criteria."""
    parties: list[Party]
    asked: Asked
    officers: list[Officer]
    unreachable: list[str]
    ceiling_left: Decimal | None

    @property
    def colleges(self) -> list[EvaluationCollege]:
        kinds = {PartyKind(party.kind) for party in self.parties}
        return [college for kind, college in COLLEGE_OF_PARTY.items() if kind in kinds]

    @property
    def pilot(self) -> Party:
        return next(party for party in self.parties if party.kind == PartyKind.PILOT)

    @property
    def environmental(self) -> bool:
        """Whether a criterion of the agreement is environmental, and may weigh something."""
        return any(one.is_environmental and one.weight_max for one in self.criteria)

    @property
    def weighs_environment(self) -> bool:
        """Whether one of them does weigh something here, or has no weight yet."""
        weights = self.weights
        return any(one.is_environmental and weights.get(one.key, 1) for one in self.criteria)

    @property
    def weights(self) -> dict[str, int]:
        weighed = {one.key: getattr(one, "weight", None) for one in self.criteria}
        return {key: weight for key, weight in weighed.items() if weight is not None}

    @property
    def points(self) -> dict[str, list[int]]:
        return {one.key: getattr(one, "points", None) or [] for one in self.criteria}


def draft(competition: MiniCompetition) -> Draft:
    """The draft of a competition whose Atelier and framework are loaded."""
    atelier = competition.atelier
    here = Criterion.objects.filter(competition=competition, key=OuterRef("key"))
    weight = Subquery(here.values("weight")[:1], output_field=IntegerField())
    points = Subquery(here.values("points")[:1], output_field=JSONField())
    consulted = agreements.consulted(atelier.framework, competition.lot)
    return Draft(
        competition=competition,
        criteria=list(atelier.framework.criteria.annotate(weight=weight, points=points)),
        parties=list(atelier.parties.select_related("organisation")),
        asked=asked_of(competition),
        officers=list(competition.officers.all()),
        unreachable=list(consulted.filter(agents=None).values_list("name", flat=True)),
        ceiling_left=agreements.left(atelier.framework, competition.lot),
    )


def bounds_of(criteria: Iterable[AwardCriterion]) -> dict[str, rules.Bounds]:
    """What the agreement lets a consultation decide of each criterion."""
    return {
        one.key: rules.Bounds(one.label, one.weight_min, one.weight_max, len(one.subcriteria))
        for one in criteria
    }


def gaps(written: Draft, at: datetime) -> dict[int, Reasons]:
    """Why each of the fifteen items is not complete, each reason with the field that lifts it."""
    found = letter.missing(_facts(written, at))
    slug = written.competition.atelier.slug
    return {
        item: tuple(replace(reason, lift=_lift(slug, item, reason.label)) for reason in reasons)
        for item, reasons in found.items()
    }


def _lift(slug: str, item: int, label: str) -> str:
    """Where the reason goes away."""
    if "cahier des charges" in label:
        return reverse("application:specification", args=[slug])
    if item == PLAN:
        return reverse("competition:expected", args=[slug])
    here = reverse("competition:prepare", args=[slug])
    return f"{here}#id_{LIFTED_BY[item]}" if item in LIFTED_BY else here


def _facts(written: Draft, at: datetime) -> letter.Facts:
    c = written.competition
    return letter.Facts(
        contact=c.contact_id is not None,
        object_text=c.object_text,
        specification=written.asked.specification is not None,
        unanswered=expecting.unanswered(written.asked.items),
        deadline=c.deadline,
        mode=Mode(c.mode),
        place_reference=c.place_reference,
        questions_until=c.questions_until,
        weights=written.weights,
        points=written.points,
        agreed=bounds_of(written.criteria),
        environment=_environment(written, at),
        formula=c.price_formula,
        estimate_cents=c.estimate_cents,
        disclosed=c.envelope_disclosed,
        colleges=len(written.colleges),
        hearing=c.hearing,
        hearing_foreseen=c.atelier.framework.hearing,
        hearing_minutes=c.hearing_minutes,
        validity_days=c.validity_days,
        grids_due=c.grids_due is not None,
        clauses={int(item): text for item, text in c.clauses.items()},
        court=c.court,
    )


def _environment(written: Draft, at: datetime) -> Reasons:
    """Asked of consultations launched on that day, not of those launched before."""
    return rules.against_environment(
        _asked_since(at),
        environmental=written.environmental,
        answered=written.competition.atelier.framework.environment_answered_at is not None,
        weighs=written.weighs_environment,
    )


def _asked_since(at: datetime) -> date | None:
    rule = law.in_force(law.rows(), "environment_criterion", day_of(at))
    return rule.valid_from if rule and rule.value else None


def against_publishing(written: Draft, at: datetime) -> Reasons:
    """Everything that is still missing before the consortia are consulted."""
    c = written.competition
    return rules.against_publishing(
        keys=rules.against_publishing_keys(officer_states(c)),
        deadline=c.deadline,
        at=at,
        agreement_ends=c.atelier.framework.valid_to,
        day=day_of(at),
        unreachable=written.unreachable,
        missing=letter.listed(gaps(written, at)),
        agreement=agreements.against_using(c.atelier.framework)
        + _lot(c)
        + _prices_after_tax(at)
        + _frame(written),
        mode=Mode(c.mode),
        ceiling_left=written.ceiling_left,
        safe=settings.HTTPS or settings.DEMO or urlsplit(settings.SITE_URL).hostname in NEAR,
    )


def _lot(c: MiniCompetition) -> Reasons:
    """The lot is one of the agreement, named where it has any, and somebody holds it (two queries
    where there are lots)."""
    why = agreements.against_naming(c.atelier.framework, c.lot)
    here = f"{reverse('competition:prepare', args=[c.atelier.slug])}#id_lot"
    if c.lot and not why:
        why = agreement.without_holder(c.lot.number, c.lot.holders.count())
    return tuple(replace(reason, lift=here) for reason in why)


def _frame(written: Draft) -> Reasons:
    if written.asked.specification is None:
        return ()
    said = [item.text for item in written.asked.items if item.section == FRAME]
    return rules.against_frame(said, frame_of(written.competition.atelier.framework))


def _prices_after_tax(at: datetime) -> Reasons:
    rule = law.in_force(law.rows(), "price_basis", day_of(at))
    return rules.against_price_basis(rule.value if rule else rules.BEFORE_TAX)


def days_to_wait(day: date) -> int:
    """Between the letters and the signature, in a consultation launched that day."""
    return int(law.known("standstill_days", day).value)


def warnings(written: Draft, at: datetime) -> Reasons:
    """What the buyer may do all the same."""
    c, day = written.competition, day_of(at)
    plans = rules.Plans(
        day=day,
        deadline=c.deadline.astimezone(PARIS),
        estimate=c.estimate_eur,
        ceiling_left=written.ceiling_left,
        agreement_ends=c.atelier.framework.valid_to,
        standstill=c.standstill,
    )
    return rules.warnings(
        plans,
        sufficient_days=int(law.known("sufficient_days", day).value),
        standstill_days=days_to_wait(day),
    ) + rules.about_environment(
        answer=c.atelier.framework.environment_answer,
        lacking=_asked_since(at) is not None and not written.environmental,
    )
