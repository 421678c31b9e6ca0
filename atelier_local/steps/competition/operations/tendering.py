"""What a consortium does, on its side and unseen by the others."""

import json
import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from secrets import token_hex

from django.conf import settings
from django.db import transaction

from atelier_local.ground.journal.operations import append
from atelier_local.programme.people.models import Person
from atelier_local.refusal import Reasons, Refused, reasons, refuse_if

from .. import receipts, rules, sealing
from ..access import Side
from ..enums import CompetitionState
from ..models import Draft, Invitation, LateTender, MiniCompetition, Slot
from ..receipts import Receipt
from ..rules import body as bodies
from ..rules.body import Body


@transaction.atomic
def decline(side: Side, reason: str, *, by: Person, at: datetime) -> None:
    """Tell the buyer that the consortium will not answer; a tender it had sealed is withdrawn."""
    competition = _still_open(side, at)
    refuse_if([] if reason.strip() else ["dites pourquoi en une phrase : le motif est consigné"])
    waiting = Invitation.objects.filter(pk=side.invitation.pk, declined_at=None)
    if not waiting.update(declined_at=at, decline_reason=reason.strip()):
        return
    if not competition.on_place:
        fill(side.invitation, sealing.blank(_keys(competition)))
    payload = {"consortium": side.consortium.pk, "reason": reason.strip()}
    append(competition.stream, "competition.declined", payload, by=by, at=at)


# --- Depositing -----------------------------------------------------------------------------------


def deposit(side: Side, body: Body, *, by: Person, at: datetime) -> Receipt:
    """Seal a tender on arrival, for a page without script: nothing is written before."""
    weighs = sum(file.size for file in body.files)
    refuse_if(rules.against_weighing(weighs, settings.TENDER_TOTAL_MB))
    core = bodies.dump(replace(body, competition=core_id(side), salt=token_hex(16)))
    try:
        envelope = sealing.seal(core, _keys(side.competition))
    except sealing.TooLong as long:
        raise Refused([f"l’offre fait {long.size} octets, il en tient {long.limit}"]) from long
    return receive(side, envelope, sealing.digest(core), by=by, at=at)


def withdraw(side: Side, *, by: Person, at: datetime) -> Receipt:
    """Take the tender back: a blank in its place, to look at as full as before."""
    envelope = sealing.seal(b"", _keys(side.competition))
    return receive(side, envelope, sealing.digest(b""), by=by, at=at, kind=receipts.WITHDRAWAL)


def core_id(side: Side) -> str:
    """How a tender names the consultation it is for."""
    return str(side.competition.stream_id)


@transaction.atomic
def receive(
    side: Side,
    envelope: sealing.Envelope,
    commitment: str,
    *,
    by: Person,
    at: datetime,
    kind: str = receipts.DEPOSIT,
) -> Receipt:
    """Put an envelope in its side's slot, or aside when it is late; the receipt proves it.

    `at` is the instant at which its last byte came. Nothing but the slot's own row is written: no
    line, message, task or log, and nothing that tells how many times.
    """
    competition = _locked(side)
    refuse_if(rules.against_depositing_here(on_place=competition.on_place))
    declined = Invitation.objects.filter(pk=side.invitation.pk, declined_at__isnull=False).exists()
    keys = _keys(competition)
    refuse_if(_misshapen(envelope, commitment, keys))
    receipt = _receipt(side, competition, envelope, commitment, kind, at)
    if competition.at_state is not CompetitionState.DRAFT and rules.late(at, competition.deadline):
        refuse_if(rules.against_withdrawing_late(kind == receipts.WITHDRAWAL))
        return _keep_late(side, competition, envelope, receipt, declined=declined, by=by, at=at)
    refuse_if(
        rules.against_tendering(
            competition.at_state, deadline=competition.deadline, at=at, declined=declined
        )
    )
    stamp = {
        "competition": receipt.competition,
        "consortium": side.consortium.pk,
        "by": str(by.pk),
        "at": receipt.deposited_at,
        "digest": receipt.digest,
        "commitment": commitment,
    }
    sealed = sealing.rewrap(envelope, keys, json.dumps(stamp, separators=(",", ":")).encode())
    fill(side.invitation, sealed)
    return receipts.sign(receipt)


def fill(invitation: Invitation, sealed: sealing.Sealed) -> None:
    """Put this, a tender or a blank, in the slot of that consortium."""
    kept = {
        "core": sealed.core,
        "keys": kept_keys(sealed.keys),
        "stamp": sealed.stamp,
    }
    Slot.objects.update_or_create(invitation=invitation, defaults=kept)


def kept_keys(keys: dict[str, bytes]) -> dict[str, str]:
    return {pair: b64encode(shut).decode() for pair, shut in keys.items()}


def _keys(competition: MiniCompetition) -> list[sealing.Key]:
    return [officer.key for officer in competition.officers.all()]


