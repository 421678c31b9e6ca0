"""What carries a part of the journal from one machine to another: signed, shut, bounded.

A bundle is one line in clear, so that one knows what it is before giving a passphrase, then an age
file (age-encryption.org):

    atelier-local <kind> <version> <id> <key>\n
    age( Ed25519 signature, 64 bytes; what is signed: the line above, then zlib(canonical JSON),
         then files, one after the other, of the digests and sizes that the JSON tells in order )

<key> is the base64 of the age identity that opens the file, itself shut under a passphrase. Bytes
in, bytes out: no database. Whose signature it must bear is for the caller to say.
"""

import base64
import binascii
import hashlib
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pyrage.x25519 import Identity, Recipient

from .models import Line, Stream
from .rules import canonical_json

VERSION, OLDEST = 2, 1
"""Of the format, and the oldest that still opens: it carried no files. A change of what is written
inside is a change of version."""
MOST = 25_000_000
"""Bytes of a bundle: what a form takes."""
MOST_FILES = 2000
"""Files of a bundle."""
MOST_INSIDE = 120_000_000
"""Bytes of what it says: a room where two hundred thousand things were said."""

_HEAD = re.compile(
    rb"atelier-local ([a-z]{1,12}) (\d{1,4}) ([0-9a-f-]{36}) ([A-Za-z0-9+/=]{1,1400})\n"
)
_LOCK = re.compile(rb"age-encryption\.org/v1\n-> scrypt [A-Za-z0-9+/]{22} (\d{1,2})\n")
_WORK = 22
"""Beyond 2^22, opening takes minutes and gigabytes; age itself writes about 2^18 to 2^20."""


class Unusable(Exception):
    """This file cannot be used; says why, in French, without a final stop."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a bundle says of itself in clear: `kind` is the caller's word, `id` names whose it is,
    `locked` is what its passphrase opens."""

    kind: str
    version: int
    id: UUID
    locked: bytes

    @property
    def written(self) -> bytes:
        key = base64.b64encode(self.locked).decode()
        return f"atelier-local {self.kind} {self.version} {self.id} {key}\n".encode()


def seal(
    kind: str,
    id: UUID,
    content: dict[str, Any],
    *,
    key: Ed25519PrivateKey,
    recipient: str,
    locked: bytes,
    files: Mapping[str, bytes] | None = None,
) -> bytes:
    """The bundle of `content`, signed by `key`; `locked` is what opens it, under a passphrase.
    `files` are bytes by their SHA-256, in hexadecimal."""
    head = Head(kind, VERSION, id, locked).written
    carried = files or {}
    told = {"files": [[digest, len(octets)] for digest, octets in carried.items()]}
    said = zlib.compress(canonical_json(content | told), 6)
    signed = b"".join([head, said, *carried.values()])
    return head + pyrage.encrypt(key.sign(signed) + signed, [Recipient.from_str(recipient)])


def room_beside(content: dict[str, Any]) -> int:
    """Bytes of files that a bundle of this content may carry and still be taken."""
    return max(0, MOST - len(zlib.compress(canonical_json(content), 6)) - _MARGIN)


_MARGIN = 1_000_000
"""For the label, the rows of files, and what encryption adds."""


def head_of(sealed: bytes, kind: str) -> Head:
    """What this file is; raises `Unusable` for what is no bundle of that kind, or of this version
    of the format."""
    found = _HEAD.match(sealed)
    if len(sealed) > MOST:
        raise Unusable("ce fichier est trop gros pour être un paquet")
    if found is None:
        raise Unusable("ce fichier n’est pas un paquet d’Atelier Local, ou son début manque")
    if found[1].decode() != kind:
        raise Unusable(_OTHER_KIND.get(kind, "ce paquet est d’une autre sorte"))
    version = int(found[2])
    if version > VERSION:
        raise Unusable(
            f"ce paquet vient d’une version plus récente (format {version}, ici {VERSION}) : "
            "mettez cette installation à jour, puis recommencez"
        )
    if version < OLDEST:
        raise Unusable(
            f"ce paquet vient d’une version trop ancienne (format {version}, ici {VERSION}) : "
            "mettez à jour l’ordinateur qui l’a fait, puis refaites-le"
        )
    try:
        locked = base64.b64decode(found[4], validate=True)
        lock = _LOCK.match(locked)
        head = Head(kind, version, UUID(found[3].decode()), locked)
    except (ValueError, binascii.Error):
        raise Unusable("le début de ce paquet est abîmé") from None
    if lock is None or int(lock[1]) > _WORK or head.written != found[0]:
        raise Unusable("le début de ce paquet est abîmé")
    return head


