"""A group asks to change between the opening and the signature; the buyer answers, in writing."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from atelier_local.ground.files.enums import MediaType
from atelier_local.ground.files.models import Filed
from atelier_local.ground.files.operations import store
from atelier_local.ground.journal.operations import append
from atelier_local.programme.agreement.enums import MembershipRole
from atelier_local.programme.agreement.models import ConsortiumMember
from atelier_local.programme.agreement.rules import against_siret, siren_of
from atelier_local.programme.governance.operations import assign, complete
from atelier_local.programme.people.enums import OrganisationKind, Role
from atelier_local.programme.people.models import Person
from atelier_local.programme.people.operations import register_organisation
from atelier_local.refusal import refuse_if

from .. import letter, papers, queries, rules
from ..access import Side
from ..enums import ChangeVerdict, CompetitionState, NoticeKind
from ..models import GroupChange, MiniCompetition, Report
from ..rules import grouping
from .writing import keep, told_in, write_to_one


@transaction.atomic
def ask_group_change(
    side: Side, member: int, asked: grouping.Asked, proof: Any, *, by: Person, at: datetime
) -> GroupChange:
    """Ask the buyer to go on with another group; `member` is the place that changes, by id.

    The buyer alone reads it, until the report.
    """
    competition = _locked(side.competition.pk)
    side.competition.refresh_from_db(fields=["state", "opened_at"])
    group = queries.own_group(Side(side.invitation, side.consortium, by))
    place = next((one for one in group.members if one.pk == member), None)
    refuse_if(group.why)
    refuse_if(() if place else ["ce membre n’est pas du groupement"])
    assert place is not None
    fictitious = side.consortium.framework.fictitious
    refuse_if(
        grouping.against_asking(
            asked,
            leads=place.role == MembershipRole.LEAD,
            alone=len(group.members) == 1,
            known=_known(asked, group.members),
            foreseen=queries.on_request(side.consortium.framework, competition),
            proved=proof is not None,
        )
        + (against_siret(asked.siret, real=not fictitious) if asked.siret else ())
    )
    kept = store(
        proof,
        name=proof.name or "",
        accept=[MediaType.PDF, MediaType.ODT, MediaType.DOCX, MediaType.JPEG, MediaType.PNG],
        max_bytes=rules.LARGEST_FILE,
        by=by,
        at=at,
    )
    change = GroupChange.objects.create(
        invitation=side.invitation,
        member_id=place.pk,
        leaving=place.organisation,
        ground=asked.ground,
        reason=asked.reason.strip(),
        entering_name=asked.entering.strip(),
        entering_siret=asked.siret,
        proof=kept,
        asked_by=by,
        asked_at=at,
    )
    url = reverse("competition:group_changes", args=[competition.atelier.slug])
    title = "Répondre à un groupement qui demande à changer"
    assign(competition.atelier, _task(change), title, role=Role.PILOT, url=url)
    payload = {
        "consortium": side.consortium.pk,
        "ground": str(asked.ground),
        "change": change.said,
        "reason": change.reason,
        "proof": kept.sha256,
    }
    append(competition.stream, "competition.group_change_asked", payload, by=by, at=at)
    return change


def _known(asked: grouping.Asked, members: list[ConsortiumMember]) -> bool:
    """By its name or its SIREN: another establishment is the same firm."""
    name, siren = asked.entering.strip().casefold(), siren_of(asked.siret)
    return any(
        one.organisation.name.casefold() == name or (siren and siren_of(one.siret) == siren)
        for one in members
    )


def _task(change: GroupChange) -> str:
    return f"competition:group:{change.pk}"


@transaction.atomic
def answer_group_change(
    change: GroupChange,
    verdict: ChangeVerdict,
    *,
    capacities: str = "",
    equality: str = "",
    reason: str = "",
    by: Person,
    at: datetime,
) -> None:
    """Consent to a change, which then holds for all that follows in this contract, or refuse it."""
    competition = _locked(change.invitation.competition_id)
    change.refresh_from_db()
    if change.decided_at and change.verdict == verdict:
        return
    refuse_if(
        queries.against_acting(competition, by)
        + grouping.against_answering(
            competition.at_state,
            verdict,
            decided=change.decided_at is not None,
            concluded=queries.concluded(competition),
            capacities=capacities,
            equality=equality,
            reason=reason,
        )
    )
    change.verdict, change.decided_by, change.decided_at = str(verdict), by, at
    if verdict is ChangeVerdict.ACCEPTED:
        change.capacities, change.equality = capacities.strip(), equality.strip()
        _replace(change, by=by, at=at)
    else:
        change.verdict_reason = reason.strip()
    change.letter = _tell(competition, change, at=at)
    change.save()
    if change.accepted:
        reached = queries.acting([change.invitation_id]).exists()
        refuse_if(grouping.against_leaving(reached=reached))
    if change.entering:  # whoever decides or judges may be of the firm that enters
        judges = queries.judges_of(competition, change.entering)
        refuse_if(
            queries.against_acting(competition, by)
            + grouping.against_entering(change.entering_name, judges)
        )
    complete(competition.atelier, _task(change), at=at)
    if competition.at_state is not CompetitionState.AWARDED:  # the choice rests on a report of then
        Report.objects.filter(competition=competition).update(basis=queries.REGROUPED)
    payload = {
        "consortium": change.invitation.consortium_id,
        "change": change.said,
        "verdict": str(verdict),
        "capacities": change.capacities,
        "equality": change.equality,
        "reason": change.verdict_reason,
        "group": change.invitation.composition,
        "letter": change.letter.digest,
    }
    append(competition.stream, "competition.group_change_answered", payload, by=by, at=at)


def _replace(change: GroupChange, *, by: Person, at: datetime) -> None:
    """Whoever enters has the place and the role of whoever leaves, for this contract."""
    invitation, newcomer = change.invitation, None
    if change.entering_name:
        change.entering = register_organisation(
            kind=OrganisationKind.FIRM,
            name=change.entering_name,
            siren=siren_of(change.entering_siret),
            fictitious=invitation.consortium.framework.fictitious,
            by=by,
            at=at,
        )
        newcomer = (str(change.entering.pk), change.entering_name)
    leaving = str(change.leaving_id)
    invitation.composition = grouping.after(invitation.composition, leaving, newcomer)
    invitation.save(update_fields=["composition"])


def _tell(competition: MiniCompetition, change: GroupChange, *, at: datetime) -> Filed:
    """To that group alone."""
    filed = keep(competition, papers.group_decision(competition, change, at=at), at=at)
    said = change.get_verdict_display()
    write_to_one(
        change.invitation,
        NoticeKind.GROUP,
        f"Consultation {competition.atelier} : composition de votre groupement",
        lambda _, person: (
            f"Bonjour {person.first_name},\n\n{change.said} : {said[:1].lower()}{said[1:]}.\n\n"
            f"Seul votre groupement reçoit ce message.\n\n"
            f"{told_in(filed, letter.result(competition))}"
        ),
        filed,
        at=at,
    )
    return filed


def _locked(pk: int) -> MiniCompetition:
    """The competition, whose contract nobody can sign meanwhile."""
    found = MiniCompetition.objects.select_for_update(of=("self",))
    return found.select_related("stream", "atelier__framework").get(pk=pk)
