"""When a workshop may be opened and closed; what its join code looks like."""

from collections.abc import Iterable
from datetime import time

from atelier_local.programme.ateliers.enums import Stage
from atelier_local.refusal import Reasons, reasons

from .enums import STAGE_OF, WorkshopState

CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Thirty-two signs that are not mistaken for one another on a projector."""
CODE_LENGTH = 6


def normal_code(typed: str) -> str:
    """What a person meant by a code: case, spaces and dashes do not matter."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())


def shown_code(code: str) -> str:
    """`BH74KM` as people read it on a projector: `BH7 4KM`."""
    return f"{code[:3]} {code[3:]}" if code else ""


def against_preparing(ordinal: int, days: int, *, days_min: int, days_max: int) -> Reasons:
    """Three workshops, of one or two days (bounds of the framework agreement)."""
    return reasons(
        (ordinal not in STAGE_OF, "un Atelier compte trois ateliers in situ"),
        (
            not days_min <= days <= days_max,
            f"un atelier in situ dure de {days_min} à {days_max} jours",
        ),
    )


def against_welcome(access: str, supplies: str, payer: str) -> Reasons:
    """Reasons not to say how people are received: it is said whole, or not at all."""
    return reasons(
        (not access.strip(), "dites comment on vient et comment on entre"),
        (not supplies.strip(), "dites qui apporte les repas, les impressions, le matériel"),
        (not payer.strip(), "dites qui paie"),
    )


def against_wifi(name: str, key: str) -> Reasons:
    """Reasons not to show a network. Without a key, it is open to all.

    Source: IEEE 802.11, a name of at most 32 bytes; WPA passphrases of 8 to 63 ASCII signs.
    """
    plain = key.isascii() and key.isprintable()
    return reasons(
        (bool(key) and not name, "donnez le nom du réseau, ou effacez son mot de passe"),
        (not name.isprintable(), "le nom d’un réseau s’écrit sur une ligne, en signes visibles"),
        (len(name.encode()) > 32, "le nom d’un réseau tient en 32 octets"),
        (
            bool(key) and not (plain and 8 <= len(key) <= 63),
            "un mot de passe de Wi-Fi compte de 8 à 63 signes, sans accent",
        ),
    )


def wifi_text(name: str, key: str) -> str:
    """What a phone's camera understands as a network to join; empty without a network."""
    if not name:
        return ""
    kind = f"T:WPA;S:{_escaped(name)};P:{_escaped(key)}" if key else f"T:nopass;S:{_escaped(name)}"
    return f"WIFI:{kind};;"


def _escaped(value: str) -> str:
    return "".join(f"\\{sign}" if sign in '\\;,:"' else sign for sign in value)


def against_approach(publics: str, participation: str) -> Reasons:
    """A workshop says whom it expects, and how far they decide."""
    return reasons(
        (not publics.strip(), "dites quels publics sont attendus"),
        (not participation, "choisissez un niveau de participation"),
    )


def against_leaving(state: WorkshopState, disagreements: Iterable[tuple[str, str]]) -> Reasons:
    """What a workshop leaves open is known once it is held; a disagreement says about what."""
    partial = any(not title.strip() or not text.strip() for title, text in disagreements)
    return reasons(
        (state is not WorkshopState.HELD, "cet atelier n’a pas encore été tenu"),
        (partial, "un désaccord dit sur quoi, deux points, puis ce que chacun en dit"),
    )


def against_opening(ordinal: int, state: WorkshopState, stage: Stage) -> Reasons:
    """A workshop is opened at its own stage, once."""
    return reasons(
        (state is WorkshopState.HELD, "cet atelier a déjà été tenu"),
        (
            stage is not STAGE_OF[ordinal],
            f"l’Atelier est à l’étape « {stage.label} », pas à « {STAGE_OF[ordinal].label} »",
        ),
    )


def against_writing(*, on_a_laptop: bool, open: bool) -> Reasons:
    """What a laptop writes besides the wall goes home in the log of the room."""
    return reasons((on_a_laptop and not open, "ouvrez d’abord la salle : son registre le rapporte"))


def against_closing(state: WorkshopState) -> Reasons:
    return reasons((state is not WorkshopState.OPEN, "cet atelier n’est pas ouvert"))


def against_sequence(starts_at: time, minutes: int, title: str) -> Reasons:
    return reasons(
        (not title.strip(), "donnez un titre à la séquence"),
        (minutes <= 0, "une séquence dure au moins une minute"),
    )
