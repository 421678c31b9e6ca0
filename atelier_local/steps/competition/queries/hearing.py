"""Who was heard, who will be, who is still to be called."""

from dataclasses import dataclass

from django.db.models import QuerySet

from atelier_local.programme.people.models import Person
from atelier_local.refusal import Reasons

from ..access import Side
from ..models import Consensus, Hearing, MiniCompetition, Tender
from ..rules import hearing as rules
from .analysing import Analysis
from .judging import Admission, admissions, compared


@dataclass(frozen=True)
class Hearings:
    """Each opened tender with its hearing, if it was called; those that nobody called yet."""

    rows: list[tuple[Tender, Admission, Hearing | None]]
    waiting: list[Tender]
    why: Reasons

    @property
    def unheard(self) -> int:
        return sum(
            admission.ranks and not (heard and heard.held) for _, admission, heard in self.rows
        )


def hearings(competition: MiniCompetition) -> QuerySet[Hearing]:
    found = Hearing.objects.filter(invitation__competition=competition)
    return found.select_related("meeting", "invitation__consortium")


def hearings_view(competition: MiniCompetition) -> Hearings:
    """What the page of hearings shows (four queries)."""
    called = {one.pk: one for one in hearings(competition)}
    opened = list(compared(competition))
    known = admissions(competition, opened)
    rows = [(one, known[one.pk], called.get(one.pk)) for one in opened]
    waiting = [one for one, admission, heard in rows if admission.ranks and not heard]
    why = rules.against_calling(
        competition.at_state,
        foreseen=competition.hearing,
        unjudged=sum(one.pending for one in known.values()),
        waiting=len(waiting),
        closed=Consensus.objects.filter(competition=competition).exists(),
    )
    return Hearings(rows, waiting, why)


def unheard(competition: MiniCompetition, seen: Analysis) -> int:
    """How many admitted tenders the letter foresaw to hear and have no record."""
    if not competition.hearing:
        return 0
    admitted = [column.tender for column in seen.columns if column.admission.ranks]
    return sum(not one.heard for one in admitted)  # type: ignore[attr-defined]


def held_hearings(competition: MiniCompetition) -> QuerySet[Hearing]:
    """Those whose record is written; who was there is at hand (three queries)."""
    return _held(competition).prefetch_related("meeting__invitations__person")


def _held(competition: MiniCompetition) -> QuerySet[Hearing]:
    return hearings(competition).filter(meeting__held_at__isnull=False)


def heard_by(hearing: Hearing) -> list[Person]:
    """The evaluators who were there, of a hearing of `held_hearings`, by name."""
    present = [one.person for one in hearing.meeting.invitations.all() if one.attended]
    return sorted(present, key=lambda person: (person.last_name, person.first_name))


def own_record(side: Side) -> Hearing | None:
    """One’s own once it is written, with who was there at hand (three queries)."""
    return held_hearings(side.competition).filter(pk=side.invitation.pk).first()


def hearing_of(side: Side) -> Hearing | None:
    """One’s own, and nobody else’s."""
    return hearings(side.competition).filter(pk=side.invitation.pk).first()
