"""What proves a deposit: signed with Ed25519, shown and downloaded, kept nowhere in clear.

The key comes from SECRET_KEY, so that there is no other secret to keep; its public half is frozen
in the competition, its journal and its letter at publication. Whoever steals SECRET_KEY can sign
false receipts; the chained lines of the opening contradict them.
"""

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

_PURPOSE = b"atelier-local receipts 1"
DEPOSIT, WITHDRAWAL, LATE = "deposit", "withdrawal", "late"


@dataclass(frozen=True, slots=True)
class Receipt:
    """`kind`: deposit, withdrawal or late; `digest`: of the sealed core; `commitment`: of what it
    says, as the depositor states it; instants in ISO 8601, UTC, to the microsecond."""

    kind: str
    competition: str
    consortium: str
    digest: str
    commitment: str
    deposited_at: str
    deadline: str
    key: str
    signature: str = ""

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.deposited_at)

    @property
    def late(self) -> bool:
        return self.kind == LATE

    @property
    def signed(self) -> bytes:
        """The exact bytes under the signature: canonical JSON of all the rest."""
        told = self.json()
        del told["signature"]
        return _canonical(told)

    def json(self) -> dict[str, Any]:
        return {"v": 1} | asdict(self)


def _canonical(told: dict[str, Any]) -> bytes:
    return json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _private() -> Ed25519PrivateKey:
    seed = hmac.digest(settings.SECRET_KEY.encode(), _PURPOSE, "sha256")
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_key() -> str:
    """In hexadecimal, as it is published."""
    return _private().public_key().public_bytes_raw().hex()


def key_number(public: str) -> str:
    """What people read of a public key."""
    return hashlib.sha256(bytes.fromhex(public)).hexdigest()[:8]


def sign(receipt: Receipt) -> Receipt:
    signature = _private().sign(receipt.signed).hex()
    return Receipt(**(asdict(receipt) | {"signature": signature}))


def signed_file(told: dict[str, Any]) -> bytes:
    """One line of canonical JSON, one of signature over these exact bytes: what `verify/` reads."""
    body = _canonical(told)
    return body + b"\n" + _private().sign(body).hex().encode() + b"\n"


def verified(told: dict[str, Any], public: str) -> Receipt | None:
    """The receipt that this JSON is, when its signature is that of the public key."""
    given = {name: told[name] for name in Receipt.__slots__ if isinstance(told.get(name), str)}
    if told.get("v") != 1 or len(given) < len(Receipt.__slots__):
        return None
    receipt = Receipt(**given)
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(receipt.signature), receipt.signed)
    except (InvalidSignature, ValueError):
        return None
    return receipt
