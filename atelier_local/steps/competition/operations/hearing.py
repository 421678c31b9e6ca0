"""Calling the holders to be heard, moving an hour, writing down what was said."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from atelier_local.clock import PARIS
from atelier_local.ground.files.models import Filed
from atelier_local.ground.journal.operations import append
from atelier_local.programme.governance.enums import MeetingKind
from atelier_local.programme.governance.operations import convene, hold
from atelier_local.programme.people.models import Person
from atelier_local.refusal import refuse_if

from .. import letter, papers, queries
from ..enums import NoticeKind
from ..models import Hearing, Invitation, MiniCompetition
from ..rules import hearing as rules
from .writing import keep, told_in, write_to_one


@transaction.atomic
def call_hearings(
    competition: MiniCompetition,
    *,
    first_at: datetime,
    pause: int,
    place: str,
    topics: str,
    by: Person,
    at: datetime,
) -> list[Hearing]:
    """Call every holder whose tender is admitted, in the order of the agreement, on one day."""
    competition = _locked(competition)
    seen = queries.hearings_view(competition)
    refuse_if(seen.why)
    minutes = competition.hearing_minutes
    called = rules.slots(first_at, minutes=minutes, pause=pause, count=len(seen.waiting))
    refuse_if(
        rules.against_words(place=place, topics=topics)
        + rules.against_hours(called, _taken(competition), at=at)
    )
    return [
        _call(competition, tender.invitation, slot, place.strip(), topics.strip(), by=by, at=at)
        for tender, slot in zip(seen.waiting, called, strict=True)
    ]


def _call(
    competition: MiniCompetition,
    invitation: Invitation,
    slot: rules.Slot,
    place: str,
    topics: str,
    *,
    by: Person,
    at: datetime,
) -> Hearing:
    # The title names nobody: the members of the Atelier see that a meeting takes place.
    meeting = convene(
        competition.atelier,
        MeetingKind.HEARING,
        str(MeetingKind.HEARING.label),
        starts_at=slot[0],
        ends_at=slot[1],
        place=place,
        invited=[e.person for e in queries.declarations(competition) if e.sits],
        by=by,
        at=at,
    )
    hearing = Hearing.objects.create(invitation=invitation, meeting=meeting, topics=topics)
    filed = _tell(competition, hearing, at=at)
    payload = _told(hearing) | {"place": place, "topics": topics, "letter": filed.digest}
    append(competition.stream, "competition.hearing_called", payload, by=by, at=at)
    return hearing


def _told(hearing: Hearing) -> dict[str, str | int]:
    meeting = hearing.meeting
    return {
        "consortium": hearing.invitation.consortium_id,
        "starts_at": meeting.starts_at.isoformat(),
        "ends_at": meeting.ends_at.isoformat(),
    }


def _taken(competition: MiniCompetition, but: int | None = None) -> list[rules.Slot]:
    known = queries.hearings(competition).exclude(pk=but)
    return [(one.meeting.starts_at, one.meeting.ends_at) for one in known]


def _tell(
    competition: MiniCompetition, hearing: Hearing, why_moved: str = "", *, at: datetime
) -> Filed:
    """To those who act for that holder, and to them alone."""
    meeting = hearing.meeting
    filed = keep(competition, papers.hearing_call(competition, hearing, why_moved, at=at), at=at)
    hearing.call = filed
    hearing.save(update_fields=["call"])
    first = (
        f"L’heure de votre audition change : {why_moved}"
        if why_moved
        else "Votre groupement est entendu sur son offre."
    )
    starts = meeting.starts_at.astimezone(PARIS)
    write_to_one(
        hearing.invitation,
        NoticeKind.HEARING,
        f"Consultation {competition.atelier} : votre audition",
        lambda _, person: (
            f"Bonjour {person.first_name},\n\n{first}\n\n"
            f"Le {starts:%d/%m/%Y à %H h %M}, heure de Paris, pendant "
            f"{competition.hearing_minutes} minutes : {meeting.place}\n\n"
            f"Points abordés, les mêmes pour tous :\n{hearing.topics}\n\n"
            "L’audition précise l’offre ; elle n’en change rien. Chaque groupement dont "
            "l’offre est admise est entendu aussi longtemps.\n\n"
            f"{told_in(filed, letter.result(competition))}"
        ),
        filed,
        at=at,
    )
    return filed


@transaction.atomic
def move_hearing(
    hearing: Hearing, starts_at: datetime, why: str, *, by: Person, at: datetime
) -> None:
    """Another hour for one holder, told to it with the reason."""
    competition = _locked(hearing.invitation.competition)
    hearing.meeting.refresh_from_db()
    ends_at = starts_at + timedelta(minutes=competition.hearing_minutes)
    refuse_if(
        rules.against_moving(competition.at_state, held=hearing.held, why=why)
        + rules.against_hours([(starts_at, ends_at)], _taken(competition, hearing.pk), at=at)
    )
    before = hearing.meeting.starts_at.isoformat()
    hearing.meeting.starts_at, hearing.meeting.ends_at = starts_at, ends_at
    hearing.meeting.save(update_fields=["starts_at", "ends_at"])
    filed = _tell(competition, hearing, why.strip(), at=at)
    payload = _told(hearing) | {"before": before, "why": why.strip(), "letter": filed.digest}
    append(competition.stream, "competition.hearing_moved", payload, by=by, at=at)


@transaction.atomic
def record_hearing(
    hearing: Hearing,
    *,
    present: str,
    heard_by: Collection[Person],
    minutes: str,
    by: Person,
    at: datetime,
) -> None:
    """Write down who was there and what was said; the holder reads it too."""
    competition = _locked(hearing.invitation.competition)
    hearing.meeting.refresh_from_db()
    known = (hearing.present, hearing.meeting.minutes)
    if hearing.held and known == (present.strip(), minutes.strip()):
        return
    refuse_if(
        rules.against_recording(
            competition.at_state,
            starts_at=hearing.meeting.starts_at,
            at=at,
            held=hearing.held,
            present=present,
            minutes=minutes,
            heard_by=len(heard_by),
        )
    )
    hearing.present = present.strip()
    hearing.save(update_fields=["present"])
    hold(hearing.meeting, minutes=minutes.strip(), present=heard_by, by=by, at=at)
    payload = {
        "consortium": hearing.invitation.consortium_id,
        "present": hearing.present,
        "minutes": hearing.meeting.minutes,
    }
    append(competition.stream, "competition.hearing_recorded", payload, by=by, at=at)


def _locked(competition: MiniCompetition) -> MiniCompetition:
    found = MiniCompetition.objects.select_for_update(of=("self",))
    related = ("stream", "atelier__stream", "atelier__framework")
    return found.select_related(*related).get(pk=competition.pk)