_OTHER_KIND = {
    "kit": "ceci n’est pas un kit à emporter : c’est peut-être le paquet qui en revient",
    "retour": "ceci n’est pas le paquet d’un retour : c’est peut-être le kit lui-même",
}


def open_(sealed: bytes, kind: str, *, identity: Identity, public: str = "") -> dict[str, Any]:
    """What the bundle says, once it is known to be signed by `public` (hexadecimal); under `files`,
    the bytes that it carries by their digest, checked.

    Without `public`, by the key that the bundle itself names under `signer`: nothing was changed
    since, and whoever reads compares that key with what they know.
    Raises `Unusable`: not one, altered, cut short, signed by another.
    """
    head = head_of(sealed, kind).written
    try:
        signed = pyrage.decrypt(sealed[len(head) :], [identity])
    except pyrage.DecryptError as refused:
        raise Unusable("ce paquet est abîmé ou incomplet : recopiez-le") from refused
    if not signed[64:].startswith(head):
        raise Unusable("l’étiquette de ce paquet a été changée")
    if public:
        _check_signature(signed, public)
        return _read(signed[64 + len(head) :])
    content = _read(signed[64 + len(head) :])
    _check_signature(signed, str(content.get("signer")))
    return content


def _check_signature(signed: bytes, public: str) -> None:
    try:
        signer = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        signer.verify(signed[:64], signed[64:])
    except (InvalidSignature, ValueError):
        raise Unusable("ce paquet n’est pas signé par le kit dont il se réclame") from None


def _read(packed: bytes) -> dict[str, Any]:
    unpack = zlib.decompressobj()
    try:
        text = unpack.decompress(packed, MOST_INSIDE)
        if not unpack.eof:
            raise Unusable("ce paquet est démesuré une fois ouvert")
        content = json.loads(text)
        if not isinstance(content, dict):
            raise Unusable("ce paquet est mal formé")
        return content | {"files": _files(content.get("files", []), unpack.unused_data)}
    except (zlib.error, ValueError, TypeError, RecursionError) as malformed:
        raise Unusable("ce paquet est mal formé") from malformed


def _files(told: Any, carried: bytes) -> dict[str, bytes]:
    """The files that follow what is said, each of the digest and size that were told."""
    listed = [(str(digest), int(size)) for digest, size in told]
    if len(listed) > MOST_FILES:
        raise Unusable("ce paquet porte trop de photographies")
    found, at = {}, 0
    for digest, size in listed:
        octets = carried[at : at + size] if size >= 0 else b""
        if hashlib.sha256(octets).hexdigest() != digest:
            raise Unusable("une photographie de ce paquet n’est pas celle de son empreinte")
        found[digest] = octets
        at += size
    if at != len(carried):
        raise Unusable("ce paquet est mal formé")
    return found


# Lines --------------------------------------------------------------------------------------

_OCTETS = ("salt", "sent", "digest", "previous", "hash")


def line_to_json(line: Line) -> dict[str, Any]:
    """A line as it stands on the machine that wrote it."""
    told: dict[str, Any] = {
        "id": str(line.id),
        "seq": line.seq,
        "kind": line.kind,
        "by": line.by,
        "at": line.at.isoformat(),
        "received_at": line.received_at.isoformat(),
        "payload": line.payload,
    }
    octets = {name: getattr(line, name) for name in _OCTETS}
    return told | {name: None if o is None else bytes(o).hex() for name, o in octets.items()}


def lines_of(told: Any, stream: Stream) -> list[Line]:
    """The lines that a bundle says of `stream`, not saved; raises `Unusable` for what is none."""
    try:
        return [_line(one, stream) for one in told]
    except (KeyError, TypeError, ValueError, AttributeError) as malformed:
        raise Unusable("une ligne de ce paquet est mal formée") from malformed


def _line(told: Any, stream: Stream) -> Line:
    octets = {n: None if told[n] is None else bytes.fromhex(told[n]) for n in _OCTETS}
    line = Line(
        id=UUID(told["id"]),
        stream=stream,
        seq=int(told["seq"]),
        kind=_text(told["kind"], 60),
        by=_text(told["by"], 80),
        at=_instant(told["at"]),
        received_at=_instant(told["received_at"]),
        payload=told["payload"],
        **octets,
    )
    if line.payload is not None and not isinstance(line.payload, dict):
        raise ValueError("payload")
    return line


def _text(value: Any, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest or "\0" in value:
        raise ValueError("text")
    value.encode()
    return value


def _instant(value: str) -> datetime:
    """1970 included: what a laptop without battery nor network believes it is."""
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None or not 1970 <= moment.year < 2200:
        raise ValueError("instant")
    return moment