_SHA256 = re.compile(r"[0-9a-f]{64}")


def _misshapen(envelope: sealing.Envelope, commitment: str, keys: Sequence[sealing.Key]) -> Reasons:
    """What keeps an envelope from being kept: its shape only, nobody can look inside."""
    wanted = {sealing.pair(outer, inner) for outer, inner in sealing.pairs(keys)}
    return reasons(
        (not sealing.is_recipient(envelope.recipient), "la clé du pli n’est pas lisible"),
        (
            not sealing.CORE <= len(envelope.core) <= sealing.CORE_AT_REST - 4,
            "le pli n’a pas la taille attendue",
        ),
        (
            set(envelope.keys) != wanted
            or any(len(shut) > sealing.KEY_AT_REST - 4 for shut in envelope.keys.values()),
            "le pli n’est pas scellé pour les personnes nommées",
        ),
        (not _SHA256.fullmatch(commitment), "l’engagement du pli n’est pas lisible"),
    )


def _receipt(
    side: Side,
    competition: MiniCompetition,
    envelope: sealing.Envelope,
    commitment: str,
    kind: str,
    at: datetime,
) -> Receipt:
    return Receipt(
        kind=kind,
        competition=str(competition.stream_id),
        consortium=side.consortium.name,
        digest=sealing.digest(envelope.core),
        commitment=commitment,
        deposited_at=at.astimezone(UTC).isoformat(timespec="microseconds"),
        deadline=competition.deadline.astimezone(UTC).isoformat(timespec="microseconds"),
        key=competition.receipt_key or receipts.public_key(),
    )


def _keep_late(
    side: Side,
    competition: MiniCompetition,
    envelope: sealing.Envelope,
    receipt: Receipt,
    *,
    declined: bool,
    by: Person,
    at: datetime,
) -> Receipt:
    """Closed for ever, beside the slot; told at the opening, or at once when it is over."""
    late = LateTender.objects.filter(invitation=side.invitation)
    refuse_if(
        rules.against_depositing_late(competition.at_state, declined=declined, kept=late.count())
    )
    sealed = sealing.rewrap(envelope, _keys(competition), b"")
    kept, first = LateTender.objects.get_or_create(
        invitation=side.invitation,
        digest=receipt.digest,
        defaults={
            "core": sealed.core,
            "keys": kept_keys(sealed.keys),
            "commitment": receipt.commitment,
            "arrived_at": at,
            "by": by,
        },
    )
    if first and competition.at_state is not CompetitionState.OPEN:
        tell_late(competition, kept, at=at)
    return receipts.sign(replace(receipt, kind=receipts.LATE))


def tell_late(competition: MiniCompetition, kept: LateTender, *, at: datetime) -> None:
    """That it came, and when, under its own time: never what it holds."""
    payload = {
        "consortium": kept.invitation.consortium_id,
        "digest": kept.digest,
        "arrived_at": kept.arrived_at.isoformat(),
    }
    append(
        competition.stream,
        "competition.late_tender_kept",
        payload,
        by=kept.by,
        at=kept.arrived_at,
        received_at=at,
    )


# --- Writing, before depositing -------------------------------------------------------------------


class Overtaken(Exception):
    """Another screen of the same side saved since; `draft` is what it saved."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        super().__init__("the draft was saved since")


@transaction.atomic
def save_draft(
    side: Side,
    sealed: bytes,
    recipient: str,
    tag: str,
    *,
    at: datetime,
    afresh: bool = False,
) -> str:
    """Keep what a side is writing, closed under its own key; returns the new tag.

    `tag` is that of the draft it comes from, empty for a first one. Another key only `afresh`: the
    draft before, which its key alone could open, is lost.
    """
    _still_open(side, at)
    refuse_if(
        reasons(
            (not sealing.is_recipient(recipient), "la clé du groupement n’est pas lisible"),
            (
                not sealing.DRAFT <= len(sealed) <= sealing.DRAFT + 4_096,
                "le brouillon n’a pas la taille attendue",
            ),
        )
    )
    known = Draft.objects.filter(invitation=side.invitation).first()
    if known and not afresh:
        if known.tag != tag:
            raise Overtaken(known)
        refuse_if(reasons((known.recipient != recipient, "cette clé n’est pas celle du brouillon")))
    new = {"body": sealed, "recipient": recipient, "tag": sealing.new_tag()}
    Draft.objects.update_or_create(invitation=side.invitation, defaults=new)
    return str(new["tag"])


def _locked(side: Side) -> MiniCompetition:
    """The competition, which nobody can open meanwhile."""
    found = MiniCompetition.objects.select_for_update(of=("self",))
    return found.select_related("stream", "atelier").get(pk=side.competition.pk)


def _still_open(side: Side, at: datetime) -> MiniCompetition:
    competition = _locked(side)
    refuse_if(rules.against_tendering(competition.at_state, deadline=competition.deadline, at=at))
    return competition
