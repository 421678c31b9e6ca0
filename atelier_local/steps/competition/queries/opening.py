"""Who turns which key, and what was found: the pages of the opening."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery

from atelier_local.ground.files.models import Filed
from atelier_local.programme.governance.models import Meeting
from atelier_local.programme.people.models import Person
from atelier_local.refusal import Reasons

from .. import rules
from ..enums import EvaluationCollege, NoticeKind
from ..models import (
    Evaluator,
    Invitation,
    KeyTurn,
    LateTender,
    MiniCompetition,
    Officer,
    Opening,
    Slot,
    Tender,
)
from .reading import invitations
from .reporting import against_access


def slots(competition: MiniCompetition) -> list[Slot]:
    """Those that are to be opened: a consortium that declined has none."""
    found = Slot.objects.filter(
        invitation__competition=competition, invitation__declined_at__isnull=True
    ).select_related("invitation__consortium", "invitation__competition")
    return list(found.order_by("invitation__consortium__rank"))


def first_turn(competition: MiniCompetition) -> KeyTurn | None:
    found = KeyTurn.objects.select_related("officer__person", "by__organisation")
    return found.filter(competition=competition, turn=1).first()


def halves(first: KeyTurn, place: int) -> dict[str, bytes]:
    """What the first turn left for one officer, by slot."""
    kept: dict[str, dict[str, str]] = first.halves or {}
    return {
        slot: b64decode(found[str(place)]) for slot, found in kept.items() if str(place) in found
    }


@dataclass(frozen=True)
class TurnView:
    """The opening as one person sees it before it is done."""

    officers: Sequence[Officer]
    """Each with its `declared_at`, None as long as it has declared no interests, or has a tie."""
    party: EvaluationCollege | None
    mine: Officer | None
    first: KeyTurn | None
    why: Reasons
    undeclared: bool
    """Whether they have to declare their interests first, or leave it to somebody else."""

    @property
    def second(self) -> bool:
        """Whether mine would be the second key."""
        return self.first is not None and self.first.officer.college != self.party

    @property
    def awaited(self) -> list[Officer]:
        """Who may turn the key that comes next."""
        first = self.first
        return [o for o in self.officers if first is None or o.college != first.officer.college]

    @property
    def turned(self) -> bool:
        """Whether my party has turned its key."""
        return self.first is not None and self.first.officer.college == self.party


def turn_view(
    competition: MiniCompetition,
    person: Person,
    party: EvaluationCollege | None,
    at: datetime,
) -> TurnView:
    """Four queries. Whoever holds a sheet of their party may come in the place of its officer."""
    sits = Evaluator.objects.filter(competition=competition, person=OuterRef("person"))
    clear = sits.filter(conflict=False, withdrawn_at=None).values("declared_at")[:1]
    officers = competition.officers.select_related("person__organisation")
    named = list(officers.annotate(declared_at=Subquery(clear)))
    ours = [one for one in named if one.college == party]
    mine = next((one for one in ours if one.person_id == person.pk), None)
    first = first_turn(competition)
    undeclared = against_access(competition, person)
    return TurnView(
        officers=named,
        party=party if ours else None,
        mine=mine,
        first=first,
        why=rules.against_turning(
            competition.at_state,
            deadline=competition.deadline,
            at=at,
            party=party if ours else None,
            first_party=EvaluationCollege(first.officer.college) if first else None,
        )
        + undeclared,
        undeclared=bool(undeclared),
    )


def envelopes(
    competition: MiniCompetition, person: Person, party: EvaluationCollege
) -> dict[str, Any]:
    """What a browser needs to turn a key of this party: closed keys, and nothing of the cores."""
    ours = [one for one in competition.officers.all() if one.college == party]
    places = {str(one.position) for one in ours}
    first = first_turn(competition)
    second = first is not None and first.officer.college != party
    left: dict[str, dict[str, str]] = (first.halves if first and second else None) or {}
    return {
        "turn": 2 if second else 1,
        "officers": [
            {
                "place": one.position,
                "party": one.college,
                "recipient": one.recipient,
                "locked": b64encode(one.identity or b"").decode()
                if one.person_id == person.pk
                else "",
            }
            for one in ours
        ],
        "slots": [
            {
                "id": str(slot.pk),
                "keys": {}
                if second
                else {p: k for p, k in slot.keys.items() if p.partition(">")[0] in places},
                "halves": {
                    place: half
                    for place, half in left.get(str(slot.pk), {}).items()
                    if place in places
                },
            }
            for slot in slots(competition)
        ],
    }


def who_opened(opening: Opening) -> list[Person]:
    """First and second: whoever turned the keys, which a sheet lets another than the officer do."""
    turns = KeyTurn.objects.filter(competition=opening.competition_id).order_by("turn")
    people = [turn.by for turn in turns.select_related("by__organisation")]
    return people or [opening.first.person, opening.second.person]


def own_extract(invitation: Invitation) -> Filed | None:
    """What a holder was given of the minutes."""
    found = invitation.notices.filter(kind=NoticeKind.MINUTES).select_related("filed").first()
    return found.filed if found else None


@dataclass(frozen=True)
class Signatory:
    """One of the two who opened."""

    person: Person
    signed_at: datetime | None


@dataclass(frozen=True)
class OpeningView:
    """What was found in the envelopes, what came too late, and who sent none."""

    opening: Opening
    signatories: list[Signatory]
    meeting: Meeting
    tenders: list[Tender]
    late: list[LateTender]
    declined: list[Invitation]
    silent: list[Invitation]

    @property
    def said(self) -> list[str]:
        """The minutes, one fact a line."""
        return self.meeting.minutes.splitlines()


def opening_view(competition: MiniCompetition) -> OpeningView | None:
    """None as long as the tenders are sealed (five queries)."""
    wanted = Opening.objects.select_related(
        "meeting", "minutes", "first__person__organisation", "second__person__organisation"
    )
    opening = wanted.filter(competition=competition).first()
    if opening is None:
        return None
    opened = list(
        Tender.objects.filter(invitation__competition=competition)
        .select_related("invitation__consortium")
        .order_by("deposited_at")
    )
    received = {tender.pk for tender in opened}
    others = [one for one in invitations(competition) if one.pk not in received]
    late = LateTender.objects.filter(invitation__competition=competition)
    signed = (opening.first_signed_at, opening.second_signed_at)
    return OpeningView(
        opening=opening,
        signatories=[Signatory(*one) for one in zip(who_opened(opening), signed, strict=False)],
        meeting=opening.meeting,
        tenders=opened,
        late=list(late.select_related("invitation__consortium").defer("core", "keys")),
        declined=[one for one in others if one.declined_at],
        silent=[one for one in others if not one.declined_at],
    )
