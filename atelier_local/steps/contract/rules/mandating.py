"""Who leads a group under way: when that may change, and who may then be absent.

A lead is one of the members and represents them all (code de la commande publique, art. R2142-24).
No article says how it is replaced while a contract runs: what is permitted, and how long a notice
lasts, come from the dated law.
"""

from dataclasses import dataclass

from atelier_local.refusal import Reasons, reasons

from ..enums import Absence


@dataclass(frozen=True, slots=True)
class MandateLimits:
    """What the law of the day says of a lead that is replaced; `…article` cites it."""

    allowed: bool = True
    article: str = ""
    notice_days: int = 8
    notice_article: str = ""


@dataclass(frozen=True, slots=True)
class Mandate:
    """The lead as a modification would change it. `noticed`: days since the formal notice."""

    leads: bool = False
    """The member who leaves is the lead."""
    named: bool = False
    """A new lead is named."""
    same: bool = False
    """It leads already."""
    within: bool = True
    """It is one of the members, once the modification is in force."""
    second: bool = False
    """It stands second in the contract."""
    absence: str = ""
    noticed: int | None = None
    elapsed: bool = False
    """The notice has lasted as long as the law wants."""

    @property
    def changes(self) -> bool:
        return self.leads or self.named

    @property
    def by_default(self) -> bool:
        """Nobody was designated in time: the second member leads, as the general clauses say."""
        return self.absence == Absence.DEFAULTING and self.elapsed and self.second


def against_mandate(asked: Mandate, limits: MandateLimits, *, members: bool) -> Reasons:
    """A group is never without a lead, and the lead is one of its members."""
    return reasons(
        (
            asked.changes and not limits.allowed,
            f"le mandataire ne se remplace pas en cours d’exécution ({limits.article})",
        ),
        (asked.leads and not asked.named, "le mandataire part : dites qui le devient"),
        (asked.same, "cette entreprise est déjà mandataire"),
        (
            asked.named and not asked.within,
            "le nouveau mandataire est un membre du groupement, ou qui prend la suite du sortant",
        ),
        (
            asked.absence == Absence.DISSOLVED and not members,
            "une entreprise qui n’existe plus ne reste pas membre : dites qui prend sa suite",
        ),
    )


def against_absence(asked: Mandate, limits: MandateLimits, *, leaving: bool) -> Reasons:
    """Whoever leaves signs, unless it no longer exists or answered no formal notice."""
    defaulting = asked.absence == Absence.DEFAULTING
    return reasons(
        (
            bool(asked.absence) and not leaving and not asked.named,
            "personne ne part : chacun signe",
        ),
        (
            defaulting and asked.noticed is None,
            "dites quand la mise en demeure a été reçue",
        ),
        (
            defaulting and asked.noticed is not None and not asked.elapsed,
            f"la mise en demeure court encore : {limits.notice_days} jours "
            f"({limits.notice_article})",
        ),
    )


def notice_elapsed(noticed: int | None, days: int) -> bool:
    """Whether a notice received so many days ago has lasted: the last day is left to answer."""
    return noticed is not None and noticed > days
