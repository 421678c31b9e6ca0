"""Who may know what of a judgement, and when.

Before the award: nothing but one’s own side. With the letters: one’s own marks and rank, those of
the winner (art. R2181-3). After signature: the report, without the trade secrets of others
(avis CADA 20141034): global prices of all, marks and comments of the winner and one’s own only.
"""

import hashlib
from enum import StrEnum, auto

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


def commitment(salt: str, written: str) -> str:
    """What stands for a fact that is withheld: whoever is given the salt later can check it."""
    return hashlib.sha256(f"{salt}:{written}".encode()).hexdigest()
