"""Everything that must be frozen and complete before the consortia are consulted."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from atelier_local.clock import PARIS, day_of
from atelier_local.ground.journal.enums import StreamKind
from atelier_local.ground.journal.operations import append, open_stream
from atelier_local.programme.ateliers.enums import Ending, Stage
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.ateliers.operations import end
from atelier_local.programme.governance.operations import assign, complete
from atelier_local.programme.people.models import Person
from atelier_local.programme.people.operations import post
from atelier_local.refusal import refuse_if

from .. import queries, receipts, rules, sealing
from ..enums import CompetitionState, EvaluationCollege, PriceFormula
from ..models import Criterion, Invitation, MiniCompetition
from .keys import ROLE_OF
from .moving import move
from .tendering import fill

PREPARE, DECLARE, OPEN = "competition:prepare", "competition:declare", "competition:open"


@transaction.atomic
def prepare_competition(
    atelier: Atelier,
    *,
    weights: Mapping[str, int],
    deadline: datetime,
    by: Person,
    at: datetime,
    formula: PriceFormula = PriceFormula.PROPORTIONAL,
) -> MiniCompetition:
    """Set the weights, the deadline and the price formula; again, as long as it is a draft."""
    known = MiniCompetition.objects.select_for_update().filter(atelier=atelier).first()
    agreed = {
        criterion.key: rules.Bounds(criterion.label, criterion.weight_min, criterion.weight_max)
        for criterion in atelier.framework.criteria.all()
    }
    refuse_if(
        rules.against_preparing(
            known.at_state if known else None,
            at_stage=atelier.at_stage is Stage.COMPETITION,
            deadline=deadline,
            at=at,
        )
        + rules.against_weights(weights, agreed)
    )
    competition = known or MiniCompetition(
        atelier=atelier, stream=open_stream(StreamKind.COMPETITION, atelier.slug, at=at)
    )
    competition.deadline, competition.formula = deadline, formula
    competition.save()
    _weigh(competition, weights)
    payload = {"weights": dict(weights), "deadline": deadline.isoformat(), "formula": str(formula)}
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
                "position": agreed.position,
            },
        )


@transaction.atomic
def publish(competition: MiniCompetition, *, by: Person, at: datetime) -> None:
    """Consult every consortium of the agreement in writing, the same day (art. R2162-10, 1°)."""
    atelier = competition.atelier
    if competition.at_state is CompetitionState.DRAFT:
        refuse_if(queries.against_publishing(competition, at))
    receipt_key = receipts.public_key()
    if not move(competition, CompetitionState.OPEN, published_at=at, receipt_key=receipt_key):
        return
    consortia = list(atelier.framework.consortia.all())
    keys = [officer.key for officer in competition.officers.all()]
    for consortium in consortia:
        invited = Invitation.objects.create(
            competition=competition, consortium=consortium, sent_at=at
        )
        fill(invited, sealing.blank(keys))  # a slot is never empty: nothing shows it being filled
    for people in queries.agents(consortium.pk for consortium in consortia).values():
        for person in people:
            _invite(competition, person, at=at)
    _hand_out(competition, at=at)
    payload = {
        "consortia": [consortium.pk for consortium in consortia],
        "receipt_key": receipt_key,
        "officers": {key.recipient: key.party for key in keys},
    }
    append(competition.stream, "competition.published", payload, by=by, at=at)


def _invite(competition: MiniCompetition, person: Person, *, at: datetime) -> None:
    deadline = competition.deadline.astimezone(PARIS)
    link = settings.SITE_URL + reverse("competition:letter", args=[competition.atelier.slug])
    post(
        to=person.email,
        subject=f"Consultation : {competition.atelier.name}",
        body=(
            f"Bonjour {person.first_name},\n\n"
            f"Votre groupement est consulté pour l’Atelier Local « {competition.atelier} ».\n"
            f"Question posée : {competition.atelier.question}\n\n"
            f"Date limite : le {deadline:%d/%m/%Y à %H h %M min %S s}, heure de Paris.\n"
            f"La note d’opportunité, les critères et le dépôt : {link}\n\n"
            "Votre offre reste scellée jusqu’à l’ouverture : personne ne peut la lire, "
            "et aucun écran ne dit qu’elle a été déposée."
        ),
        at=at,
    )


def _hand_out(competition: MiniCompetition, *, at: datetime) -> None:
    """Who has to do what next: declare interests, then open."""
    atelier, due = competition.atelier, day_of(competition.deadline)
    complete(atelier, PREPARE, at=at)
    for college in queries.colleges(atelier):
        url = reverse("competition:interests", args=[atelier.slug])
        title = "Déclarer ses intérêts avant d’évaluer les offres"
        assign(atelier, DECLARE, title, role=ROLE_OF[college], url=url, due_on=due)
    for officer in competition.officers.select_related("person"):
        assign(
            atelier,
            OPEN,
            "Ouvrir les plis, à deux",
            role=ROLE_OF[EvaluationCollege(officer.college)],
            person=officer.person,
            url=reverse("competition:opening", args=[atelier.slug]),
            due_on=due,
        )


@transaction.atomic
def discontinue(competition: MiniCompetition, reason: str, *, by: Person, at: datetime) -> None:
    """Give the consultation up before its award, and say why (art. R2185-1)."""
    refuse_if([] if reason.strip() else ["écrivez le motif : les groupements le liront"])
    if not move(competition, CompetitionState.DISCONTINUED, ending_reason=reason):
        return
    end(competition.atelier, Ending.DISCONTINUED, by=by, at=at)
    append(competition.stream, "competition.discontinued", {"reason": reason}, by=by, at=at)
