"""Making a kit at home; on the laptop, unpacking it, then making the bundle to bring home."""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import transaction
from django.db.models import Max, Model
from pyrage.x25519 import Identity

from atelier_local import clock
from atelier_local.ground.journal import bundles
from atelier_local.ground.journal import operations as journal
from atelier_local.ground.journal.bundles import Unusable
from atelier_local.ground.journal.models import Cursor, Line, Stream
from atelier_local.ground.journal.operations import append
from atelier_local.ground.journal.rules import verify_chain
from atelier_local.ground.journal.union import Log
from atelier_local.ground.live.operations import PROJECTION
from atelier_local.programme.people.models import Person
from atelier_local.refusal import refuse_if
from atelier_local.steps.competition import sealing
from atelier_local.steps.wall import operations as wall
from atelier_local.steps.wall import room
from atelier_local.steps.wall.models import Activity, Contribution, Option, Participant
from atelier_local.steps.wall.rules import free_blocks
from atelier_local.steps.workshops import queries as workshops
from atelier_local.steps.workshops.models import Workshop

from .. import baggage, rules
from ..models import Kit
from .photographs import leaving

KIT, HOMEWARD = "kit", "retour"
_PURPOSE = b"atelier-local field kits 1"


def _server_key() -> Ed25519PrivateKey:
    """What signs kits, drawn from SECRET_KEY: there is no other secret to keep."""
    seed = hmac.digest(settings.SECRET_KEY.encode(), _PURPOSE, "sha256")
    return Ed25519PrivateKey.from_private_bytes(seed)


def server_key() -> str:
    """The public half, in hexadecimal."""
    return _public(_server_key())


def _public(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes_raw().hex()


@transaction.atomic
def make_kit(workshop: Workshop, secret: str, *, by: Person, at: datetime) -> tuple[Kit, bytes]:
    """A kit of this workshop, and the file that carries it, shut under `secret`."""
    journal.project(workshop.stream, PROJECTION, room.apply)
    workshop.atelier.lock()
    free = free_blocks(_blocks_taken(workshop))
    against_opening = workshops.against_opening(workshop)
    refuse_if(
        rules.against_making(
            secret, against_opening=against_opening, open=workshop.is_open, full=not free
        )
    )
    recipient, locked = sealing.new_identity(secret)
    key = Ed25519PrivateKey.generate()
    kit = Kit.objects.create(
        workshop=workshop, block=free[0], public_key=_public(key), recipient=recipient,
        locked=locked, by=by, at=at,
    )  # fmt: skip
    content = {
        "kit": {
            "id": str(kit.id),
            "block": kit.block,
            "key": key.private_bytes_raw().hex(),
            "recipient": recipient,
            "workshop": str(workshop.pk),
            "by": str(by.pk),
            "at": at.isoformat(),
            "from": settings.SITE_URL,
        },
        "signer": server_key(),
        "rows": baggage.pack(workshop),
        "lines": _lines(workshop),
    }
    sealed = bundles.seal(
        KIT, kit.id, content, key=_server_key(), recipient=recipient, locked=locked
    )
    wall.take_along(workshop, kit.block)
    payload = {
        "kit": str(kit.id),
        "workshop": str(workshop.pk),
        "sha256": hashlib.sha256(sealed).hexdigest(),
    }
    append(workshop.atelier.stream, "upkeep.kit_made", payload, by=by, at=at)
    return kit, sealed


def _blocks_taken(workshop: Workshop) -> set[str]:
    """By kits of the Atelier, or by receipts given before there were any."""
    given = Contribution.objects.filter(activity__workshop__atelier=workshop.atelier)
    kits = Kit.objects.filter(workshop__atelier=workshop.atelier)
    return {receipt[:2] for receipt in given.values_list("receipt", flat=True)} | set(
        kits.values_list("block", flat=True)
    )


def _lines(workshop: Workshop) -> list[dict[str, Any]]:
    lines = Line.objects.filter(stream=workshop.stream_id).order_by("seq")
    return [bundles.line_to_json(line) for line in lines.iterator(chunk_size=1000)]


@transaction.atomic
def revoke(kit: Kit, *, by: Person, at: datetime) -> None:
    """A laptop was lost: nothing that comes from it is taken any more."""
    if Kit.objects.filter(pk=kit.pk, revoked_at=None).update(revoked_at=at):
        wall.leave_behind(kit.workshop, kit.block)
        payload = {"kit": str(kit.pk)}
        append(kit.workshop.atelier.stream, "upkeep.kit_revoked", payload, by=by, at=at)


def unlocked(sealed: bytes, kind: str, secret: str) -> Identity:
    """What opens this file; raises `Unusable` for another file or another passphrase."""
    head = bundles.head_of(sealed, kind)
    try:
        return sealing.unlock(head.locked, secret)
    except sealing.WrongPassphrase:
        raise Unusable("ce n’est pas la phrase secrète de ce kit") from None


# On the laptop ------------------------------------------------------------------------------


@transaction.atomic
def unpack(sealed: bytes, secret: str) -> Kit:
    """Fill the empty database of a laptop with what a kit carries; raises `Unusable`, `Refused`."""
    identity = unlocked(sealed, KIT, secret)
    refuse_if(["un kit est déjà ouvert dans ce dossier"] if Kit.objects.exists() else [])
    content = bundles.open_(sealed, KIT, identity=identity)
    try:
        told = content["kit"]
        baggage.save(baggage.from_rows(content["rows"]))
        workshop = Workshop.objects.select_related("stream").get(pk=told["workshop"])
        _bring_lines(workshop.stream, content["lines"])
        return Kit.objects.create(
            id=UUID(told["id"]), workshop=workshop, block=told["block"], private_key=told["key"],
            public_key=_public(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(told["key"]))),
            recipient=told["recipient"], locked=bundles.head_of(sealed, KIT).locked,
            device=uuid4(), by_id=UUID(told["by"]), at=datetime.fromisoformat(told["at"]),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, Workshop.DoesNotExist) as malformed:
        raise Unusable("ce kit est mal formé") from malformed


