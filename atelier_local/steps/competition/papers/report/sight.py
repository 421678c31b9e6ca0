"""Whose eyes read the report."""

from dataclasses import dataclass

from ...rules.disclosure import Fact, Stage, may_know


@dataclass(frozen=True)
class Sight:
    """Whose eyes: the buyer’s see all, a holder’s only what may be told once all is signed."""

    own: int | None = None
    winner: int | None = None

    @property
    def whole(self) -> bool:
        return self.own is None

    def sees(self, fact: Fact, tender: int) -> bool:
        return self.whole or may_know(
            fact, Stage.CONCLUDED, own=tender == self.own, winner=tender == self.winner
        )
