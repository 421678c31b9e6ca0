"""What a card may say, when it may be laid, what its receipt looks like."""

import secrets
import unicodedata
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from atelier_local.refusal import Reasons, reasons

from ..enums import CARDS, ActivityState, Method

LONGEST = 10_000
"""No activity allows more than this many characters."""

RECEIPT_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
RECEIPT_LENGTH = 6


def tidy(words: str) -> str:
    """The words as they will be kept: composed, without control or direction-changing characters
    (they could make a neighbour's card read backwards), spaces trimmed, lines kept; nothing where
    no sign would be seen.
    """
    composed = unicodedata.normalize("NFC", words.replace("\r\n", "\n"))
    if composed.isprintable():  # nothing of the sort: nearly always, and thirty times as fast
        return composed.strip()
    kept = "".join(
        sign
        for sign in composed
        if sign == "\n"
        or (unicodedata.category(sign) not in {"Cc", "Cs", "Co", "Cn"} and sign not in _DIRECTION)
    )
    seen = any(unicodedata.category(sign)[0] in "LNPS" for sign in kept)
    return kept.strip() if seen else ""


_DIRECTION = frozenset("\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


def against_contributing(
    words: str,
    kind: str,
    *,
    state: ActivityState | None,
    kinds: Collection[str],
    max_length: int,
    on_paper: bool = False,
) -> Reasons:
    """Reasons not to take a card. `words` is already tidy; `state` is None for no activity. What
    was written on paper in time is typed when there is time.
    """
    length = len(words)
    return reasons(
        (state is None, "cette activité n’existe pas dans cette salle"),
        (state is ActivityState.PREPARED, "l’activité n’est pas encore ouverte"),
        (state in _OVER and not on_paper, "l’activité est close"),
        (not words, "la carte est vide"),
        (
            length > max_length,
            f"la carte compte {length} signes, l’activité en permet {max_length} : "
            "coupez-la en deux idées",
        ),
        (
            (state is ActivityState.OPEN or on_paper) and kind not in kinds,
            "dites d’abord ce que c’est, parmi les natures proposées",
        ),
    )


def against_answering(method: Method, *, placed: bool, who: str, due: str) -> Reasons:
    """Reasons not to take a card that lacks what its form asks for besides words."""
    pledge = method is Method.PLEDGES
    return reasons(
        (
            method is Method.MAP and not placed,
            "dites où : touchez la carte, ou choisissez une commune",
        ),
        (pledge and not who, "dites qui s’engage"),
        (pledge and not due, "dites pour quand"),
    )


FARTHEST = (180 * 100_000, 90 * 100_000)
"""Degrees, in hundred-thousandths."""


def point(sent: object) -> tuple[int, int] | None:
    """A place on the globe as a phone sends it, [longitude, latitude] in hundred-thousandths of a
    degree; None for what is no place."""
    if not isinstance(sent, list) or len(sent) != 2:
        return None
    lon, lat = sent
    sound = type(lon) is int and type(lat) is int
    return (lon, lat) if sound and abs(lon) <= FARTHEST[0] and abs(lat) <= FARTHEST[1] else None


def table(sent: object) -> int | None:
    """The number of a table as a screen sends it; None for what is none."""
    return sent if type(sent) is int and 0 <= sent < 1000 else None


_OVER = {ActivityState.CLOSED, ActivityState.REVEALED}


def against_moving(state: ActivityState, to: ActivityState) -> Reasons:
    """Prepared, open, closed, revealed. A closed one may be opened again; a revealed one only once
    hidden again, for who has seen what others chose no longer chooses alone."""
    return reasons(((state, to) not in MOVES, f"l’activité est {state.label}"))


MOVES = {
    (ActivityState.PREPARED, ActivityState.OPEN),
    (ActivityState.OPEN, ActivityState.CLOSED),
    (ActivityState.CLOSED, ActivityState.OPEN),
    (ActivityState.CLOSED, ActivityState.REVEALED),
    (ActivityState.REVEALED, ActivityState.CLOSED),
}


AT_THE_OFFICE = (
    "une question se corrige et se retire sur le site : ici, ajoutez-en une autre et n’ouvrez pas "
    "celle-ci"
)
"""What a laptop in a hall says: questions that it adds come home, others stay as they left."""


def against_changing(
    state: ActivityState,
    *,
    held: bool = False,
    on_a_laptop: bool = False,
    kits: Sequence[str] = (),
    on_paper: bool = False,
    counted: bool = False,
) -> Reasons:
    """Reasons not to correct, move or withdraw a question: it is the room's once it was asked, or
    once it left on paper or in a kit from which answers may come."""
    out = f"les kits {' et '.join(kits)}" if len(kits) > 1 else f"le kit {''.join(kits)}"
    return reasons(
        (state is not ActivityState.PREPARED, "la salle a déjà lu cette question"),
        (held, "le registre de cet atelier est clos"),
        (on_a_laptop, AT_THE_OFFICE),
        (
            bool(kits),
            f"elle est partie avec {out} : elle ne change plus tant que des réponses peuvent en "
            f"revenir. S’il n’y en a plus à attendre, révoquez-{'les' if len(kits) > 1 else 'le'} "
            "d’abord, à la page des kits de terrain",
        ),
        (on_paper, "elle est sur des feuilles imprimées : ajoutez plutôt une autre question"),
        (counted, "des mains levées y ont été comptées"),
    )


MOST_OPTIONS = 30
LONGEST_OPTION = 280
MOST_HANDS = 2000
LONGEST_TIMER = timedelta(hours=8)


def against_preparing(
    question: str,
    method: Method,
    kinds: int,
    options: Sequence[str],
    budget: int,
    most_each: int,
) -> Reasons:
    """Reasons not to prepare an activity with that many natures of cards, or those options."""
    vote = method not in CARDS
    return reasons(
        (not question.strip(), "posez une question à la salle"),
        (
            not vote and not kinds and method is not Method.PLEDGES,
            "proposez au moins une nature de carte",
        ),
        (vote and len(options) < _FEWEST[method], f"proposez au moins {_FEWEST[method]} choix"),
        (len(options) > MOST_OPTIONS, f"pas plus de {MOST_OPTIONS} choix : regroupez d’abord"),
        (
            any(not 0 < len(words) <= LONGEST_OPTION for words in options),
            f"un choix tient en {LONGEST_OPTION} signes",
        ),
        (budget < 1 or most_each < 1, "donnez au moins une gommette"),
        (most_each > budget, "un choix ne peut recevoir plus de gommettes qu’une personne n’en a"),
    )


_FEWEST = {method: 1 if method is Method.STANCES else 2 for method in Method}
"""One statement is enough to agree or not; choosing takes two."""


def against_counting(count: int, *, open: bool, what: str = "mains") -> Reasons:
    """Hands, or people, are counted in the room, until its register is closed."""
    return reasons(
        (not open, "cet atelier n’est pas ouvert"),
        (not 0 <= count <= MOST_HANDS, f"comptez de 0 à {MOST_HANDS} {what}"),
    )


def against_timing(state: ActivityState, left: timedelta) -> Reasons:
    return reasons(
        (state is not ActivityState.OPEN, f"l’activité est {state.label}"),
        (not timedelta() < left <= LONGEST_TIMER, "le minuteur va d’une seconde à huit heures"),
    )


def left(ends_at: datetime | None, held: timedelta | None, at: datetime) -> timedelta | None:
    """What remains on a timer, running or held; None if there is none, never less than nothing."""
    if ends_at is None:
        return held
    return max(ends_at - at, timedelta())


def against_hiding(reason: str) -> Reasons:
    return reasons((not reason.strip(), "dites pourquoi la carte est masquée"))


def against_pinning(*, hidden: bool, waiting: bool, silent: bool) -> Reasons:
    """The room is shown large only what it may already read."""
    return reasons(
        (hidden, "cette carte est hors écran : remontrez-la d’abord"),
        (waiting, "cette carte attend d’être relue"),
        (silent, "on écrit en silence : révélez d’abord les cartes"),
    )


def against_grouping(title: str, count: int) -> Reasons:
    return reasons(
        (not title.strip(), "donnez un titre au regroupement"),
        (count < 2, "un regroupement rassemble au moins deux cartes"),
    )


def against_joining(count: int, *, undone: bool) -> Reasons:
    return reasons(
        (undone, "ce regroupement a été défait"),
        (count < 1, "choisissez au moins une carte à ranger"),
    )


def new_receipt(block: str = "") -> str:
    """A code to find one's card again: six signs that are not mistaken for one another.

    `block`: the two signs that all receipts of a field kit begin with, a digit first. Elsewhere the
    first is a letter, so that no two machines give the same.
    """
    left = RECEIPT_LENGTH - (len(block) or 1)
    drawn = secrets.randbelow(len(_LETTERS) << 5 * left)  # everything at once
    start = block or _LETTERS[drawn >> 5 * left]
    return start + "".join([RECEIPT_ALPHABET[drawn >> 5 * place & 31] for place in range(left)])


_DIGITS, _LETTERS = RECEIPT_ALPHABET[:8], RECEIPT_ALPHABET[8:]


def free_blocks(taken: Collection[str]) -> list[str]:
    """The blocks of receipts that no field kit of an Atelier has yet: each holds a million."""
    pairs = (digit + sign for digit in _DIGITS for sign in RECEIPT_ALPHABET)
    return [pair for pair in pairs if pair not in taken]


def printed_receipt(told: object) -> str:
    """A receipt that a stub already bears; nothing for what is none."""
    known = isinstance(told, str) and len(told) == RECEIPT_LENGTH
    return str(told) if known and set(str(told)) <= set(RECEIPT_ALPHABET) else ""


def normal_receipt(typed: str) -> str:
    """What a person meant by a receipt code: case and spaces do not matter."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())


def shown_receipt(code: str) -> str:
    """`K7M4TX` as people read it: `K7M 4TX`."""
    return f"{code[:3]} {code[3:]}"
