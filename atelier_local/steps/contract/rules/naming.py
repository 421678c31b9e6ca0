"""Whoever a tender names comes into the team under their own name, at the address of their firm."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from atelier_local.refusal import Reasons, reasons

from .subcontracting import against_team_growing

_WORD = re.compile(r"[^\W\d_]+")
_LONGEST = 80
_TELLING = 3
"""Letters from which a word of a name says something of whose it is."""


def names_of(name: str) -> tuple[str, str]:
    """First and last name of a name written at one go: « Noé Vasseur », « VASSEUR Noé »."""
    words = name.split()
    loud = [word for word in words if len(word) > 1 and word.isupper()]
    if loud and len(loud) < len(words):
        first, last = [word for word in words if word not in loud], loud
    else:
        first, last = words[:1], words[1:]
    return " ".join(first)[:_LONGEST], " ".join(last)[:_LONGEST]


def words_of(name: str) -> frozenset[str]:
    """The words of a name without accents, case, hyphens nor order."""
    marked = unicodedata.normalize("NFKD", name.casefold())
    return frozenset(_WORD.findall("".join(c for c in marked if not unicodedata.combining(c))))


def alike(one: str, other: str) -> bool:
    """Whether two spellings may be of one person: « Noé Vasseur », « Vasseur, N. »."""
    return any(len(word) >= _TELLING for word in words_of(one) & words_of(other))


@dataclass(frozen=True, slots=True)
class Called:
    """A name, and the firm of whoever bears it."""

    name: str
    firm: object


def absent(named: Sequence[Called], there: Collection[Called]) -> list[int]:
    """Ranks of those named who are not there. Two of one name are told apart by their firms."""
    borne = Counter(words_of(one.name) for one in named)
    names = {words_of(one.name) for one in there}
    whole = {(words_of(one.name), one.firm) for one in there}
    return [
        rank
        for rank, one in enumerate(named)
        if (
            words_of(one.name) not in names
            if borne[words_of(one.name)] == 1
            else (words_of(one.name), one.firm) not in whole
        )
    ]


def against_naming(
    *,
    notified: bool,
    ended: bool,
    placed: bool,
    holds: bool,
    pending_until: str,
    foreign: bool,
    unlike: bool,
    in_team: bool,
    elsewhere: bool,
) -> Reasons:
    """Why an address is not that of the person whom the tender names.

    `pending_until`: the last day of an invitation already sent to that very address.
    """
    return against_place(notified=notified, ended=ended, placed=placed, holds=holds) + reasons(
        (
            bool(pending_until),
            f"l’invitation est déjà partie à cette adresse, et vaut jusqu’au {pending_until} : "
            "envoyez-la de nouveau si elle s’est perdue",
        ),
        (foreign, "cette adresse est celle de quelqu’un d’une autre organisation"),
        (
            unlike and not foreign and not in_team,
            "cette adresse est celle de quelqu’un d’autre que la personne nommée dans l’offre",
        ),
        (
            in_team and not foreign,
            "cette adresse est celle de quelqu’un qui est déjà dans l’équipe",
        ),
        (elsewhere, "cette adresse a reçu l’invitation d’une autre personne de l’offre"),
    )


def against_place(*, notified: bool, ended: bool, placed: bool, holds: bool) -> Reasons:
    """Why nobody may come into the team at that place of the tender."""
    return against_team_growing(ended=ended) + reasons(
        (not notified, "le marché n’est pas notifié"),
        (placed, "cette personne est déjà entrée dans l’équipe"),
        (not holds, "sa structure ne prend pas, ou plus, part au marché"),
    )


def against_reminding(*, sent: bool) -> Reasons:
    """Only what was sent is sent again."""
    return reasons((not sent, "aucune invitation n’est partie : écrivez l’adresse"))
