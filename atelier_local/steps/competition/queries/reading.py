"""What several pages and acts read: who is consulted, what was opened, what was asked."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet

from atelier_local.ground.files.models import Filed
from atelier_local.ground.files.papers import Table, from_json
from atelier_local.programme.agreement.models import (
    ConsortiumAgent,
    ConsortiumMember,
    FrameworkAgreement,
)
from atelier_local.programme.ateliers.enums import PartyKind
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.people.models import Person

from ..access import left
from ..enums import EvaluationCollege, NoticeKind, PlaceOutcome
from ..models import GroupChange, Invitation, MiniCompetition, Question

COLLEGE_OF_PARTY = {
    PartyKind.PILOT: EvaluationCollege.PILOT,
    PartyKind.LOCAL_AUTHORITY: EvaluationCollege.LOCAL_AUTHORITIES,
    PartyKind.OPERATOR: EvaluationCollege.OPERATOR,
}


def invitations(competition: MiniCompetition) -> QuerySet[Invitation]:
    return competition.invitations.select_related("consortium")


def acting(invited: Iterable[int]) -> QuerySet[ConsortiumAgent]:
    """Who acts for these groups, by their invitations to one competition: nobody of a firm that
    left."""
    groups = Invitation.objects.filter(pk__in=list(invited))
    found = ConsortiumAgent.objects.filter(consortium__in=groups.values("consortium"))
    group = {"invitation__in": groups, "invitation__consortium": OuterRef("consortium")}
    return found.exclude(left(OuterRef("person__organisation"), **group))


def agents(invited: Iterable[int]) -> dict[int, list[Person]]:
    """Who may be written to, by consortium (one query)."""
    found: dict[int, list[Person]] = defaultdict(list)
    for agent in acting(invited).select_related("person"):
        found[agent.consortium_id].append(agent.person)
    return found


def members(competition: MiniCompetition) -> list[tuple[str, list[str]]]:
    """Each consortium with the names of its members, whoever entered for this contract included:
    who one may be tied to (two queries)."""
    told: dict[int, tuple[str, list[str]]] = {}
    consortia = competition.atelier.framework.consortia.order_by("rank", "members__position")
    for pk, name, member in consortia.values_list("pk", "name", "members__raw_label"):
        told.setdefault(pk, (name, []))[1].extend([member] if member else [])
    let = GroupChange.objects.filter(invitation__competition=competition, entering__isnull=False)
    for pk, name in let.values_list("invitation__consortium", "entering_name"):
        told[pk][1].append(name)
    return list(told.values())


def compositions(framework: FrameworkAgreement) -> dict[int, dict[str, list[str]]]:
    """By consortium, name and role of each member by organisation (one query)."""
    found: dict[int, dict[str, list[str]]] = defaultdict(dict)
    members = ConsortiumMember.objects.filter(consortium__framework=framework)
    for one in members.order_by("position"):
        found[one.consortium_id][str(one.organisation_id)] = [one.raw_label, str(one.role)]
    return found


def colleges(atelier: Atelier) -> set[EvaluationCollege]:
    """The evaluation colleges that the parties of the Atelier make up."""
    kinds = {PartyKind(party.kind) for party in atelier.parties.all()}
    return {college for kind, college in COLLEGE_OF_PARTY.items() if kind in kinds}


def questions(competition: MiniCompetition) -> list[dict[str, Any]]:
    """For the buyer: without who asked them, in their own words and as all read them."""
    return [_said(one) | {"own_words": one.text} for one in _asked(competition)]


def questions_for(invitation: Invitation) -> list[dict[str, Any]]:
    """For one side: those answered, in the buyer's words, and its own that wait for an answer.

    Another side's question is not read before its answer: its words may give away who asks.
    """
    return [
        _said(one)
        for one in _asked(invitation.competition)
        if one.answered_at or one.invitation_id == invitation.pk
    ]


def _asked(competition: MiniCompetition) -> QuerySet[Question]:
    return competition.questions.order_by("-asked_at", "-id")


def _said(one: Question) -> dict[str, Any]:
    return {
        "id": one.pk,
        "text": one.said,
        "asked_at": one.asked_at,
        "answer": one.answer,
        "answered_at": one.answered_at,
    }


_OTHER_THAN_A_TENDER = ("désistement", "copie de sauvegarde")
_NOTHING = ("pas de pli", PlaceOutcome.NONE.label, PlaceOutcome.RECEIVED.label)


def unopened(minutes: Filed | None) -> dict[str, str]:
    """By holder, what the minutes say of an envelope that stayed closed, or that PLACE got late."""
    tables = from_json(minutes.paper).blocks if minutes else ()
    rows = [row for table in tables if isinstance(table, Table) for row in table.rows]
    return {
        name: f"{said}, {when}" if when != "–" else said
        for name, said, when, digest, _ in rows
        if digest == "–" and said not in _NOTHING and not said.startswith(_OTHER_THAN_A_TENDER)
    }


def invitations_and_letters(competition: MiniCompetition) -> QuerySet[Invitation]:
    """Each with the number of people written to (`letters`) and of mails that failed (`unsent`)."""
    sent = Q(notices__kind=NoticeKind.INVITATION)
    failed = sent & ~Q(notices__message__error="")
    return invitations(competition).annotate(
        letters=Count("notices", filter=sent), unsent=Count("notices", filter=failed)
    )
