"""Two locks on one envelope, with age (age-encryption.org): pure functions on bytes.

A tender is encrypted to the first officer, then the result to the second: both are needed.
Officers' identities exist in clear only while a function below runs.
"""

import hashlib

import pyrage
from pyrage import passphrase, x25519

PADDING = 16_384
"""Envelopes have sizes of this many bytes, so that their length tells little of what they hold."""


class WrongPassphrase(Exception):
    """The identity does not open with this passphrase."""


class Unreadable(Exception):
    """The envelope was not sealed for these officers, or was altered."""


def new_identity(secret: str) -> tuple[str, bytes]:
    """A new officer's public key, and their identity encrypted under their passphrase."""
    identity = x25519.Identity.generate()
    return str(identity.to_public()), passphrase.encrypt(str(identity).encode(), secret)


def unlock(locked: bytes, secret: str) -> x25519.Identity:
    """The identity, for as long as it is held in memory."""
    try:
        return x25519.Identity.from_str(passphrase.decrypt(locked, secret).decode())
    except pyrage.DecryptError as wrong:
        raise WrongPassphrase from wrong


def seal(text: bytes, first: str, second: str) -> bytes:
    """`text`, padded, closed for the first officer and then for the second."""
    padded = text.ljust(-(-len(text) // PADDING) * PADDING)
    inner = pyrage.encrypt(padded, [x25519.Recipient.from_str(first)])
    return pyrage.encrypt(inner, [x25519.Recipient.from_str(second)])


def unseal(envelope: bytes, first: x25519.Identity, second: x25519.Identity) -> bytes:
    """What was sealed, opened in the reverse order."""
    try:
        return pyrage.decrypt(pyrage.decrypt(envelope, [second]), [first]).rstrip()
    except pyrage.DecryptError as refused:
        raise Unreadable from refused


def digest(envelope: bytes) -> str:
    """What the receipt bears: SHA-256 of the sealed envelope."""
    return hashlib.sha256(envelope).hexdigest()
