"""Everything that must be frozen and complete before the consortia are consulted."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from atelier_local.ground.files.operations import file_paper
from atelier_local.ground.journal.enums import StreamKind
from atelier_local.ground.journal.operations import append, open_stream
from atelier_local.programme.ateliers.access import roles_in
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.governance.operations import complete
from atelier_local.programme.people.access import Capability, allowed
from atelier_local.programme.people.models import Person
from atelier_local.refusal import refuse_if
from atelier_local.steps.application import queries as application
from atelier_local.steps.application.enums import Heading

from .. import letter, queries, rules, sealing
from ..enums import (
    CompetitionState,
    EvaluationCollege,
    Mode,
    NoticeKind,
    PriceBasis,
    PriceFormula,
    TieRule,
)
from ..models import Criterion, Invitation, MiniCompetition, Officer
from ..rules.letter import CLAUSES
from .handing_out import DECLARE, OPEN, PREPARE, ROLE_OF, hand_out
from .moving import move
from .writing import write_to_all

__all__ = ["DECLARE", "OPEN", "PREPARE", "ROLE_OF"]  # the other acts read them here


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the buyer decides before consulting; once published only the deadline can move."""

    weights: Mapping[str, int]
    deadline: datetime
    mode: Mode = Mode.NATIVE
    place_reference: str = ""
    object_text: str = ""
    contact: Person | None = None
    questions_until: datetime | None = None
    formula: PriceFormula = PriceFormula.PROPORTIONAL
    estimate_eur: Decimal | None = None
    envelope_disclosed: bool = False
    price_basis: PriceBasis = PriceBasis.HT
    tie_rule: TieRule = TieRule.HEAVIEST
    validity_days: int = 120
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
    agreed = {
        criterion.key: rules.Bounds(criterion.label, criterion.weight_min, criterion.weight_max)
        for criterion in atelier.framework.criteria.all()
    }
    refuse_if(
        rules.against_preparing(
            known.at_state if known else None,
            at_stage=atelier.at_stage is Stage.COMPETITION,
            deadline=plan.deadline,
            at=at,
        )
        + rules.against_weights(plan.weights, agreed)
    )
    competition = known or MiniCompetition(
        atelier=atelier, stream=open_stream(StreamKind.COMPETITION, atelier.slug, at=at)
    )
    decided = {one.name: getattr(plan, one.name) for one in fields(plan)}
    weights = decided.pop("weights")
    decided["clauses"] = {str(item): text.strip() for item, text in plan.clauses.items()}
    for name, value in decided.items():
        setattr(competition, name, value)
    competition.save()
    _weigh(competition, weights)
    payload = {
        "weights": dict(weights),
        "deadline": plan.deadline.isoformat(),
        "formula": str(plan.formula),
        "mode": str(plan.mode),
    }
    append(competition.stream, "competition.prepared", payload, by=by, at=at)
    return competition


def _weigh(competition: MiniCompetition, weights: Mapping[str, int]) -> None:
    """Copy the agreement's criteria, with their weights here."""
    for agreed in competition.atelier.framework.criteria.all():
        Criterion.objects.update_or_create(
            competition=competition,
            key=agreed.key,
            defaults={
                "label": agreed.label,
                "weight": weights[agreed.key],
                "is_price": agreed.is_price,
                "is_environmental": agreed.is_environmental,
                "position": agreed.position,
            },
        )


def name_officers(
    competition: MiniCompetition, passphrases: Mapping[Person, str], *, by: Person, at: datetime
) -> list[Officer]:
    """Name the two people, of two parties, without whom no tender opens.

    Each gets an identity, kept only under their own passphrase. Keys are made before the
    transaction: they are slow on purpose.
    """
    people = list(passphrases)
    colleges = [_college(competition.atelier, person) for person in people]
    why = rules.against_naming(competition.at_state, colleges, list(passphrases.values()))
    refuse_if(why)
    keys = [sealing.new_identity(passphrases[person]) for person in people]
    return _name(competition, list(zip(people, colleges, keys, strict=True)), by=by, at=at)


def _college(atelier: Atelier, person: Person) -> EvaluationCollege | None:
    roles = roles_in(atelier, person)
    return rules.college_of(roles) if allowed(roles, Capability.OPEN_TENDERS) else None


