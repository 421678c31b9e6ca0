"""Who is chosen, what was written to each holder, from which day the contract may be signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, Q

from atelier_local.clock import day_of
from atelier_local.ground.journal.models import Stream
from atelier_local.programme.agreement import law
from atelier_local.programme.people.models import Message
from atelier_local.refusal import Reasons, reasons

from .. import rules
from ..enums import Sending
from ..models import (
    Award,
    GroupChange,
    Invitation,
    LateTender,
    Letter,
    MiniCompetition,
    Opening,
    Tender,
)
from ..rules import grouping
from .analysing import Analysis, Column
from .grouping import against_pending, changes_of, group_now
from .reading import unopened


def winner(competition: MiniCompetition) -> Award | None:
    """The choice that stands."""
    found = Award.objects.filter(competition=competition, withdrawn_at=None)
    return found.select_related("invitation__consortium", "filed", "decided_by").first()


def written(competition: MiniCompetition) -> Award | None:
    """The choice that stands, else the last one that holders were written to, or that was made
    without competition: its decision stays to be read."""
    found = Award.objects.filter(competition=competition)
    kept = Q(letters_sent_at__isnull=False) | Q(total=None)
    told = found.filter(Q(withdrawn_at=None) | kept)
    return told.select_related("invitation__consortium", "filed", "decided_by").last()


@dataclass(frozen=True)
class Sent:
    """A letter, to whom it went, and whether each message left."""

    letter: Letter
    messages: list[Message]

    @property
    def failed(self) -> bool:
        return any(message.error for message in self.messages)

    @property
    def left_at(self) -> datetime | None:
        """When somebody who represents the holder was first written to, for good."""
        return min((one.sent_at for one in self.messages if one.sent_at), default=None)

    @property
    def dispatch(self) -> rules.Dispatch:
        """What proves that it was sent: the soonest electronic sending, else the one on paper."""
        letter = self.letter
        by_hand = letter.sent_on if letter.sending else None
        paper = letter.sending == Sending.POST
        days = [day_of(self.left_at)] if self.left_at else []
        if by_hand and not (paper and days):
            days.append(by_hand)
        return rules.Dispatch(
            letter.invitation.name,
            min(days, default=None),
            electronic=not paper or self.left_at is not None,
            failed=self.failed,
        )


def letters(award: Award) -> list[Sent]:
    """All letters of a choice, in the order of the agreement (two queries)."""
    found = award.letters.select_related("invitation__consortium", "filed", "recorded_by")
    found = found.prefetch_related(Prefetch("messages", Message.objects.order_by("created_at")))
    return [Sent(letter, list(letter.messages.all())) for letter in found]


@dataclass(frozen=True)
class Came:
    """What the opening found of a holder whose tender was not compared; nothing at all: silent."""

    declined: bool = False
    fault: str = ""
    late_at: datetime | None = None
    shut: str = ""

    @property
    def tendered(self) -> bool:
        """Whether an envelope came, though it was not compared to the others."""
        return bool(self.fault or self.late_at or self.shut)


def what_came(invitation: Invitation) -> Came:
    """As the minutes have it (three queries)."""
    if invitation.declined_at:
        return Came(declined=True)
    read = Tender.objects.filter(invitation=invitation).first()
    if read and read.fault:
        return Came(fault=read.fault)
    late = LateTender.objects.filter(invitation=invitation).defer("core", "keys").first()
    if late:
        return Came(late_at=late.arrived_at)
    opening = Opening.objects.select_related("minutes").filter(competition=invitation.competition)
    found = opening.first()
    return Came(shut=unopened(found.minutes).get(invitation.name, "") if found else "")


def waiting_days(competition: MiniCompetition, *, electronic: bool = True) -> int:
    """How long the wait lasts: none when the buyer gave it up, longer on paper."""
    if not competition.standstill:
        return 0
    sent, other = waiting_law(competition)
    return int((sent if electronic else other).value)


def waiting_law(competition: MiniCompetition) -> tuple[law.Rule, law.Rule]:
    """What the wait lasts when every letter left electronically, and when one did not."""
    launched = day_of(competition.published_at or competition.deadline)
    return law.known("standstill_days", launched), law.known("standstill_days_other", launched)


def runner_up_foreseen(competition: MiniCompetition) -> bool:
    """Whether the next tender may be turned to, in a consultation launched that day."""
    launched = day_of(competition.published_at or competition.deadline)
    rule = law.in_force(law.rows(), "runner_up", launched)
    return rule is not None and rule.value is True


def wait_of(award: Award, sent: Sequence[Sent]) -> rules.Wait:
    """Which letters are not proved sent; else the last day without a signature."""
    return rules.wait(
        [one.dispatch for one in sent],
        announced=award.standstill_until,
        days=waiting_days(award.competition),
        days_other=waiting_days(award.competition, electronic=False),
    )


def against_signing_before(
    award: Award | None, day: date, changes: Sequence[GroupChange] | None = None
) -> Reasons:
    """Why the contract cannot be signed on that day; the room of contracts asks (four queries, one
    less with the `changes` of the group)."""
    if award is None:
        return reasons((True, "la consultation n’est pas attribuée"))
    invitation = award.invitation
    invitation.competition = award.competition
    group = grouping.against_changed_group(invitation.composition, group_now(invitation))
    group += against_pending(changes_of(invitation) if changes is None else changes)
    if award.direct:
        return group + rules.against_withdrawn(award.withdrawn_at is not None)
    return group + rules.against_concluding(
        sent=award.letters_sent_at is not None,
        wait=wait_of(award, letters(award)),
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
