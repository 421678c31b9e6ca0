"""Writing to the consulted consortia: to all of them, the silent ones included, or to none."""

from collections.abc import Callable, Mapping
from datetime import datetime

from atelier_local.ground.files.models import Filed
from atelier_local.programme.people.models import Person
from atelier_local.programme.people.operations import post

from .. import queries
from ..enums import NoticeKind
from ..models import Invitation, MiniCompetition, Notice


def write_to_all(
    competition: MiniCompetition,
    kind: NoticeKind,
    subject: str,
    body: Callable[[Invitation, Person], str],
    *,
    at: datetime,
    filed: Mapping[int, Filed] | None = None,
) -> list[Notice]:
    """A message to everyone who may act for an invited consortium, with its proof; `filed`: the
    paper that the message is about, by invitation.

    Part of another act, whose line tells of it.
    """
    invited = list(queries.invitations(competition))
    reached = queries.agents(invitation.consortium_id for invitation in invited)
    return Notice.objects.bulk_create(
        Notice(
            invitation=invitation,
            kind=kind,
            message=post(to=person.email, subject=subject, body=body(invitation, person), at=at),
            filed=(filed or {}).get(invitation.pk),
            at=at,
        )
        for invitation in invited
        for person in reached[invitation.consortium_id]
    )
