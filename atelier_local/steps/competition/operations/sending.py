"""A letter of the choice that did not leave: sent again from here, or otherwise with its proof."""

from datetime import date, datetime

from django.core.files import File
from django.db import transaction

from atelier_local.clock import day_of
from atelier_local.ground.files.enums import MediaType
from atelier_local.ground.files.models import Stored
from atelier_local.ground.files.operations import store
from atelier_local.ground.journal.operations import append
from atelier_local.programme.people import operations as people
from atelier_local.programme.people.models import Person
from atelier_local.refusal import refuse_if

from .. import queries, rules
from ..enums import Sending
from ..models import Letter
from ..rules import awarding


@transaction.atomic
def record_sending(
    letter: Letter,
    sending: Sending,
    sent_on: date,
    proof: str,
    upload: File | None = None,
    *,
    by: Person,
    at: datetime,
) -> None:
    """Write down that a letter went otherwise, on which day and what proves it: the wait counts
    from the last letter proved sent.
    """
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    given = letter.award
    sent = next(one for one in queries.letters(given) if one.letter.pk == letter.pk)
    refuse_if(
        queries.against_acting(given.competition, by)
        + awarding.against_recording_sending(
            sent_on=sent_on,
            decided_on=day_of(given.decided_at),
            today=day_of(at),
            proof=proof,
            proved=sent.dispatch.proved_on is not None,
            concluded=given.concluded_on is not None,
        )
    )
    letter.sending, letter.sent_on, letter.proof = sending, sent_on, proof.strip()
    letter.proof_file = _kept(upload, by=by, at=at) if upload else None
    letter.recorded_by, letter.recorded_at = by, at
    letter.save()
    payload = {
        "consortium": letter.invitation.consortium_id,
        "letter": letter.filed.digest,
        "sending": str(sending),
        "sent_on": sent_on.isoformat(),
        "proof": letter.proof,
        "file": letter.proof_file.sha256 if letter.proof_file else "",
    }
    append(given.competition.stream, "competition.sending_recorded", payload, by=by, at=at)


def _kept(upload: File, *, by: Person, at: datetime) -> Stored:
    return store(
        upload,
        name=upload.name or "",
        accept=[MediaType.PDF, MediaType.JPEG, MediaType.PNG],
        max_bytes=rules.LARGEST_FILE,
        by=by,
        at=at,
    )


@transaction.atomic
def send_again(letter: Letter, *, by: Person, at: datetime) -> None:
    """Try again each message of a letter that did not leave."""
    competition = letter.award.competition
    refuse_if(queries.against_acting(competition, by))
    waiting = list(letter.messages.select_for_update().filter(sent_at=None))
    if not waiting:
        return
    for message in waiting:
        people.send_again(message)
    payload = {"consortium": letter.invitation.consortium_id, "messages": len(waiting)}
    append(competition.stream, "competition.letter_sent_again", payload, by=by, at=at)
