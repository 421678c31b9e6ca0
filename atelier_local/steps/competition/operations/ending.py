"""Ending a consultation without a contract: every holder is told, with the reason."""

from datetime import datetime

from django.db import transaction

from atelier_local.ground.journal.operations import append
from atelier_local.programme.ateliers.enums import Ending
from atelier_local.programme.ateliers.operations import end
from atelier_local.programme.governance.operations import complete
from atelier_local.programme.people.models import Person
from atelier_local.refusal import refuse_if

from .. import letter, papers, queries, rules
from ..enums import CompetitionState, NoticeKind
from ..models import MiniCompetition
from .moving import SEND, SIGN, move
from .writing import keep, told_in, write_to_all

_STAYS_CLOSED = (
    "\n\nSi votre groupement a déposé une offre et qu’elle n’a pas été ouverte, elle reste fermée."
)


@transaction.atomic
def discontinue(competition: MiniCompetition, reason: str, *, by: Person, at: datetime) -> None:
    """Give the consultation up, and say why to all holders (art. R2185-1). Whoever was chosen is
    chosen no more; once the contract is signed, it is too late."""
    MiniCompetition.objects.select_for_update().get(pk=competition.pk)
    standing = competition.awards.select_for_update().filter(withdrawn_at=None).first()
    concluded = standing is not None and standing.concluded_on is not None
    refuse_if(
        queries.against_acting(competition, by)
        + rules.against_discontinuing(reason, concluded=concluded)
    )
    if not move(competition, CompetitionState.DISCONTINUED, ending_reason=reason.strip()):
        return
    if standing:
        standing.withdrawn_at, standing.withdrawal_reason = at, reason.strip()
        standing.save(update_fields=["withdrawn_at", "withdrawal_reason"])
        for task in (SEND, SIGN):
            complete(competition.atelier, task, at=at)
    told = tell_ending(competition, "est déclarée sans suite", at=at)
    end(competition.atelier, Ending.DISCONTINUED, by=by, at=at)
    payload = {"reason": reason.strip(), "letter": told}
    append(competition.stream, "competition.discontinued", payload, by=by, at=at)


@transaction.atomic
def declare_unsuccessful(
    competition: MiniCompetition, reason: str, *, by: Person, at: datetime
) -> None:
    """Say, once the tenders are open, that none can be retained, and why."""
    competition.refresh_from_db(fields=["state", "opened_at"])
    refuse_if(
        queries.against_acting(competition, by)
        + rules.against_declaring_unsuccessful(competition.at_state, reason)
    )
    if not move(competition, CompetitionState.UNSUCCESSFUL, ending_reason=reason.strip()):
        return
    told = tell_ending(competition, "est infructueuse", at=at)
    end(competition.atelier, Ending.UNSUCCESSFUL, by=by, at=at)
    payload = {"reason": reason.strip(), "letter": told}
    append(competition.stream, "competition.unsuccessful", payload, by=by, at=at)


def tell_ending(competition: MiniCompetition, how: str, *, at: datetime) -> str:
    """To every holder consulted, those who declined or said nothing included; the digest of the
    letter, or nothing when the consultation was given up before anybody was consulted.
    """
    invited = list(queries.invitations(competition))
    if not invited:
        return ""
    only = invited[0] if competition.published_at is None else None
    filed = keep(competition, papers.ending(competition, how, at=at, only=only), at=at)
    competition.ending = filed
    competition.save(update_fields=["ending"])
    reason = f"\n\nMotif : {competition.ending_reason}" if competition.ending_reason else ""
    closed = "" if only else _STAYS_CLOSED
    what = "La passation du marché" if only else "La consultation"
    whose = "dont" if only else "pour laquelle"
    role = "devait être titulaire" if only else "a été consulté"
    write_to_all(
        competition,
        NoticeKind.ENDING,
        f"{'Marché' if only else 'Consultation'} {competition.atelier} : "
        f"{'sa passation' if only else 'elle'} {how}",
        lambda invitation, person: (
            f"Bonjour {person.first_name},\n\n{what} de l’Atelier Local "
            f"« {competition.atelier} », {whose} {invitation.name} {role}, "
            f"{how}.{reason}{closed}\n\n{told_in(filed, letter.result(competition))}"
        ),
        at=at,
        filed={invitation.pk: filed for invitation in invited},
    )
    return filed.digest
