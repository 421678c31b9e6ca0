"""Sealed tenders, by composition of age (age-encryption.org) and nothing else: bytes in, bytes out.

`static/competition/vault.js` does the same in the browser; both end in the same bytes at rest.

- `pad(text, size)`: four bytes, big-endian, the length of `text`; `text`; zeros up to `size`.
- A *core* is what a tender says: the UTF-8 JSON of `rules.body`, at most `CORE - 4` bytes. An empty
  core is a *blank*: what a slot holds from publication on, and again after a withdrawal.
- For each deposit the depositor draws an identity *C*, used once, and sends an `Envelope`:
    core       = age(pad(core, CORE), C)
    keys[o>i]  = age(age("AGE-SECRET-KEY-1…" of C, inner officer i), outer officer o)
  for every ordered pair of officers of two different parties (`pairs`), named by their places:
  `"1>2"`. Both orders are kept, so that either officer may come first.
- On arrival the server adds one layer, on blanks as on tenders (`rewrap`): the age of the browser
  and that of the server differ by a random stanza, which would tell one from the other.
    Slot.core  = age(pad(core, CORE_AT_REST), C)     Slot.stamp = age(pad(stamp, STAMP), C)
    Slot.keys  = age(pad(keys[o>i], KEY_AT_REST), o)
  The recipient C is kept nowhere: nobody can add to a slot, or put one slot in place of another,
  without shutting it (the stamp names the side and the competition).
- *First turn*: officer o peels both of their layers off `keys[o>i]` (`halves`); what is left is
  `age(secret of C, i)`. *Second turn*: officer i peels the last one (`secret`), and C opens
  (`open_core`). One officer, or all those of one party, can do nothing.
- A *draft* is age(pad(JSON, DRAFT), key of the consortium); a file is cut in *pieces* of at most
  `PIECE - 4` bytes, each age(pad(piece, PIECE), key of that file).

Identities exist in clear only while a function below runs.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from secrets import token_hex

import pyrage
from pyrage import passphrase, x25519
from pyrage.x25519 import Identity

CORE = 262_144
DRAFT = 524_288
PIECE = 2_097_152
CORE_AT_REST, KEY_AT_REST, STAMP = CORE + 4_096, 4_096, 1_024
_LOCK = re.compile(rb"age-encryption\.org/v1\n-> scrypt [A-Za-z0-9+/]{22} ([1-9][0-9]?)\n")
MEASURES = 50
"""How often a lock that is said to be too slow is tried; a try takes some milliseconds."""


HARDEST = 20
"""Of the rounds of a lock, the power of two that a browser opens at most (`vendor/age.min.js`), in
one gigabyte. The library here offers no choice: as many as make a second of this machine,
2^18 on those of 2026, more on a quicker one."""
TRIES = 3
"""How often a lock is made again: the library times the machine each time."""


class WrongPassphrase(Exception):
    """The identity does not open with this passphrase."""


class TooSlow(WrongPassphrase):
    """Whatever the passphrase, this lock would take this machine too long."""


class TooHard(Exception):
    """This machine is so quick that no browser would open what it locks."""


class WrongKey(Exception):
    """This is no age key: a recipient or an identity that does not read."""


class Unreadable(Exception):
    """Not sealed for this key, or altered since."""


class TooLong(Exception):
    """More than its place can hold."""

    def __init__(self, size: int, limit: int) -> None:
        self.size, self.limit = size, limit
        super().__init__(f"{size} > {limit}")


@dataclass(frozen=True, slots=True)
class Key:
    """An officer as the seal knows them: their place, their party, their public key."""

    place: int
    party: str
    recipient: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the depositor makes. `recipient` is C's; `keys` go by pair, `"1>2"`."""

    recipient: str
    core: bytes
    keys: dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Sealed:
    """What lies in a slot."""

    core: bytes
    keys: dict[str, bytes]
    stamp: bytes


@dataclass(frozen=True, slots=True)
class Opened:
    """What was found in a slot: the core, the server's stamp, the digest of the sealed core."""

    core: bytes
    stamp: bytes
    digest: str


# --- Keys of people -------------------------------------------------------------------------------


def new_key() -> Identity:
    """A key for one deposit, one file or one consortium."""
    return x25519.Identity.generate()


def new_identity(secret: str) -> tuple[str, bytes]:
    """A new officer's public key, and their identity encrypted under their passphrase."""
    identity = new_key()
    for _ in range(TRIES):
        locked = passphrase.encrypt(str(identity).encode(), secret)
        if opens_in_a_browser(locked):
            return str(identity.to_public()), locked
    raise TooHard


def opens_in_a_browser(locked: bytes) -> bool:
    """Whether its head says that it is locked by a passphrase, and not too hard."""
    head = _LOCK.match(locked)
    return head is not None and int(head[1]) <= HARDEST


def unlock(locked: bytes, secret: str) -> Identity:
    """The identity, for as long as it is held in memory."""
    try:
        return identity_of(_decrypted(locked, secret).decode())
    except (pyrage.DecryptError, UnicodeDecodeError, WrongKey) as wrong:
        raise WrongPassphrase from wrong


