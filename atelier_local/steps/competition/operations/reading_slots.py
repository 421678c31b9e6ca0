"""What a slot turns out to hold, once its secret is known: a tender, a blank, or nothing sure."""

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from .. import sealing
from ..models import Slot
from ..rules import body as bodies
from ..rules.reading_json import Malformed

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
ALTERED = "altéré, resté fermé"
_RAW_SIGNS = 20_000


@dataclass(frozen=True)
class Found:
    """`shut` says why a slot stays closed. A blank is neither shut nor tendered.

    A tender that opens and does not read has no price; `fault` says why, its raw text is kept.
    """

    slot: Slot
    shut: str = ""
    tendered: bool = False
    at: datetime | None = None
    by: str = ""
    digest: str = ""
    commitment: str = ""
    price_eur: Decimal | None = None
    body: dict[str, Any] = field(default_factory=dict)
    fault: str = ""


def read_slot(slot: Slot, secret: str) -> Found:
    """Open one slot: altered, not its own, or not what its stamp says, it stays shut."""
    try:
        opened = sealing.open_core(slot.sealed, secret)
    except (sealing.Unreadable, ValueError):
        return Found(slot, shut=ALTERED)
    if not opened.core:
        return Found(slot)
    return _read_stamped(slot, opened)


def _read_stamped(slot: Slot, opened: sealing.Opened) -> Found:
    competition = slot.invitation.competition
    try:
        stamp = json.loads(opened.stamp)
        at, by = datetime.fromisoformat(stamp["at"]), str(stamp["by"])
        commitment = str(stamp["commitment"])
        own = (
            stamp["competition"] == str(competition.stream_id)
            and stamp["consortium"] == slot.invitation.consortium_id
            and stamp["digest"] == opened.digest
        )
    except (ValueError, KeyError, TypeError):
        return Found(slot, shut=ALTERED)
    if not own:
        return Found(slot, shut=ALTERED)
    if sealing.digest(opened.core) != commitment:
        return Found(slot, shut="contenu différent de celui que son reçu engage, resté fermé")
    price, body, fault = _read_core(opened.core, str(competition.stream_id))
    return Found(
        slot,
        tendered=True,
        at=at,
        by=by,
        digest=opened.digest,
        commitment=commitment,
        price_eur=price,
        body=body,
        fault=fault,
    )


def _read_core(core: bytes, competition: str) -> tuple[Decimal | None, dict[str, Any], str]:
    """Price, body, fault. What is not in the format expected is kept as the text it is."""
    try:
        body = bodies.parse(core, competition)
    except Malformed as wrong:
        raw = _UNPRINTABLE.sub("�", core.decode("utf-8", "replace"))[:_RAW_SIGNS]
        return None, {"raw": raw}, " ; ".join(map(str, wrong.reasons))[:2_000]
    told = json.loads(bodies.dump(body))
    if not body.total_cents:
        return None, told, "le prix est à zéro"
    return Decimal(body.total_cents).scaleb(-2), told, ""
