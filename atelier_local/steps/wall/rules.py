"""What a card may say, when it may be laid, what its receipt looks like."""

import secrets
import unicodedata
from collections.abc import Collection

from atelier_local.refusal import Reasons, reasons

from .enums import ActivityState

LONGEST = 10_000
"""No activity allows more than this many characters."""

RECEIPT_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
RECEIPT_LENGTH = 6


def tidy(words: str) -> str:
    """The words as they will be kept: composed, without control or direction-changing characters
    (they could make a neighbour's card read backwards), spaces trimmed, lines kept.
    """
    composed = unicodedata.normalize("NFC", words.replace("\r\n", "\n"))
    kept = "".join(
        sign
        for sign in composed
        if sign == "\n"
        or (unicodedata.category(sign) not in {"Cc", "Cs", "Co", "Cn"} and sign not in _DIRECTION)
    )
    return kept.strip()


_DIRECTION = frozenset("\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


def against_contributing(
    words: str,
    kind: str,
    *,
    state: ActivityState | None,
    kinds: Collection[str],
    max_length: int,
) -> Reasons:
    """Reasons not to take a card. `words` is already tidy; `state` is None for no activity."""
    length = len(words)
    return reasons(
        (state is None, "cette activité n’existe pas dans cette salle"),
        (state is ActivityState.PREPARED, "l’activité n’est pas encore ouverte"),
        (state is ActivityState.CLOSED, "l’activité est close"),
        (not words, "la carte est vide"),
        (
            length > max_length,
            f"la carte compte {length} signes, l’activité en permet {max_length} : "
            "coupez-la en deux idées",
        ),
        (
            state is ActivityState.OPEN and kind not in kinds,
            "choisissez une des natures proposées",
        ),
    )


def against_moving(state: ActivityState, to: ActivityState) -> Reasons:
    """Prepared, open, closed; a closed activity may be opened again."""
    allowed = {
        (ActivityState.PREPARED, ActivityState.OPEN),
        (ActivityState.OPEN, ActivityState.CLOSED),
        (ActivityState.CLOSED, ActivityState.OPEN),
    }
    return reasons(((state, to) not in allowed, f"l’activité est {state.label}"))


def against_hiding(reason: str) -> Reasons:
    return reasons((not reason.strip(), "dites pourquoi la carte est masquée"))


def against_grouping(title: str, count: int) -> Reasons:
    return reasons(
        (not title.strip(), "donnez un titre au regroupement"),
        (count < 2, "un regroupement rassemble au moins deux cartes"),
    )


def new_receipt() -> str:
    """A code to find one's card again: six signs that are not mistaken for one another."""
    return "".join(secrets.choice(RECEIPT_ALPHABET) for _ in range(RECEIPT_LENGTH))


def normal_receipt(typed: str) -> str:
    """What a person meant by a receipt code: case and spaces do not matter."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())


def shown_receipt(code: str) -> str:
    """`K7M4TX` as people read it: `K7M 4TX`."""
    return f"{code[:3]} {code[3:]}"
