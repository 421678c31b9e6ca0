"""Who took the file of a contract away, and which."""

from datetime import datetime

from django.db import transaction

from atelier_local.ground.journal.enums import StreamKind
from atelier_local.ground.journal.operations import append, open_stream
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.people.models import Person

from ..archive import Written


@transaction.atomic
def record_archive(atelier: Atelier, written: Written, *, by: Person | None, at: datetime) -> None:
    """Write it down before the file leaves, in the stream that no screen can open: whoever has it
    has read every tender. By nobody: by whoever runs the command, who has the whole server.
    """
    audit = open_stream(StreamKind.AUDIT, atelier.slug, at=at)
    payload = {"manifest": written.digest, "pieces": written.pieces}
    append(audit, "contract.archive_taken", payload, by=by, at=at)
