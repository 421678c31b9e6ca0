"""How lines are sealed to one another and how a chain is checked: plain values in and out."""

import hashlib
import hmac
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Protocol
from uuid import UUID

type Payload = Mapping[str, Any]
"""Facts of one line: a JSON object."""

type Octets = bytes | memoryview[int]
"""Bytes as a database driver gives them."""

GENESIS = bytes(32)
"""What the first line of a stream follows."""
ERASED = "journal.erased"
"""Kind of the line that says another was erased; it is never erased itself."""

_EXACT = 2**53 - 1
_DEPTH = 32
_write = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


class Sealed(Protocol):
    """A line as the chain sees it; `payload` and `salt` are None once erased."""

    @property
    def stream_id(self) -> UUID: ...
    @property
    def seq(self) -> int: ...
    @property
    def id(self) -> UUID: ...
    @property
    def kind(self) -> str: ...
    @property
    def by(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def received_at(self) -> datetime: ...
    @property
    def payload(self) -> Any: ...
    @property
    def salt(self) -> Octets | None: ...
    @property
    def sent(self) -> Octets: ...
    @property
    def digest(self) -> Octets: ...
    @property
    def previous(self) -> Octets: ...
    @property
    def hash(self) -> Octets: ...


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain stops holding: the number of the line, and what is wrong, in French."""

    seq: int
    what: str


def canonical_json(value: Any) -> bytes:
    """The one way to write a JSON value: sorted keys, no spaces, UTF-8, whole floats as integers.

    Raises ValueError for what two databases or two languages would not read back alike:
    NaN, infinities, numbers past 2^53, NUL, lone surrogates, keys that are not text,
    more than 32 levels, types JSON does not have.
    """
    text = _write(value) if _is_plain(value) else ""
    if not text or "\\u0000" in text:  # a NUL, or somebody's words about one
        text = _write(_portable(value))
    return text.encode()


def _is_plain(value: Any) -> bool:
    """Whether `value` is an object of texts, small integers, booleans and nulls: what nearly every
    act is, and then there is no other way to write it."""
    if type(value) is not dict:
        return False
    for key, one in value.items():
        if not isinstance(key, str):
            return False
        if isinstance(one, str) or one is None or (isinstance(one, int) and -_EXACT < one < _EXACT):
            continue
        return False
    return True


def _portable(value: Any, depth: int = 0) -> Any:
    if isinstance(value, str):
        return _portable_text(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return _portable_number(value)
    if depth >= _DEPTH:
        raise ValueError("payload nested too deep")
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise ValueError("payload key is not text")
        return {_portable_text(k): _portable(v, depth + 1) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_portable(item, depth + 1) for item in value]
    raise ValueError(f"payload holds a {type(value).__name__}")


def _portable_text(text: str) -> str:
    if "\0" in text:
        raise ValueError("payload holds a NUL character")
    text.encode()  # a lone surrogate raises UnicodeEncodeError, a ValueError
    return text


def _portable_number(number: int | float) -> int | float:
    if isinstance(number, float) and not math.isfinite(number):
        raise ValueError("payload holds a number that is not finite")
    if abs(number) > _EXACT:
        raise ValueError("payload holds a number past 2^53")
    return int(number) if number == int(number) else number


def digest(salt: Octets, written: bytes) -> bytes:
    """What stays of a payload, given as canonical JSON, when it is erased; without the salt it
    tells nothing of it."""
    return hmac.digest(salt, written, "sha256")


def link(line: Sealed) -> bytes:
    """The hash that ties a line, without its payload, to the one before it."""
    facts = (
        f'["{_named(line.stream_id)}",{line.seq},"{line.id}",{_quoted(line.kind)},{_quoted(line.by)},'
        f'"{_instant(line.at)}","{_instant(line.received_at)}",'
        f'"{line.sent.hex()}","{line.digest.hex()}"]'  # canonical JSON, written by hand for speed
    )
    return hashlib.sha256(bytes(line.previous) + facts.encode()).digest()


_named = lru_cache(64)(str)
_quoted = lru_cache(4096)(_write)


@lru_cache(maxsize=8)
def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def verify_chain(
    lines: Iterable[Sealed], head_seq: int | None = None, head_hash: Octets = GENESIS
) -> Break | None:
    """The first place where a stream's lines, given by number from the first, do not hold; or None.

    Checks numbers without a gap, every link, every payload against its digest, that each erasure
    is told by a later line, and, where the head is given, that no line is missing at the end.
    """
    seq, previous = 0, GENESIS
    unexplained: dict[str, int] = {}
    for line in lines:
        seq += 1
        if what := _fault(line, seq, previous):
            return Break(seq, what)
        previous = bytes(line.hash)
        if line.payload is None:
            unexplained[str(line.id)] = seq
        elif line.kind == ERASED:
            unexplained.pop(line.payload.get("line", ""), None)
    if head_seq is not None and (head_seq, head_hash) != (seq, previous):
        return Break(seq + 1, "la fin du registre manque ou ne correspond pas")
    if unexplained:
        return Break(min(unexplained.values()), "le contenu a été vidé sans trace d’effacement")
    return None


def _fault(line: Sealed, seq: int, previous: bytes) -> str:
    if line.seq != seq:
        return f"la ligne manque (numéro {line.seq} trouvé à sa place)"
    if line.previous != previous:
        return "la ligne ne suit pas la précédente"
    if line.hash != link(line):
        return "la ligne a été modifiée"
    if line.payload is None and line.salt is None:
        return ""
    if line.payload is None or line.salt is None:
        return "le contenu n’a été effacé qu’à moitié"
    if not _holds(line.salt, line.payload, line.digest):
        return "le contenu a été modifié"
    return ""


def _holds(salt: Octets, payload: Any, expected: Octets) -> bool:
    try:
        return digest(salt, canonical_json(payload)) == expected
    except ValueError:
        return False


def same_act(line: Sealed, stream_id: UUID, kind: str, by: str, sent: bytes) -> bool:
    """Whether a line already written is this very act, told again with the same id; `sent` is
    what was sent, as canonical JSON.

    An erased line can no longer be compared: it counts as the same, so that a phone which
    repeats what was erased is thanked and nothing comes back.
    """
    if (line.stream_id, line.kind, line.by) != (stream_id, kind, by):
        return False
    return line.salt is None or digest(line.salt, sent) == line.sent
