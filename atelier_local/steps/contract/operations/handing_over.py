"""A member, or the lead, hands over: who signs, then what moves with the notification.

Whoever leaves keeps what was admitted; what is still to be admitted, its subcontractors and its
people's access go on that very day. Rights on tenders hang on the framework agreement: they stay.
"""

from datetime import datetime

from atelier_local.programme.agreement.law import known
from atelier_local.programme.ateliers.enums import PartyKind
from atelier_local.programme.ateliers.operations import hand_over_place
from atelier_local.programme.people.models import Organisation, Person
from atelier_local.programme.people.operations import change_employer
from atelier_local.refusal import refuse_if

from .. import queries
from ..enums import InstalmentState, ModificationForm, Signatory
from ..models import Modification, ModificationSignature, Share, TeamMember
from .advancing import hand_advance_over
from .sharing import lower
from .team import take_out


def ask_signatures(modification: Modification) -> None:
    """The buyer always; the lead for the group, and everybody when the group itself changes.

    Whoever no longer exists, or answered no formal notice, is not waited for.
    """
    asked: list[tuple[Organisation | None, Signatory]] = [
        (queries.buyer_of(modification.contract), Signatory.BUYER)
    ]
    if modification.form == ModificationForm.AGREED:
        asked += _of_the_group(modification)
    ModificationSignature.objects.bulk_create(
        ModificationSignature(modification=modification, organisation=who, quality=quality)
        for who, quality in asked
        if who is not None
    )


def _of_the_group(one: Modification) -> list[tuple[Organisation | None, Signatory]]:
    held = queries.holders(one.contract)
    lead = queries.lead_among(held)
    absent = (one.leaving or lead) if one.absence else None
    everybody = one.leaving_id is not None or (
        one.mandate_id is not None and bool(known("lead_signatures", one.proposed_on).value)
    )
    asked: list[tuple[Organisation | None, Signatory]] = []
    for firm in (holder.organisation for holder in held):
        quality = _quality(one, firm, leads=firm == lead)
        if firm != absent and (everybody or quality != Signatory.MEMBER):
            asked.append((firm, quality))
    if not one.taken_over:
        leads = one.entering_id is not None and one.entering_id == one.mandate_id
        asked.append((one.entering, Signatory.INCOMING if leads else Signatory.ENTERING))
    return asked


def _quality(one: Modification, firm: Organisation, *, leads: bool) -> Signatory:
    if leads and one.mandate_id:
        return Signatory.OUTGOING
    if firm.pk == one.leaving_id:
        return Signatory.LEAVING
    if firm.pk == one.mandate_id:
        return Signatory.INCOMING
    return Signatory.LEAD if leads else Signatory.MEMBER


def hand_over(one: Modification, *, by: Person, at: datetime) -> None:
    """What a notified modification moves. Part of that act; `one` counts among the notified."""
    held = queries.holders_before(one)
    lead = queries.lead_among(held)
    people = queries.people_of(one.contract, one.leaving, one) if one.leaving else []
    if one.leaving and one.entering:
        _money(one, one.leaving, one.entering, leads=one.leaving == lead)
        _people(one, people, by=by, at=at)
    if one.mandate and lead:
        _mandate(one, lead, one.mandate, by=by, at=at)


def _money(one: Modification, left: Organisation, came: Organisation, *, leads: bool) -> None:
    """What is still to be admitted, direct payments included, goes on with whoever enters, and
    the advance to be given back.
    """
    _move_shares(one, left, came)
    hand_advance_over(one.contract, left, came)
    subs = one.contract.subcontractings
    subs.filter(principal=left).update(principal=came)
    if leads:
        subs.filter(principal=None).update(principal=came)


def _move_shares(one: Modification, left: Organisation, came: Organisation, **which: bool) -> None:
    waiting = Share.objects.filter(
        instalment__contract=one.contract,
        instalment__state=InstalmentState.EXPECTED,
        organisation=left,
        **which,
    )
    for share in waiting:
        own = Share.objects.filter(instalment=share.instalment_id, organisation=came)
        same = own.filter(subcontracting=share.subcontracting_id).first()
        if same is None:
            Share.objects.filter(pk=share.pk).update(organisation=came)
        else:  # one share a firm and an instalment: amounts are found again by both
            lower(same, -share.amount_eur)
            share.delete()


def _people(one: Modification, people: list[TeamMember], *, by: Person, at: datetime) -> None:
    """Whoever follows changes firm and keeps on; the others lose their access that day."""
    leaving = [member for member in people if not member.follows]
    others = one.contract.team.filter(to_on=None).exclude(pk__in=[m.pk for m in leaving])
    refuse_if(
        ["l’équipe n’aurait plus personne : dites qui suit, ou faites d’abord entrer quelqu’un"]
        if leaving and not others.exists()
        else []
    )
    reason = f"{one.leaving} quitte le groupement (modification n° {one.act_number})."
    for member in leaving:
        member.contract = one.contract
        take_out(member, reason, by=by, at=at)
    assert one.entering is not None
    for member in people:
        if member.follows:
            TeamMember.objects.filter(pk=member.pk).update(member=None)
            change_employer(member.person, one.entering, by=by, at=at)


def _mandate(
    one: Modification, lead: Organisation, mandate: Organisation, *, by: Person, at: datetime
) -> None:
    """The new lead takes the group's place in the Atelier, and what was due to the old one as lead.

    A tender that prices no member owes everything to whoever leads.
    """
    subs = one.contract.subcontractings.filter(principal=None)
    subs.update(principal=lead)
    for firm in (lead, one.entering):
        if firm and firm != mandate:
            _move_shares(one, firm, mandate, instalment__percent__isnull=False)
            if one.contract.instalments.filter(percent__isnull=False).exists():
                hand_advance_over(one.contract, firm, mandate)
    place = PartyKind.CONSORTIUM
    hand_over_place(one.contract.atelier, place, lead, mandate, by=by, at=at)
