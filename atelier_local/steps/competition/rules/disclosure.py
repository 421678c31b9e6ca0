"""Who may know what of a judgement, and when.

Before the award: nothing but one’s own side. With the letters: one’s own marks and rank, those of
the winner (art. R2181-3). After signature: the report, without the trade secrets of others
(avis CADA 20141034): global prices of all, marks and comments of the winner and one’s own only.
"""

import hashlib
import hmac
from enum import StrEnum, auto
from typing import Any

from atelier_local.ground.journal.rules import canonical_json
from atelier_local.refusal import Reasons, reasons


class Stage(StrEnum):
    """How far a consultation is, for who lost it."""

    UNDECIDED = auto()
    TOLD = auto()
    CONCLUDED = auto()


class Fact(StrEnum):
    """What may be told of a tender."""

    MARKS = auto()
    COMMENTS = auto()
    RANK = auto()
    PRICE = auto()
    TEXT = auto()


_OWN = {
    Stage.UNDECIDED: {Fact.PRICE, Fact.TEXT},
    Stage.TOLD: {Fact.PRICE, Fact.TEXT, Fact.MARKS, Fact.RANK, Fact.COMMENTS},
    Stage.CONCLUDED: set(Fact),
}
_WINNERS: dict[Stage, set[Fact]] = {
    Stage.UNDECIDED: set(),
    Stage.TOLD: {Fact.MARKS, Fact.RANK, Fact.COMMENTS},
    Stage.CONCLUDED: {Fact.MARKS, Fact.RANK, Fact.COMMENTS, Fact.PRICE},
}
_OTHERS: dict[Stage, set[Fact]] = {
    Stage.UNDECIDED: set(),
    Stage.TOLD: set(),
    Stage.CONCLUDED: {Fact.PRICE},
}
HIDDEN = "occulté (secret des affaires)"


def may_know(fact: Fact, stage: Stage, *, own: bool, winner: bool) -> bool:
    """Whether a holder may read one fact of one tender."""
    if own:
        return fact in _OWN[stage]
    return fact in (_WINNERS if winner else _OTHERS)[stage]


def against_disclosing(*, concluded: bool) -> Reasons:
    return reasons(
        (not concluded, "le rapport n’est communicable qu’une fois le marché signé"),
    )


def commitment(salt: str, fact: Any) -> str:
    """What stands for a fact that is withheld: whoever is given the salt later can check it."""
    written = canonical_json(fact).decode()
    return hashlib.sha256(f"{salt}:{written}".encode()).hexdigest()


def salt(key: bytes, use: str, stream: str, tender: int) -> str:
    """The same at each export, so that what is opened to a judge is what was committed to."""
    return hmac.digest(key, f"{use} {stream} {tender}".encode(), hashlib.sha256).hex()


def read_at_opening(consortium: int, digest: str, price_cents: int | None) -> dict[str, Any]:
    """What the register commits to of a tender when it is opened; one that did not read has no
    price."""
    return {"consortium": consortium, "digest": digest, "price_cents": price_cents}


def drawn(read: dict[str, Any]) -> str:
    """What a tender brings to the draw: the digest of its envelope, or of what the register says of
    it where none was sealed here."""
    digest: str = read["digest"]
    return digest or hashlib.sha256(canonical_json(read)).hexdigest()
