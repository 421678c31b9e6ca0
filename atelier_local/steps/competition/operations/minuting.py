"""The minutes of the opening: who turned which key, what was received, what stayed closed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from atelier_local.clock import PARIS
from atelier_local.programme.governance.enums import MeetingKind
from atelier_local.programme.governance.models import Meeting
from atelier_local.programme.governance.operations import convene, hold
from atelier_local.programme.people.models import Person

from .. import queries
from ..models import KeyTurn, LateTender, MiniCompetition
from .reading_slots import Found


def minute(
    competition: MiniCompetition,
    turns: tuple[KeyTurn, KeyTurn],
    found: Sequence[Found],
    late: Sequence[LateTender],
    *,
    by: Person,
    at: datetime,
) -> Meeting:
    """The meeting of the opening, with the minutes that the officers would write."""
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
    lines = [_turned(turn) for turn in turns]
    lines += _received(competition, found, late)
    hold(meeting, minutes="\n".join(lines), present=people, by=by, at=at)
    return meeting


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
