"""What a group is for one contract: that of the agreement, with the changes that were accepted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from atelier_local.clock import day_of
from atelier_local.programme.agreement import law
from atelier_local.programme.agreement.models import ConsortiumMember, FrameworkAgreement
from atelier_local.programme.people.models import Organisation
from atelier_local.refusal import Reasons, reasons

from ..access import Side
from ..enums import ChangeVerdict
from ..models import Award, GroupChange, Invitation, MiniCompetition, Tender
from ..rules import grouping


def members_of(consortium: int, atelier: UUID) -> list[ConsortiumMember]:
    """The members in the order of the agreement, each in the place it has for the contract of this
    Atelier (one query, whatever changed)."""
    accepted = GroupChange.objects.filter(
        member=OuterRef("pk"),
        invitation__competition__atelier=atelier,
        verdict=ChangeVerdict.ACCEPTED,
    )
    told = JSONObject(id="entering__id", name="entering__name", siret="entering_siret")
    last = Subquery(accepted.order_by("-pk").values(told=told)[:1])
    found = ConsortiumMember.objects.filter(consortium=consortium).select_related("organisation")
    members = found.annotate(change=last).order_by("position")
    return [one for one in members if _placed(one, one.change)]


def _placed(member: ConsortiumMember, change: Mapping[str, Any] | None) -> bool:
    """Whether somebody has that place still; whoever entered has it in what is read of it."""
    if change is None:
        return True
    if change["id"] is None:
        return False
    newcomer = (UUID(str(change["id"])), change["name"])
    member.organisation = Organisation.from_db(member._state.db, ("id", "name"), newcomer)
    member.siret, member.raw_label = change["siret"], change["name"]
    return True


def group_now(invitation: Invitation) -> dict[str, list[str]]:
    """Name and role of each member by organisation, as the agreement and the changes have it."""
    members = members_of(invitation.consortium_id, invitation.competition.atelier_id)
    return {str(one.organisation_id): [one.raw_label, str(one.role)] for one in members}


def group_changes(competition: MiniCompetition) -> QuerySet[GroupChange]:
    """All that groups asked, in order."""
    found = GroupChange.objects.filter(invitation__competition=competition)
    return found.select_related(
        "invitation__consortium", "leaving", "proof", "letter", "asked_by", "decided_by", "member"
    )


def changes_of(invitation: Invitation) -> list[GroupChange]:
    """What this group asked, in order (one query)."""
    return list(invitation.group_changes.select_related("leaving"))


def judges_of(competition: MiniCompetition, firm: Organisation) -> list[str]:
    """Who marks the tenders and is of this firm (one query)."""
    there = competition.evaluators.filter(person__organisation=firm).select_related("person")
    return [one.person.full_name for one in there if one.sits]


def against_pending(changes: Iterable[GroupChange]) -> Reasons:
    """Nothing is signed with a group whose request waits."""
    waits = any(one.decided_at is None for one in changes)
    return reasons((waits, "une demande de changement de ce groupement attend votre réponse"))


def concluded(competition: MiniCompetition) -> bool:
    """Whether the contract is signed (one query)."""
    signed = Award.objects.filter(competition=competition, concluded_on__isnull=False)
    return signed.exists()


def on_request(framework: FrameworkAgreement, competition: MiniCompetition) -> bool:
    """Whether a group may change because it asks to, without another reason."""
    day = day_of(competition.published_at or competition.deadline)
    rule = law.in_force(law.rows(), "group_on_request", day)
    return framework.negotiation and rule is not None and rule.value is True


@dataclass(frozen=True)
class OwnGroup:
    """One group as it stands, what it asked, and why it can ask nothing now."""

    members: list[ConsortiumMember]
    changes: list[GroupChange]
    why: Reasons


def own_group(side: Side) -> OwnGroup:
    """Four queries."""
    invitation, competition = side.invitation, side.competition
    members = members_of(side.consortium.pk, competition.atelier_id)
    changes = list(group_changes(competition).filter(invitation=invitation))
    read = Tender.objects.filter(invitation=invitation, price_eur__isnull=False)
    why = grouping.against_changing(
        competition.at_state,
        tendered=competition.opened_at is not None and read.exists(),
        concluded=concluded(competition),
        pending=any(one.decided_at is None for one in changes),
        members=len(members),
    )
    return OwnGroup(members, changes, why)