def keep_time() -> None:
    """A laptop whose own time is behind its kit goes on from the last instant known there: when it
    was made, or when its room last heard something. Without it, what is said in the hall would lose
    to older words. Not the times that devices tell: one that is ahead would take all with it."""
    kit = Kit.objects.exclude(private_key="").select_related("workshop").first()
    if kit is None:
        return
    lines = Line.objects.filter(stream=kit.workshop.stream_id)
    heard = lines.aggregate(last=Max("received_at"))["last"]
    clock.catch_up(max(kit.at, heard or kit.at) + timedelta(microseconds=1))


def _bring_lines(stream: Stream, told: Any) -> None:
    """The lines of the room as they stood at home: the laptop's log goes on from them."""
    lines = bundles.lines_of(told, stream)
    refuse_if([fault.what] if (fault := verify_chain(lines)) else [])
    Line.objects.bulk_create(lines)
    if lines:
        stream.head_seq, stream.head_hash = lines[-1].seq, lines[-1].hash
        stream.save(update_fields=["head_seq", "head_hash"])
    Cursor.objects.create(stream=stream, name=PROJECTION, seq=stream.head_seq)


def pack_up(kit: Kit, *, at: datetime) -> bytes:
    """The bundle to bring home: the whole log of the room, and what was made there besides, its
    photographs included.

    No passphrase is asked: it opens with that of the kit.
    """
    workshop = kit.workshop
    here = {"activity__workshop": workshop}
    with transaction.atomic():
        stream = Stream.objects.select_for_update().get(pk=workshop.stream_id)
        log = Log(stream, list(stream.lines.order_by("seq")))
        made = [
            *Activity.objects.filter(workshop=workshop).order_by("position"),
            *Option.objects.filter(**here).order_by("position"),
            *Participant.objects.filter(workshop=workshop).order_by("joined_at"),
        ]
        assert kit.device is not None
        content = homeward(kit, log, made, device=kit.device, at=at)
        pictured = leaving(workshop, log.lines, room=bundles.room_beside(content))
        content["rows"] += baggage.to_rows(pictured.rows)
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(kit.private_key))
    return bundles.seal(
        HOMEWARD, kit.id, content | {"left": pictured.left}, key=key, recipient=kit.recipient,
        locked=bytes(kit.locked), files=pictured.files,
    )  # fmt: skip


def homeward(
    kit: Kit, log: Log, made: Iterable[Model], *, device: UUID, at: datetime
) -> dict[str, Any]:
    """What a bundle says: a machine, its log of the room, the rows that were made there."""
    return {
        "kit": str(kit.pk),
        "device": str(device),
        "workshop": str(kit.workshop_id),
        "at": at.isoformat(),
        "head": {"seq": log.stream.head_seq, "hash": bytes(log.stream.head_hash).hex()},
        "lines": [bundles.line_to_json(line) for line in log.lines],
        "rows": baggage.to_rows(made),
    }
