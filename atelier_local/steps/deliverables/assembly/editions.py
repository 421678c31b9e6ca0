"""The versions of a frozen document, as the document tells them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ..models import Section


@dataclass(frozen=True)
class Correction:
    """Why a frozen document is corrected, and the text that a section would have."""

    reason: str
    section: Section | None = None
    text: str = ""
    moved: Sequence[str] = ()
    """The parts that what moved in the Atelier changes as well."""


@dataclass(frozen=True)
class Edition:
    """A version of a frozen document; the digest of the one being made is not known yet."""

    number: int
    at: datetime
    why: str
    sha256: str = ""
    moved: Sequence[str] = ()

    @property
    def text(self) -> str:
        """What it corrects, what else a reader of the version before finds changed, its digest."""
        digest = f" Empreinte SHA-256 : {self.sha256}." if self.sha256 else ""
        return f"{self.why}{self._moved}{digest}"

    @property
    def _moved(self) -> str:
        if not self.moved:
            return ""
        named = ", ".join(f"« {title} »" for title in self.moved)
        verb = "A aussi changé" if len(self.moved) == 1 else "Ont aussi changé"
        return f" {verb} depuis la version précédente, avec les données de l’Atelier : {named}."


def corrected(reason: str, section: Section | None) -> str:
    return f"« {section.node.words} » : {reason}" if section else reason
