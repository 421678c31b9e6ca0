"""Amending what was published: numbered, told to all, and never sooner than first said."""

from datetime import datetime

from django.db import transaction

from atelier_local.clock import day_of
from atelier_local.ground.files.models import Filed
from atelier_local.ground.journal.operations import append
from atelier_local.programme.agreement import law
from atelier_local.programme.people.models import Person
from atelier_local.refusal import refuse_if

from .. import letter, papers, queries, rules
from ..enums import NoticeKind
from ..models import Amendment, MiniCompetition
from .handing_out import hand_out
from .writing import keep, told_in, write_to_all


@transaction.atomic
def amend(
    competition: MiniCompetition,
    text: str,
    *,
    by: Person,
    at: datetime,
    deadline: datetime | None = None,
    why: str = "",
) -> Amendment:
    """Say what changes in the documents, and move the deadline back if one is given.

    Nothing else can be given: criteria, weights and formula are frozen. Questions close later by
    as much as the deadline. The same words sent twice are one amendment.
    """
    found = MiniCompetition.objects.select_related("stream", "atelier__framework")
    c = found.select_for_update(of=("self",)).get(pk=competition.pk)
    extended, before = deadline or c.deadline, c.deadline
    last = c.amendments.first()
    if last and (last.text, last.deadline_after) == (text.strip(), extended):
        return last
    refuse_if(
        queries.against_acting(c, by)
        + rules.against_amending(
            c.at_state,
            text,
            deadline=before,
            extended=extended,
            at=at,
            notice_days=int(law.known("amendment_notice_days", day_of(at)).value),
            why=why,
        )
    )
    c.deadline = extended
    if c.questions_until:
        c.questions_until += extended - before
    c.save(update_fields=["deadline", "questions_until"])
    made = Amendment.objects.create(
        competition=c,
        number=(last.number if last else 0) + 1,
        text=text.strip(),
        deadline_before=before,
        deadline_after=extended,
        late_reason=why.strip(),
        at=at,
        by=by,
    )
    made.filed = keep(c, papers.amendment(c, made), at=at)
    made.save(update_fields=["filed"])
    _tell(c, made, made.filed, at=at)
    if made.extends:
        hand_out(c)
    payload = {
        "number": made.number,
        "text": made.text,
        "deadline_before": before.isoformat(),
        "deadline_after": extended.isoformat(),
        "why": made.late_reason,
        "letter": made.filed.digest,
    }
    append(c.stream, "competition.amended", payload, by=by, at=at)
    competition.deadline, competition.questions_until = c.deadline, c.questions_until
    return made


def _tell(c: MiniCompetition, made: Amendment, filed: Filed, *, at: datetime) -> None:
    until = f"{letter.moment(made.deadline_after)}, heure de Paris"
    deadline = (
        f"La date limite est repoussée : {until}. Les questions sont reçues d’autant plus tard."
        if made.extends
        else f"La date limite ne change pas : {until}."
    )
    write_to_all(
        c,
        NoticeKind.AMENDMENT,
        f"Consultation {c.atelier} : additif n° {made.number}",
        lambda _, person: (
            f"Bonjour {person.first_name},\n\nAdditif n° {made.number} à la lettre de "
            f"consultation.\n\n{made.text}\n\n{deadline}\n\n{told_in(filed, letter.link(c))}"
        ),
        at=at,
        filed={invitation.pk: filed for invitation in queries.invitations(c)},
    )
