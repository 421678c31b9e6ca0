"""Everything that must be frozen and complete before the consortia are consulted."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from atelier_local.clock import day_of
from atelier_local.ground.files.operations import file_paper
from atelier_local.ground.journal.enums import StreamKind
from atelier_local.ground.journal.operations import append, open_stream
from atelier_local.programme.agreement import queries as agreements
from atelier_local.programme.agreement.models import Lot
from atelier_local.programme.agreement.operations import mark_used
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.governance.operations import complete
from atelier_local.programme.people.models import Person
from atelier_local.refusal import refuse_if

from .. import letter, queries, receipts, rules, sealing
from ..enums import (
    CompetitionState,
    Mode,
    NoticeKind,
    Perimeter,
    PriceFormula,
    TieRule,
)
from ..models import Criterion, Invitation, MiniCompetition
from ..rules.letter import CLAUSES
from .expecting import freeze_plan
from .handing_out import DECLARE, OPEN, PREPARE, ROLE_OF, hand_out
from .moving import move
from .tendering import fill
from .writing import write_to_all

__all__ = ["DECLARE", "OPEN", "PREPARE", "ROLE_OF"]  # the other acts read them here


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the buyer decides before consulting; once published only the deadline can move."""

    weights: Mapping[str, int]
    deadline: datetime
    points: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """Of the sub-criteria, by criterion; none when left out."""
    lot: Lot | None = None
    """Of the agreement, where it has any."""
    mode: Mode = Mode.NATIVE
    place_reference: str = ""
    object_text: str = ""
    contact: Person | None = None
    questions_until: datetime | None = None
    formula: PriceFormula = PriceFormula.PROPORTIONAL
    estimate_eur: Decimal | None = None
    envelope_disclosed: bool = False
    tie_rule: TieRule = TieRule.HEAVIEST
    validity_days: int | None = None
    """As many as the agreement says, when left out."""
    hearing: bool = False
    hearing_minutes: int = 0
    standstill: bool = True
    grids_due: date | None = None
    clauses: Mapping[int, str] = field(default_factory=lambda: dict(CLAUSES))
    court: str = ""


@transaction.atomic
def prepare_competition(
    atelier: Atelier, plan: Plan, *, by: Person, at: datetime
) -> MiniCompetition:
    """Set all that the letter will say; again, as long as it is a draft.

    Weights and deadline must already hold; what else is missing only stops the publication.
    """
    known = MiniCompetition.objects.select_for_update().filter(atelier=atelier).first()
    agreed = queries.bounds_of(atelier.framework.criteria.all())
    refuse_if(
        rules.against_preparing(
            known.at_state if known else None,
            at_stage=atelier.at_stage is Stage.COMPETITION,
            deadline=plan.deadline,
            at=at,
        )
        + rules.against_weights(plan.weights, agreed)
        + rules.against_points(plan.points, plan.weights, agreed)
        + rules.against_hearing(wanted=plan.hearing, foreseen=atelier.framework.hearing)
        + (agreements.against_naming(atelier.framework, plan.lot) if plan.lot else ())
    )
    competition = known or MiniCompetition(
        atelier=atelier, stream=open_stream(StreamKind.COMPETITION, atelier.slug, at=at)
    )
    decided = {one.name: getattr(plan, one.name) for one in fields(plan)}
    weights, points = decided.pop("weights"), decided.pop("points")
    if plan.validity_days is None:
        decided["validity_days"] = atelier.framework.validity_days
    decided["clauses"] = {str(item): text.strip() for item, text in plan.clauses.items()}
    for name, value in decided.items():
        setattr(competition, name, value)
    competition.save()
    _weigh(competition, weights, points)
    payload = {
        "weights": dict(weights),
        "points": {key: list(each) for key, each in points.items() if each},
        "deadline": plan.deadline.isoformat(),
        "formula": str(plan.formula),
        "mode": str(plan.mode),
    } | ({"lot": plan.lot.number} if plan.lot else {})
    append(competition.stream, "competition.prepared", payload, by=by, at=at)
    return competition


def _weigh(
    competition: MiniCompetition, weights: Mapping[str, int], points: Mapping[str, Sequence[int]]
) -> None:
    """Copy the agreement's criteria, with their weights here."""
    for agreed in competition.atelier.framework.criteria.all():
        Criterion.objects.update_or_create(
            competition=competition,
            key=agreed.key,
            defaults={
                "label": agreed.label,
                "weight": weights[agreed.key],
                "points": list(points.get(agreed.key, ())),
                "is_price": agreed.is_price,
                "is_environmental": agreed.is_environmental,
                "position": agreed.position,
            },
        )


