"""A contract given without competition, where the agreement foresees it and one holder is able."""

from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.urls import reverse

from atelier_local.clock import PARIS, day_of
from atelier_local.ground.files.enums import MediaType
from atelier_local.ground.files.operations import file_paper, store
from atelier_local.ground.files.rules import clean_name
from atelier_local.ground.journal.enums import StreamKind
from atelier_local.ground.journal.operations import append, open_stream
from atelier_local.programme.agreement import queries as agreements
from atelier_local.programme.agreement.models import Consortium, Lot
from atelier_local.programme.agreement.operations import mark_used
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.governance.operations import assign, complete
from atelier_local.programme.people.enums import Role
from atelier_local.programme.people.models import Person
from atelier_local.refusal import reasons, refuse_if

from .. import papers, queries, rules
from ..enums import CompetitionState
from ..models import Award, Invitation, MiniCompetition, Tender, TenderFile
from ..rules import direct
from .handing_out import PREPARE
from .keys import ask_no_more_keys
from .moving import SIGN, move


@transaction.atomic
def award_directly(
    atelier: Atelier,
    consortium: Consortium,
    said: direct.Direct,
    proposal: Any,
    *,
    by: Person,
    at: datetime,
    lot: Lot | None = None,
) -> Award:
    """Give the contract to the one holder able to perform it (art. R2162-10, last paragraph).

    `proposal`: what it offers, in writing; `lot`: of the agreement, where it has any. Nobody else
    is consulted, nothing is marked: what was received is a tender all the same, and the contract
    takes it up as after a competition.
    """
    known = MiniCompetition.objects.select_for_update().filter(atelier=atelier).first()
    given = queries.winner(known) if known else None
    if given and given.direct and given.invitation.consortium_id == consortium.pk:
        return given
    competition = known or MiniCompetition.objects.create(
        atelier=atelier,
        stream=open_stream(StreamKind.COMPETITION, atelier.slug, at=at),
        deadline=at,
    )
    framework, day = atelier.framework, day_of(at)
    refuse_if(
        queries.against_acting(competition, by)
        + queries.against_direct(atelier, known, day)
        + direct.against_deciding_directly(
            said,
            holds=agreements.consulted(framework, lot).filter(pk=consortium.pk).exists(),
            agreed=queries.agreed_of(framework),
            day=day,
        )
        + agreements.against_naming(framework, lot)
        + queries.against_affording(framework, said.price_eur, lot)
        + reasons((proposal is None, "joignez la proposition écrite du titulaire"))
    )
    move(competition, CompetitionState.DIRECT, deadline=at, lot=lot)
    mark_used(framework, day)
    tender = _receive(competition, consortium, said, proposal, by=by, at=at)
    made = Award.objects.create(
        competition=competition,
        invitation=tender.invitation,
        decided_at=at,
        decided_by=by,
        reason=said.reason.strip(),
        sole=said.sole.strip(),
    )
    subject, paper = f"competition:{competition.pk}", papers.direct_decision(made, tender, at=at)
    made.filed = file_paper(paper, subject=subject, at=at)
    made.save(update_fields=["filed"])
    complete(atelier, PREPARE, at=at)
    ask_no_more_keys(competition, at=at)
    url = reverse("contract:contract", args=[atelier.slug])
    assign(atelier, SIGN, "Signer et notifier le marché", role=Role.PILOT, url=url)
    payload = {
        "consortium": consortium.pk,
        "clause": framework.direct_clause,
        "reason": made.reason,
        "sole": made.sole,
        "proposal": tender.digest,
        "decision": made.filed.digest,
    } | ({"lot": lot.number} if lot else {})
    append(competition.stream, "competition.awarded_directly", payload, by=by, at=at)
    return made


def _receive(
    competition: MiniCompetition,
    consortium: Consortium,
    said: direct.Direct,
    proposal: Any,
    *,
    by: Person,
    at: datetime,
) -> Tender:
    """The proposal, received outside and written down here, like a tender of PLACE."""
    stored = store(
        proposal,
        name=proposal.name or "",
        accept=[MediaType.PDF, MediaType.ODT, MediaType.DOCX],
        max_bytes=rules.LARGEST_FILE,
        by=by,
        at=at,
    )
    invited = Invitation.objects.create(
        competition=competition,
        consortium=consortium,
        composition=queries.compositions(competition.atelier.framework).get(consortium.pk, {}),
        sent_at=at,
    )
    tender = Tender.objects.create(
        invitation=invited,
        digest=stored.sha256,
        deposited_at=datetime.combine(said.received_on, time.min, PARIS),
        deposited_by=by,
        price_eur=said.price_eur,
        body={"months_tenths": 10 * (said.months or 0)},
    )
    name = clean_name(proposal.name or "", MediaType(stored.media_type))
    TenderFile.objects.create(tender=tender, stored=stored, name=name, by=by, at=at)
    return tender
