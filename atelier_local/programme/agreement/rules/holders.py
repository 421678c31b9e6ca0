"""Who holds an agreement, in what capacity, and who speaks for them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from atelier_local.refusal import Reasons, reasons

from ..enums import MembershipRole


@dataclass(frozen=True, slots=True)
class Quality:
    """What a member is: its role, its establishment, the price of a day."""

    role: MembershipRole
    siret: str = ""
    daily_rate_eur: Decimal | None = None


def entry_parts(entry: str) -> tuple[str, str]:
    """Name and bracket of an entry as printed: `("IDDRE", "(hydrologie)")`."""
    name, opening, rest = entry.partition(" (")
    return name, f"({rest}" if opening else ""


def listed(bracket: str) -> list[str]:
    """The specialities of a bracket as printed, in its order, each once."""
    inside = bracket.removeprefix("(").removesuffix(")")
    return list(dict.fromkeys(one for part in inside.split(",") if (one := part.strip())))


def against_consortium(
    names: Sequence[str], *, name_taken: bool, letter_taken: bool, used_on: date | None
) -> Reasons:
    """Why these members cannot make up a new holder. Names are compared without their case."""
    folded = [name.casefold() for name in names]
    twice = next((n for n in names if folded.count(n.casefold()) > 1), "")
    return reasons(
        (used_on is not None, "les titulaires sont arrêtés : une consultation a été publiée"),
        (not names, "un groupement a au moins un membre, son mandataire"),
        (bool(twice), f"« {twice} » est écrit deux fois"),
        (any(len(name) > 200 for name in names), "un nom de membre dépasse 200 signes"),
        (name_taken, "un groupement de cet accord-cadre porte déjà ce nom"),
        (letter_taken, "un groupement de cet accord-cadre porte déjà cette lettre"),
    )


def against_appointing(elsewhere: Iterable[str]) -> Reasons:
    """Nobody acts for two holders of one agreement: they compete with each other."""
    return reasons(*((True, f"cette personne représente déjà « {name} »") for name in elsewhere))


def qualification(current: str, wanted: str) -> Reasons:
    """Why a role cannot become another: a consortium has one lead, named by the agreement."""
    return reasons(
        (
            current != wanted and "lead" in (current, wanted),
            "le mandataire d’un groupement est celui que nomme l’accord-cadre",
        )
    )


def against_answering(answer: str, *, environmental: bool) -> Reasons:
    """Whoever holds the agreement answers only where none of its criteria is environmental."""
    return reasons(
        (environmental, "un critère de l’accord-cadre porte déjà sur l’environnement"),
        (not answer.strip(), "écrivez la réponse : le rapport d’analyse la citera"),
    )