@transaction.atomic
def publish(
    competition: MiniCompetition, *, within: Collection[str], by: Person, at: datetime
) -> None:
    """Consult every consortium of the agreement, or of the lot, in writing, the same day
    (art. R2162-10, 1°).

    `within`: the points of `Perimeter` that whoever consults read again and answers for.
    """
    atelier = competition.atelier
    written = queries.draft(competition)
    if competition.at_state is CompetitionState.DRAFT:
        refuse_if(
            queries.against_acting(competition, by)
            + queries.against_publishing(written, at)
            + rules.against_leaving_agreement(within)
        )
    receipt_key = "" if competition.on_place else receipts.public_key()
    if not move(competition, CompetitionState.OPEN, published_at=at, receipt_key=receipt_key):
        return
    freeze_plan(competition, written.asked.items)
    mark_used(atelier.framework, day_of(at))
    sent = file_paper(letter.paper(written, at), subject=f"competition:{competition.pk}", at=at)
    competition.letter = sent
    competition.save(update_fields=["letter"])
    consortia = list(agreements.consulted(atelier.framework, competition.lot))
    keys = [] if competition.on_place else [officer.key for officer in written.officers]
    groups = queries.compositions(atelier.framework)
    for consortium in consortia:
        invited = Invitation.objects.create(
            competition=competition,
            consortium=consortium,
            composition=groups.get(consortium.pk, {}),
            sent_at=at,
        )
        if keys:
            fill(invited, sealing.blank(keys))  # never empty: nothing shows it being filled
    write_to_all(
        competition,
        NoticeKind.INVITATION,
        f"Consultation : {atelier.name}",
        lambda _, person: _invitation(competition, person),
        at=at,
    )
    complete(atelier, PREPARE, at=at)
    hand_out(competition)
    payload = _frozen(written) | {
        "consortia": [consortium.pk for consortium in consortia],
        "receipt_key": receipt_key,
        "within_agreement": [str(point) for point in Perimeter],
        "officers": {key.recipient: key.party for key in keys},
    }
    append(competition.stream, "competition.published", payload, by=by, at=at)


def _frozen(written: queries.Draft) -> dict[str, Any]:
    """The facts that nothing changes any more, in the line that anyone may check them against."""
    c = written.competition
    assert c.questions_until is not None
    assert c.letter is not None
    assert written.asked.specification is not None
    said_estimate = c.envelope_disclosed and c.estimate_cents
    return {
        "deadline": c.deadline.isoformat(),
        "questions_until": c.questions_until.isoformat(),
        "mode": c.mode,
        "place_reference": c.place_reference,
        "weights": written.weights,
        "points": {key: each for key, each in written.points.items() if each},
        "formula": c.formula,
        "estimate_cents": said_estimate or None,
        "price_basis": rules.BEFORE_TAX,
        "rounding": "hundredth of the total, once, half up",
        "tie_rule": c.tie_rule,
        "validity_days": c.validity_days,
        "hearing_minutes": c.hearing_minutes if c.hearing else 0,
        "standstill": c.standstill,
        "letter": c.letter.digest,
        "specification": written.asked.specification.digest,
        "expectations": {i.number: str(i.part) for i in written.asked.items},
    } | ({"lot": str(c.lot)} if c.lot else {})


def _invitation(competition: MiniCompetition, person: Person) -> str:
    where = (
        "Les offres se déposent sur PLACE, le profil d’acheteur de l’État, référence "
        f"{competition.place_reference}."
        if competition.on_place
        else "Votre offre reste scellée jusqu’à l’ouverture : personne ne peut la lire, "
        "et aucun écran ne dit qu’elle a été déposée."
    )
    lot = f", {competition.lot}" if competition.lot else ""
    return (
        f"Bonjour {person.first_name},\n\n"
        f"Votre groupement est consulté pour l’Atelier Local « {competition.atelier} »{lot}.\n"
        f"Question posée : {competition.atelier.question}\n\n"
        f"Date limite : {letter.moment(competition.deadline)}, heure de Paris.\n"
        f"La lettre de consultation et le cahier des charges : {letter.link(competition)}\n\n"
        f"{where}"
    )
