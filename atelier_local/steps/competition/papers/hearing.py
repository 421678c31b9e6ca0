"""Calling a holder to be heard, then what was asked and answered, as papers."""

from collections.abc import Sequence
from datetime import datetime

from atelier_local.ground.files.papers import Bullets, Heading, Paper, Para
from atelier_local.programme.people.models import Person

from ..models import Hearing, MiniCompetition
from . import words
from .frame import sheet, to_one


def hearing_call(
    competition: MiniCompetition, hearing: Hearing, why_moved: str, *, at: datetime
) -> Paper:
    """`why_moved`: of an hour that changes; the call then takes the place of the one before."""
    meeting = hearing.meeting
    points = tuple(line.strip() for line in hearing.topics.splitlines() if line.strip())
    first = f"Votre groupement est entendu sur son offre pour l’{words.subject(competition)}."
    moved = (
        f"L’heure de votre audition change : {why_moved} Cette convocation remplace la précédente."
    )
    return sheet(
        competition,
        "Convocation à une audition",
        "hearing-call",
        (
            Para(moved if why_moved else first),
            Heading(1, "Points abordés, les mêmes pour tous"),
            Bullets(points),
            Heading(1, "Ce qu’est l’audition"),
            Para(
                "Prévue par la lettre de consultation, elle précise l’offre ; elle n’en change "
                "rien. Chaque groupement dont l’offre est admise est entendu aussi longtemps."
            ),
        ),
        at=at,
        recipient=to_one(hearing.invitation),
        facts=(
            ("Audition", f"{words.moment(meeting.starts_at)}, heure de Paris"),
            ("Durée", f"{competition.hearing_minutes} minutes"),
            ("Lieu", meeting.place),
        ),
    )


def hearing_record(
    competition: MiniCompetition, hearing: Hearing, heard_by: Sequence[Person]
) -> Paper:
    meeting, name = hearing.meeting, hearing.invitation.name
    assert meeting.held_at is not None
    title = f"Compte rendu d’audition, {name}"
    return Paper(
        title=title,
        kind="hearing",
        facts=(
            ("Consultation", words.subject(competition)),
            ("Groupement entendu", name),
            ("Audition", f"{words.moment(meeting.starts_at)}, {competition.hearing_minutes} min"),
            ("Lieu", meeting.place),
            ("Pour le groupement", hearing.present),
            ("Évaluateurs présents", ", ".join(person.full_name for person in heard_by)),
            ("Établi le", words.moment(meeting.held_at)),
        ),
        blocks=(
            Heading(1, "Points abordés, les mêmes pour tous"),
            *(Para(line) for line in hearing.topics.splitlines() if line.strip()),
            Heading(1, "Ce qui a été demandé et répondu"),
            *(Para(line) for line in meeting.minutes.splitlines() if line.strip()),
            Para("L’audition précise l’offre. Elle n’en change rien."),
        ),
        footer=f"{title} · {words.subject(competition)}",
        fictitious=competition.atelier.fictitious,
    )