@transaction.atomic
def _name(
    competition: MiniCompetition,
    named: list[tuple[Person, EvaluationCollege | None, tuple[str, bytes]]],
    *,
    by: Person,
    at: datetime,
) -> list[Officer]:
    locked = MiniCompetition.objects.select_for_update().get(pk=competition.pk)
    refuse_if(rules.against_moving(locked.at_state, CompetitionState.OPEN))
    locked.officers.all().delete()
    officers = Officer.objects.bulk_create(
        Officer(
            competition=competition,
            person=person,
            college=str(college),
            recipient=recipient,
            identity=identity,
            position=position,
        )
        for position, (person, college, (recipient, identity)) in enumerate(named, 1)
    )
    payload = {"officers": [person.ref for person, *_ in named]}
    append(competition.stream, "competition.officers_named", payload, by=by, at=at)
    return officers


@transaction.atomic
def publish(competition: MiniCompetition, *, by: Person, at: datetime) -> None:
    """Consult every consortium of the agreement in writing, the same day (art. R2162-10, 1°)."""
    atelier = competition.atelier
    written = queries.draft(competition)
    if competition.at_state is CompetitionState.DRAFT:
        refuse_if(queries.against_publishing(written, at))
    if not move(competition, CompetitionState.OPEN, published_at=at):
        return
    sent = file_paper(letter.paper(written, at), subject=f"competition:{competition.pk}", at=at)
    competition.letter = sent
    competition.save(update_fields=["letter"])
    consortia = list(atelier.framework.consortia.all())
    Invitation.objects.bulk_create(
        Invitation(competition=competition, consortium=consortium, sent_at=at)
        for consortium in consortia
    )
    write_to_all(
        competition,
        NoticeKind.INVITATION,
        f"Consultation : {atelier.name}",
        lambda _, person: _invitation(competition, person),
        at=at,
    )
    complete(atelier, PREPARE, at=at)
    hand_out(competition)
    payload = _frozen(written) | {"consortia": [consortium.pk for consortium in consortia]}
    append(competition.stream, "competition.published", payload, by=by, at=at)


def _frozen(written: queries.Draft) -> dict[str, Any]:
    """The facts that nothing changes any more, in the line that anyone may check them against."""
    c = written.competition
    assert c.questions_until is not None
    assert c.letter is not None
    said_estimate = c.envelope_disclosed and c.estimate_cents
    return {
        "deadline": c.deadline.isoformat(),
        "questions_until": c.questions_until.isoformat(),
        "mode": c.mode,
        "place_reference": c.place_reference,
        "weights": written.weights,
        "formula": c.formula,
        "estimate_cents": said_estimate or None,
        "price_basis": c.price_basis,
        "rounding": "hundredth of the total, once, half up",
        "tie_rule": c.tie_rule,
        "validity_days": c.validity_days,
        "hearing_minutes": c.hearing_minutes if c.hearing else 0,
        "standstill": c.standstill,
        "letter": c.letter.digest,
        "specification": _digest_of_note(c.atelier),
    }


def _digest_of_note(atelier: Atelier) -> str:
    """The fingerprint of the specification: the note's headings, as they were selected."""
    said = application.texts(application.note_of(atelier))
    ordered = [[str(heading), said.get(heading, "")] for heading in Heading]
    canonical = json.dumps(ordered, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _invitation(competition: MiniCompetition, person: Person) -> str:
    where = (
        "Les offres se déposent sur PLACE, le profil d’acheteur de l’État, référence "
        f"{competition.place_reference}."
        if competition.on_place
        else "Votre offre reste scellée jusqu’à l’ouverture : personne ne peut la lire, "
        "et aucun écran ne dit qu’elle a été déposée."
    )
    return (
        f"Bonjour {person.first_name},\n\n"
        f"Votre groupement est consulté pour l’Atelier Local « {competition.atelier} ».\n"
        f"Question posée : {competition.atelier.question}\n\n"
        f"Date limite : {letter.moment(competition.deadline)}, heure de Paris.\n"
        f"La lettre de consultation et la note d’opportunité : {letter.link(competition)}\n\n"
        f"{where}"
    )
