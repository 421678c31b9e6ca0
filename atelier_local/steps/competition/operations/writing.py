"""Writing to the consulted consortia: what concerns all goes to all of them, the silent ones
included, or to none; what concerns one, to it alone.

A message loses its text once it has left: what it says stays in the paper that it leads to.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from atelier_local.ground.files.models import Filed
from atelier_local.ground.files.operations import file_paper
from atelier_local.ground.files.papers import Paper
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
    return _write(
        list(queries.invitations(competition)), kind, subject, body, at=at, filed=filed or {}
    )


def write_to_one(
    invitation: Invitation,
    kind: NoticeKind,
    subject: str,
    body: Callable[[Invitation, Person], str],
    filed: Filed,
    *,
    at: datetime,
) -> list[Notice]:
    """The same, to those who act for one consortium and to nobody else."""
    return _write([invitation], kind, subject, body, at=at, filed={invitation.pk: filed})


def _write(
    invited: Collection[Invitation],
    kind: NoticeKind,
    subject: str,
    body: Callable[[Invitation, Person], str],
    *,
    at: datetime,
    filed: Mapping[int, Filed],
) -> list[Notice]:
    reached = queries.agents(invitation.pk for invitation in invited)
    return Notice.objects.bulk_create(
        Notice(
            invitation=invitation,
            kind=kind,
            message=post(to=person.email, subject=subject, body=body(invitation, person), at=at),
            filed=filed.get(invitation.pk),
            at=at,
        )
        for invitation in invited
        for person in reached[invitation.consortium_id]
    )


def keep(competition: MiniCompetition, paper: Paper, *, at: datetime) -> Filed:
    """The paper as it is issued, among those of the consultation."""
    return file_paper(paper, subject=f"competition:{competition.pk}", at=at)


def told_in(filed: Filed, link: str) -> str:
    """How a message leads to its paper, which stays behind a door."""
    return f"Le document est ici, en PDF et en DOCX : {link}\nSon empreinte : {filed.digest}"
