"""Taking from a phone what it kept and cannot send."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from atelier_local.ground.journal.models import Line
from atelier_local.ground.journal.operations import Conflict, append, project
from atelier_local.ground.live.operations import PROJECTION, Taken, drafted, take
from atelier_local.programme.ateliers.enums import Audience
from atelier_local.programme.people.models import Person
from atelier_local.refusal import Refused, refuse_if
from atelier_local.steps.workshops.models import Workshop

from .. import room
from ..models import Participant
from ..rescue import Handed, Waiting


@dataclass(frozen=True)
class HandedIn:
    """What became of the acts that a phone kept."""

    taken: Sequence[Line]
    refused: Sequence[tuple[Waiting, str]]


def hand_in(workshop: Workshop, handed: Handed, *, by: Person, at: datetime) -> HandedIn:
    """Write for a phone what it kept and cannot send: as that phone, under the ids it gave, so that
    what it manages to send after all counts once. What is refused says why, and is asked again.
    """
    refuse_if([] if handed.room == workshop.pk else ["ce téléphone est d’une autre salle"])
    phone = _known_phone(workshop, handed, at)
    drafts = [
        drafted(workshop.stream, act.kind, act.payload, by=phone, at=at, id=act.id)
        for act in handed.acts
    ]
    outcomes = take([(room, draft) for draft in drafts])
    project(workshop.stream, PROJECTION, room.apply)
    told = list(zip(handed.acts, outcomes, strict=True))
    taken = [outcome.line for _, outcome in told if isinstance(outcome, Taken)]
    refused = [(act, _why(outcome)) for act, outcome in told if not isinstance(outcome, Taken)]
    payload = {"workshop": str(workshop.id), "taken": len(taken), "refused": len(refused)}
    append(workshop.atelier.stream, "wall.handed_in", payload, by=by, at=at)
    return HandedIn(taken, refused)


def _known_phone(workshop: Workshop, handed: Handed, at: datetime) -> Participant:
    """The phone, that of another laptop of the same room included."""
    phone, _ = Participant.objects.get_or_create(
        pk=handed.phone,
        defaults={
            "workshop": workshop,
            "audience": handed.audience if handed.audience in Audience.values else "",
            "table": handed.table,
            "joined_at": at,
        },
    )
    refuse_if([] if phone.workshop_id == workshop.pk else ["ce téléphone est d’une autre salle"])
    return phone


def _why(outcome: Refused | Conflict) -> str:
    if isinstance(outcome, Conflict):
        return "un autre contenu a déjà été reçu sous ce numéro"
    return str(outcome)
