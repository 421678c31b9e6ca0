"""Officers' keys of the tests: locking one takes seconds and a gigabyte, by design; here, nothing.

An age file like those of `sealing`, which opens it as it opens its own (age-encryption.org/v1), but
for the rounds of scrypt: the library under it chooses how many by itself.
"""

import hmac
from base64 import b64encode
from hashlib import scrypt
from secrets import token_bytes

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from atelier_local.steps.competition import sealing

ROUNDS = 4
"""As a power of two."""


def new_identity(secret: str) -> tuple[str, bytes]:
    """What `sealing.new_identity` answers, at once."""
    identity = sealing.new_key()
    return str(identity.to_public()), lock(str(identity).encode(), secret)


def lock(text: bytes, secret: str, *, said: int = ROUNDS) -> bytes:
    """`text` under a passphrase; `said` is what it says of its rounds."""
    salt, key, nonce = token_bytes(16), token_bytes(16), token_bytes(16)
    salted = b"age-encryption.org/v1/scrypt" + salt
    wrapping = scrypt(secret.encode(), salt=salted, n=2**ROUNDS, r=8, p=1, dklen=32)
    wrapped = ChaCha20Poly1305(wrapping).encrypt(bytes(12), key, None)
    head = b"age-encryption.org/v1\n-> scrypt %s %d\n%s\n---" % (_b64(salt), said, _b64(wrapped))
    mac = hmac.digest(_derived(key, b"header"), head, "sha256")
    last_chunk = bytes(11) + b"\1"
    body = ChaCha20Poly1305(_derived(key, b"payload", nonce)).encrypt(last_chunk, text, None)
    return head + b" " + _b64(mac) + b"\n" + nonce + body


def _derived(key: bytes, use: bytes, salt: bytes | None = None) -> bytes:
    return HKDF(SHA256(), 32, salt, use).derive(key)


def _b64(raw: bytes) -> bytes:
    return b64encode(raw).rstrip(b"=")
