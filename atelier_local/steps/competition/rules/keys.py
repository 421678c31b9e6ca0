"""Who makes the keys that open the tenders, and when a key counts as made."""

from collections.abc import Sequence
from dataclasses import dataclass

from atelier_local.refusal import Reason, Reasons, reasons

from ..enums import CompetitionState as State
from ..enums import EvaluationCollege

PASSPHRASE_SIGNS, PASSPHRASE_WORDS = 16, 5


@dataclass(frozen=True, slots=True)
class OfficerState:
    """How far one officer is with their key."""

    name: str
    college: EvaluationCollege
    made: bool
    checked: bool


def against_naming(state: State, colleges: Sequence[EvaluationCollege | None]) -> Reasons:
    """Two officers of two parties at least; more are substitutes."""
    return reasons(
        (state is not State.DRAFT, "la consultation est publiée : ses clés ne changent plus"),
        (len(colleges) < 2, "il faut au moins deux personnes"),
        (
            None in colleges,
            "chacune doit pouvoir ouvrir les plis au titre d’une partie de l’Atelier",
        ),
        (
            None not in colleges and len(colleges) > 1 and len(set(colleges)) < 2,
            "il faut au moins deux parties différentes",
        ),
    )


def against_key(phrase: str) -> Reasons:
    """Long enough that whoever steals the locked key cannot guess it."""
    return reasons(
        (
            len(phrase) < PASSPHRASE_SIGNS and len(phrase.split()) < PASSPHRASE_WORDS,
            f"une phrase secrète compte au moins {PASSPHRASE_SIGNS} signes, "
            f"ou {PASSPHRASE_WORDS} mots",
        )
    )


def against_changing_key(state: State, *, own: bool) -> Reasons:
    return reasons(
        (not own, "chacune des personnes nommées fait sa clé elle-même"),
        (state is not State.DRAFT, "la consultation est publiée : ses clés ne changent plus"),
    )


def against_sheet(said: str, number: str, *, made: bool) -> Reasons:
    """The number typed again proves that the sheet is there to be read."""
    return reasons(
        (not made, "faites d’abord votre clé"),
        (
            made and "".join(said.split()) != "".join(number.split()),
            "ce numéro n’est pas celui de votre feuille de secours",
        ),
    )


def against_publishing_keys(officers: Sequence[OfficerState]) -> Reasons:
    """Each key made by its holder, each sheet in their hands, two parties."""
    return (
        *reasons(
            (
                len({one.college for one in officers}) < 2,
                "les personnes qui ouvriront les plis ne sont pas nommées",
            )
        ),
        *(Reason(f"{one.name} n’a pas encore fait sa clé") for one in officers if not one.made),
        *(
            Reason(f"{one.name} n’a pas vérifié sa feuille de secours")
            for one in officers
            if one.made and not one.checked
        ),
    )
