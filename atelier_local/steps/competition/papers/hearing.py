"""What was asked and answered at a hearing, as a paper."""

from collections.abc import Sequence

from atelier_local.ground.files.papers import Heading, Paper, Para
from atelier_local.programme.people.models import Person

from ..models import Hearing, MiniCompetition
from . import words


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
