"""Who took the list of those who read tenders."""

from datetime import datetime

from django.db import transaction

from atelier_local.ground.journal.enums import StreamKind
from atelier_local.ground.journal.operations import append, open_stream
from atelier_local.programme.people.models import Person
from atelier_local.refusal import refuse_if
from atelier_local.steps.competition.models import MiniCompetition

from .. import queries


@transaction.atomic
def take_access_log(
    competition: MiniCompetition, *, by: Person, at: datetime
) -> list[queries.Access]:
    """What the journal says of every access, once tenders are open; taking it is one more."""
    refuse_if(queries.against_taking_log(competition))
    found = queries.accesses(competition)
    audit = open_stream(StreamKind.AUDIT, competition.atelier.slug, at=at)
    append(audit, "contract.access_log_taken", {"lines": len(found)}, by=by, at=at)
    return found
