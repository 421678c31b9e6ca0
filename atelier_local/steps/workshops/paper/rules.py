"""What may be printed and read back; receipts printed ahead. Pure."""

import hashlib
import hmac
from collections.abc import Iterable

from atelier_local.ground.files.sheets import codes
from atelier_local.refusal import Reasons, reasons

from ..enums import SheetKind, Trouble
from ..rules import CODE_ALPHABET, CODE_LENGTH
from .sheets import FORMS

MOST_CARDS = 150
"""The cards of a pack bear different marks: no two of them are taken for one another."""
MOST_SHEETS = {SheetKind.CARD: MOST_CARDS, SheetKind.TABLE: 50, SheetKind.MAP: 20}
MOST_SHEETS |= {SheetKind.TALLY: 30}
MOST_BYTES = 25_000_000


def against_printing(kinds: Iterable[SheetKind], *, held: bool) -> Reasons:
    """Reasons not to print a pack with these sheets."""
    printed = list(kinds)
    return reasons(
        (held, "le registre de cet atelier est clos"),
        (not printed, "demandez au moins une feuille"),
        *(
            (printed.count(kind) > most, f"pas plus de {most} fois « {kind.label} » dans un paquet")
            for kind, most in MOST_SHEETS.items()
        ),
    )


def against_receiving(*, held: bool) -> Reasons:
    return reasons((held, "le registre de cet atelier est clos : plus aucune carte ne s’y ajoute"))


def against_typing(*, typed: bool, aside: bool) -> Reasons:
    return reasons(
        (typed, "cette case est déjà tapée"),
        (aside, "cette case est écartée : reprenez-la d’abord"),
    )


def receipt(key: str, number: int) -> str:
    """The receipt on the stub of card `number`: whoever has the key of the pack finds it again."""
    told = hmac.digest(bytes.fromhex(key), f"receipt {number}".encode(), hashlib.sha256)
    return "".join(CODE_ALPHABET[byte % len(CODE_ALPHABET)] for byte in told[:CODE_LENGTH])


def trouble_with(text: str, group: int, *, key: str | None, here: bool) -> Trouble | None:
    """What is wrong with a code that was read: `key` of the pack it names (None: no such pack),
    `here` if that is a pack of this workshop; `group` is of the marks around it."""
    label = codes.read(text)
    if label is None or key is None or not codes.signed(text, key):
        return Trouble.UNKNOWN
    if not here:
        return Trouble.ELSEWHERE
    form = next((f for f in FORMS.values() if f.letter == label.letter), None)
    if form is None or form.group(label.number) != group:
        return Trouble.TWICE  # the marks of one sheet around the code of another
    return None
