"""The minutes of the opening: who turned which key, what was received, what stayed closed.

They are kept as a paper when they are written, confirmed by the two who opened, and told to every
holder, each for its own part, once both have.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from atelier_local.clock import PARIS
from atelier_local.ground.files.models import Filed
from atelier_local.ground.files.operations import file_paper
from atelier_local.ground.journal.operations import append
from atelier_local.programme.governance.enums import MeetingKind
from atelier_local.programme.governance.models import Meeting
from atelier_local.programme.governance.operations import convene, hold
from atelier_local.programme.people.models import Person
from atelier_local.refusal import refuse_if

from .. import letter, queries, rules
from .. import minutes as papers
from ..enums import NoticeKind
from ..minutes import Heard
from ..models import Invitation, KeyTurn, LateTender, MiniCompetition, Opening
from .backups import tell_backups
from .reading_slots import Found
from .writing import write_to_all


def minute(
    competition: MiniCompetition,
    turns: tuple[KeyTurn, KeyTurn],
    found: Sequence[Found],
    late: Sequence[LateTender],
    *,
    waits: bool,
    by: Person,
    at: datetime,
) -> tuple[Meeting, Filed]:
    """The meeting of the opening, with the minutes the officers would write, and their paper."""
    people = list(dict.fromkeys(turn.by for turn in turns))
    meeting = convene(
        competition.atelier,
        MeetingKind.OPENING,
        "Ouverture des plis",
        starts_at=at,
        ends_at=at + timedelta(hours=1),
        invited=people,
        by=by,
        at=at,
    )
    course = [_turned(turn) for turn in turns]
    backups = tell_backups(competition)
    lines = course + _received(competition, found, late)
    lines += [f"{one.name} : {one.said}, reçue le {_hour(one.at)}." for one in backups if one.at]
    hold(meeting, minutes="\n".join(lines), present=people, by=by, at=at)
    filed = file_minutes(
        competition,
        course=course,
        people=people,
        heard=[*_heard(competition, found, late), *backups],
        came=sum(one.tendered for one in found),
        shut=sum(bool(one.shut) for one in found),
        waits=waits,
        at=at,
    )
    return meeting, filed


def file_minutes(
    competition: MiniCompetition,
    *,
    course: Sequence[str],
    people: Sequence[Person],
    heard: Sequence[Heard],
    came: int,
    shut: int = 0,
    waits: bool = False,
    at: datetime,
) -> Filed:
    """Keep the minutes as they are written; part of the opening."""
    written = papers.paper(
        competition,
        course=course,
        signatories=[f"{one.full_name}\n{one.organisation}" for one in people],
        heard=heard,
        came=came,
        shut=shut,
        waits=waits,
        at=at,
    )
    return file_paper(written, subject=f"competition:{competition.pk}", at=at)


def _heard(
    competition: MiniCompetition, found: Sequence[Found], late: Sequence[LateTender]
) -> list[Heard]:
    by_invitation = {one.slot.pk: one for one in found}
    rows = []
    for invitation in queries.invitations(competition):
        rows.append(_heard_of(invitation, by_invitation.get(invitation.pk)))
        rows += [
            Heard(invitation.name, "pli hors délai, resté fermé", kept.arrived_at, kept.digest)
            for kept in late
            if kept.invitation_id == invitation.pk
        ]
    return rows


def _heard_of(invitation: Invitation, one: Found | None) -> Heard:
    if invitation.declined_at:
        return Heard(invitation.name, f"désistement : {invitation.decline_reason}")
    if one and one.shut:
        return Heard(invitation.name, f"pli {one.shut}")
    if one and one.tendered:
        said = f"ouvert, illisible : {one.fault}" if one.fault else "ouvert"
        said = f"pli reçu dans les délais, {said}"
        return Heard(invitation.name, said, one.at, one.digest, one.price_eur)
    return Heard(invitation.name, "pas de pli")


# Confirming, then telling -----------------------------------------------------------------


@transaction.atomic
def sign_minutes(competition: MiniCompetition, *, by: Person, at: datetime) -> None:
    """One of the two who opened confirms what the minutes say; after both, every holder is told."""
    found = Opening.objects.select_for_update(of=("self",)).select_related("minutes")
    opening = found.filter(competition=competition).first()
    people = queries.who_opened(opening) if opening else []
    place = people.index(by) if by in people else None
    refuse_if(rules.against_signing(written=bool(opening and opening.minutes), place=place))
    assert opening is not None
    assert opening.minutes is not None
    assert place is not None
    column = ("first_signed_at", "second_signed_at")[place]
    if not Opening.objects.filter(pk=opening.pk, **{column: None}).update(**{column: at}):
        return
    opening.refresh_from_db(fields=["first_signed_at", "second_signed_at"])
    payload: dict[str, object] = {"minutes": opening.minutes.digest, "by": by.ref}
    if opening.signed:
        payload["extracts"] = _send_extracts(competition, opening.minutes, at=at)
    append(competition.stream, "competition.minutes_signed", payload, by=by, at=at)


def _send_extracts(competition: MiniCompetition, minutes: Filed, *, at: datetime) -> list[str]:
    """To every holder, its own lines and nothing of the others'; the digests of the papers."""
    subject = f"competition:{competition.pk}"
    filed = {
        invitation.pk: file_paper(papers.extract(minutes, invitation.name), subject=subject, at=at)
        for invitation in queries.invitations(competition)
    }
    write_to_all(
        competition,
        NoticeKind.MINUTES,
        f"Ouverture des plis : {competition.atelier}",
        lambda invitation, person: (
            f"Bonjour {person.first_name},\n\nLes plis de la consultation « "
            f"{competition.atelier} » sont ouverts. L’extrait du procès-verbal qui concerne "
            f"{invitation.name} se lit à cette adresse : {letter.link(competition)}"
        ),
        filed=filed,
        at=at,
    )
    return sorted(one.digest for one in filed.values())


def _turned(turn: KeyTurn) -> str:
    rank = "Première clé" if turn.turn == 1 else "Seconde clé"
    how = "avec la feuille de secours" if turn.sheet else "avec sa phrase secrète"
    who = f"{turn.by.full_name} ({turn.by.organisation})"
    party = turn.officer.get_college_display()
    return f"{rank} : {who}, au titre de « {party} », {how}, le {_hour(turn.at)}."


def _hour(at: datetime) -> str:
    return f"{at.astimezone(PARIS):%d/%m/%Y à %H h %M min %S s}"


def _received(
    competition: MiniCompetition, found: Sequence[Found], late: Sequence[LateTender]
) -> list[str]:
    by_invitation = {one.slot.pk: one for one in found}
    lines = []
    for invitation in queries.invitations(competition):
        one = by_invitation.get(invitation.pk)
        if invitation.declined_at:
            lines.append(f"{invitation.name} : désistement. {invitation.decline_reason}")
        elif one and one.shut:
            lines.append(f"{invitation.name} : pli {one.shut}.")
        elif one and one.tendered:
            lines.append(_tender(invitation.name, one))
        else:
            lines.append(f"{invitation.name} : pas de pli.")
        lines += [
            f"{invitation.name} : pli arrivé hors délai le {_hour(kept.arrived_at)}, "
            f"conservé fermé, empreinte {kept.digest}."
            for kept in late
            if kept.invitation_id == invitation.pk
        ]
    return lines


def _tender(name: str, one: Found) -> str:
    assert one.at is not None
    read = f"ouvert, mais illisible ({one.fault})" if one.fault else "ouvert"
    return (
        f"{name} : pli reçu dans les délais, le {_hour(one.at)}, et {read}, empreinte {one.digest}."
    )
