"""Hearing the holders, when the letter foresaw it: each as long, on the same points, apart.

A hearing explains a tender and changes nothing of it: there is no negotiation.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from atelier_local.clock import day_of
from atelier_local.refusal import Reasons, reasons

from ..enums import CompetitionState as State

type Slot = tuple[datetime, datetime]


def slots(first: datetime, *, minutes: int, pause: int, count: int) -> list[Slot]:
    """One after the other, as long as each other, `pause` minutes apart."""
    length, step = timedelta(minutes=minutes), timedelta(minutes=minutes + pause)
    return [(first + step * place, first + step * place + length) for place in range(count)]


def against_calling(
    state: State, *, foreseen: bool, unjudged: int, waiting: int, closed: bool
) -> Reasons:
    """Nobody is heard unless the letter foresaw it; then all whose tender is admitted are."""
    return reasons(
        (not foreseen, "la lettre de consultation ne prévoit pas d’audition"),
        *_out_of_time(state),
        (closed, "la mise en commun des notes est close"),
        (unjudged == 1, "la régularité ou le prix d’une offre attend une décision"),
        (unjudged > 1, f"la régularité ou le prix de {unjudged} offres attend une décision"),
        (foreseen and not unjudged and not waiting, "tous les groupements admis sont convoqués"),
    )


def _out_of_time(state: State) -> list[tuple[bool, str]]:
    over = state not in (State.OPENED, State.SCORED)
    return [(over, "les auditions se tiennent entre l’ouverture des plis et le choix")]


def against_words(*, place: str, topics: str) -> Reasons:
    """What a call says besides its hours."""
    return reasons(
        (not place.strip(), "dites où, ou par quel lien, les groupements seront entendus"),
        (not topics.strip(), "écrivez les points abordés, les mêmes pour tous"),
    )


def against_hours(called: list[Slot], taken: Collection[Slot], *, at: datetime) -> Reasons:
    """At least one hour called, in order; `taken` are those of other holders."""
    begins, ends = called[0][0], called[-1][1]
    crossed = any(a < end and start < b for a, b in called for start, end in taken)
    return reasons(
        (begins <= at, "l’heure est passée : laissez le temps de venir"),
        (
            day_of(begins) != day_of(ends),
            "les auditions déborderaient sur le lendemain : commencez plus tôt ou un autre jour",
        ),
        (crossed, "un autre groupement est entendu à ce moment : ils ne se croisent pas"),
    )


def against_moving(state: State, *, held: bool, why: str) -> Reasons:
    return reasons(
        *_out_of_time(state),
        (held, "cette audition s’est tenue"),
        (not why.strip(), "dites pourquoi l’heure change : le groupement le lira"),
    )


def against_recording(
    state: State,
    *,
    starts_at: datetime,
    at: datetime,
    held: bool,
    present: str,
    minutes: str,
    heard_by: int,
) -> Reasons:
    """The record says who was there on both sides and what was said."""
    return reasons(
        *_out_of_time(state),
        (held, "le compte rendu de cette audition est établi"),
        (at < starts_at, "cette audition n’a pas commencé"),
        (not present.strip(), "dites qui était là pour le groupement, ou que personne n’est venu"),
        (not heard_by, "dites quels évaluateurs ont entendu le groupement"),
        (not minutes.strip(), "écrivez ce qui a été demandé et répondu"),
    )


def against_closing(unheard: int) -> Reasons:
    """What the letter foresaw is done before the marks are agreed upon."""
    return reasons(
        (unheard == 1, "l’audition d’un groupement, prévue par la lettre, n’a pas de compte rendu"),
        (
            unheard > 1,
            f"l’audition de {unheard} groupements, prévue par la lettre, n’a pas de compte rendu",
        ),
    )