def _decrypted(locked: bytes, secret: str) -> bytes:
    """Asked again where the library refuses a lock as too slow for this machine: it times the
    machine anew each time, which may be busy at that instant."""
    for _ in range(MEASURES):
        try:
            return passphrase.decrypt(locked, secret)
        except pyrage.DecryptError as refused:
            if not str(refused).startswith("Excessive work"):
                raise
    raise TooSlow


def identity_of(text: str) -> Identity:
    """The identity written on a sheet, whatever its spaces, line ends and case."""
    try:
        return x25519.Identity.from_str("".join(text.split()).upper())
    except pyrage.IdentityError as wrong:
        raise WrongKey from wrong


def is_recipient(text: str) -> bool:
    """Whether it is the public key of an identity of ours, and not of another kind of age key."""
    try:
        x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        return False
    return True


def is_locked_key(recipient: str, locked: bytes) -> bool:
    """Whether they look like the halves of a key made in a browser; only its holder can tell."""
    return is_recipient(recipient) and opens_in_a_browser(locked) and len(locked) <= 1_024


# --- Layers ---------------------------------------------------------------------------------------


def pad(text: bytes, size: int) -> bytes:
    if len(text) > size - 4:
        raise TooLong(len(text), size - 4)
    return (len(text).to_bytes(4, "big") + text).ljust(size, b"\0")


def unpad(padded: bytes) -> bytes:
    length = int.from_bytes(padded[:4], "big")
    if len(padded) < 4 or length > len(padded) - 4:
        raise Unreadable
    return padded[4 : 4 + length]


def _close(text: bytes, recipient: str) -> bytes:
    try:
        return pyrage.encrypt(text, [x25519.Recipient.from_str(recipient)])
    except pyrage.RecipientError as wrong:
        raise WrongKey from wrong


def _peel(sealed: bytes, identity: Identity) -> bytes:
    try:
        return pyrage.decrypt(sealed, [identity])
    except pyrage.DecryptError as refused:
        raise Unreadable from refused


def digest(sealed: bytes) -> str:
    """SHA-256 of what was sealed: what the receipt bears."""
    return hashlib.sha256(sealed).hexdigest()


# --- Envelopes ------------------------------------------------------------------------------------


def pairs(keys: Sequence[Key]) -> list[tuple[Key, Key]]:
    """Every (outer, inner) of two different parties, in order of places."""
    ordered = sorted(keys, key=lambda key: key.place)
    return [(o, i) for o in ordered for i in ordered if o.party != i.party]


def pair(outer: Key, inner: Key) -> str:
    return f"{outer.place}>{inner.place}"


def seal(core: bytes, keys: Sequence[Key]) -> Envelope:
    """What the browser does where it can, done here for a page without script."""
    once = new_key()
    recipient, text = str(once.to_public()), str(once).encode()
    shut = {
        pair(outer, inner): _close(_close(text, inner.recipient), outer.recipient)
        for outer, inner in pairs(keys)
    }
    return Envelope(recipient, _close(pad(core, CORE), recipient), shut)


def rewrap(envelope: Envelope, keys: Sequence[Key], stamp: bytes) -> Sealed:
    """The server's layer, which makes a tender and a blank alike."""
    shut = {
        pair(outer, inner): _close(
            pad(envelope.keys[pair(outer, inner)], KEY_AT_REST), outer.recipient
        )
        for outer, inner in pairs(keys)
    }
    return Sealed(
        core=_close(pad(envelope.core, CORE_AT_REST), envelope.recipient),
        keys=shut,
        stamp=_close(pad(stamp, STAMP), envelope.recipient),
    )


def blank(keys: Sequence[Key]) -> Sealed:
    """A slot in which nobody has put anything: to look at, a slot like the others."""
    return rewrap(seal(b"", keys), keys, b"")


def halves(keys: Mapping[str, bytes], place: int, identity: Identity) -> dict[str, bytes]:
    """First turn: the key of one slot without this officer's layers, by the other's place."""
    return {
        name.partition(">")[2]: _peel(unpad(_peel(shut, identity)), identity)
        for name, shut in keys.items()
        if name.partition(">")[0] == str(place)
    }


def secret(half: bytes, identity: Identity) -> str:
    """Second turn: what opens one slot."""
    try:
        return _peel(half, identity).decode("ascii")
    except UnicodeDecodeError as foreign:
        raise Unreadable from foreign


def open_core(sealed: Sealed, opens: str) -> Opened:
    """What the slot holds: age lets nobody make up a content for C without knowing C."""
    try:
        once = identity_of(opens)
    except WrongKey as wrong:
        raise Unreadable from wrong
    envelope = unpad(_peel(sealed.core, once))
    return Opened(
        core=unpad(_peel(envelope, once)),
        stamp=unpad(_peel(sealed.stamp, once)),
        digest=digest(envelope),
    )


# --- Drafts and files -----------------------------------------------------------------------------


def seal_draft(text: bytes, recipient: str) -> bytes:
    return _close(pad(text, DRAFT), recipient)


def open_draft(sealed: bytes, identity: Identity) -> bytes:
    return unpad(_peel(sealed, identity))


def seal_piece(piece: bytes, recipient: str) -> bytes:
    return _close(pad(piece, PIECE), recipient)


def open_piece(sealed: bytes, identity: Identity) -> bytes:
    return unpad(_peel(sealed, identity))


def new_tag() -> str:
    """The name of one state of a draft: random, so that it counts nothing."""
    return token_hex(16)
