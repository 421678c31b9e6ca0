"""What the code of a sheet says: which pack, which kind, which number; signed. Pure.

No word, no name: thirty capitals and digits, so that the drawing stays coarse enough for a poor
photograph. The signature is of the key of the pack: nobody makes a sheet of another's pack.
"""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass

import segno

_PREFIX = "AL"
_VERSION = 1
_SIGNED = 7
LARGEST = 0xFFFF


@dataclass(frozen=True, slots=True)
class Label:
    """Sheet `number` of the pack `pack` (twelve hexadecimal signs), of the kind `letter`."""

    pack: str
    letter: str
    number: int

    @property
    def plain(self) -> bytes:
        told = bytes([_VERSION]) + bytes.fromhex(self.pack) + self.letter.encode("ascii")
        return told + self.number.to_bytes(2, "big")


def written(label: Label, key: str) -> str:
    """The text of the code."""
    told = label.plain + _signature(label.plain, key)
    return _PREFIX + base64.b32encode(told).decode().rstrip("=")


def read(text: str) -> Label | None:
    """What a code claims to be; None when it is none of ours. `signed` says whether to believe."""
    told = _bytes(text)
    if told is None or len(told) != 10 + _SIGNED or told[0] != _VERSION or told[7] > 127:
        return None
    return Label(told[1:7].hex(), chr(told[7]), int.from_bytes(told[8:10], "big"))


def signed(text: str, key: str) -> bool:
    """Whether who printed this code had the key."""
    told = _bytes(text) or b""
    return hmac.compare_digest(told[-_SIGNED:], _signature(told[:-_SIGNED], key))


def _bytes(text: str) -> bytes | None:
    if not text.startswith(_PREFIX) or len(text) > 60:
        return None
    body = text.removeprefix(_PREFIX)
    try:
        return base64.b32decode(body + "=" * (-len(body) % 8))
    except (binascii.Error, ValueError):
        return None


def _signature(told: bytes, key: str) -> bytes:
    return hmac.digest(bytes.fromhex(key), told, hashlib.sha256)[:_SIGNED]


def drawn(text: str) -> list[str]:
    """The code as rows of 0 and 1, without margin. A sixth of it may be hidden."""
    code = segno.make(text, error="m", micro=False, boost_error=False)
    return ["".join("1" if dark else "0" for dark in row) for row in code.matrix]
