"""Who is chosen, what was written to each holder, from which day the contract may be signed."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch

from atelier_local.clock import day_of
from atelier_local.ground.journal.models import Stream
from atelier_local.programme.agreement import law
from atelier_local.programme.people.models import Message
from atelier_local.refusal import Reasons, reasons

from .. import rules
from ..models import Award, Invitation, LateTender, Letter, MiniCompetition, Tender
from .analysing import Analysis, Column


def winner(competition: MiniCompetition) -> Award | None:
    """The choice that stands."""
    found = Award.objects.filter(competition=competition, withdrawn_at=None)
    return found.select_related("invitation__consortium", "filed", "decided_by").first()


@dataclass(frozen=True)
class Sent:
    """A letter, to whom it went, and whether each message left."""

    letter: Letter
    messages: list[Message]

    @property
    def failed(self) -> bool:
        return any(message.error for message in self.messages)

    @property
    def left(self) -> bool:
        return bool(self.messages) and all(message.sent_at for message in self.messages)


def letters(award: Award) -> list[Sent]:
    """All letters of a choice, in the order of the agreement (two queries)."""
    found = award.letters.select_related("invitation__consortium", "filed")
    found = found.prefetch_related(Prefetch("messages", Message.objects.order_by("created_at")))
    return [Sent(letter, list(letter.messages.all())) for letter in found]


def what_came(invitation: Invitation) -> str:
    """What the letter says of a holder whose tender was not compared; an envelope that stayed shut
    is not told from one that never was.
    """
    if invitation.declined_at:
        return "Vous avez fait savoir que vous ne répondriez pas."
    read = Tender.objects.filter(invitation=invitation).first()
    if read and read.fault:
        return (
            "Votre pli, reçu dans les délais, a été ouvert mais n’a pu être lu comme une offre : "
            f"{read.fault}. Il n’a donc pas été comparé aux autres."
        )
    if LateTender.objects.filter(invitation=invitation).exists():
        return "Votre pli est arrivé après la date limite : il est conservé fermé, sans être lu."
    return "Aucun pli de votre groupement n’a été ouvert."


def waiting_days(competition: MiniCompetition, *, failed: bool = False) -> int:
    """How long the wait lasts: none when the buyer gave it up, longer when a message failed."""
    if not competition.standstill:
        return 0
    launched = day_of(competition.published_at or competition.deadline)
    key = "standstill_days_other" if failed else "standstill_days"
    return int(law.known(key, launched).value)


def standstill_of(award: Award) -> date | None:
    """The last day on which the contract may not be signed; None while no letter has left."""
    if award.letters_sent_at is None or award.standstill_until is None:
        return None
    posted = Letter.objects.filter(award=award).values("messages")
    failed = Message.objects.filter(pk__in=posted).exclude(error="").exists()
    if not failed:
        return award.standstill_until
    days = waiting_days(award.competition, failed=True)
    return day_of(award.letters_sent_at) + timedelta(days=days)


def against_signing_before(award: Award | None, day: date) -> Reasons:
    """Why the contract cannot be signed on that day; the room of contracts asks."""
    if award is None:
        return reasons((True, "la consultation n’est pas attribuée"))
    return rules.against_concluding(
        sent=award.letters_sent_at is not None,
        until=standstill_of(award),
        withdrawn=award.withdrawn_at is not None,
        day=day,
    )


def head(competition: MiniCompetition) -> str:
    """The hash that the consultation’s stream ends with: it stands for all that was written."""
    stream = Stream.objects.get(pk=competition.stream_id)
    return bytes(stream.head_hash).hex()


def choices(competition: MiniCompetition) -> list[Award]:
    """Every choice made, withdrawn ones too; the one that stands is the last (one query)."""
    found = Award.objects.filter(competition=competition)
    return list(found.select_related("invitation__consortium"))


def next_in_rank(seen: Analysis, made: list[Award]) -> Column | None:
    """The best tender among those that no choice was made of yet."""
    given = {award.invitation_id for award in made}
    return next((c for c in seen.ranked if c.rank and c.tender.pk not in given), None)
