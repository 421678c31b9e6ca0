"""The report, the choice, the letters and the wait before the contract is signed."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from atelier_local.refusal import Reasons, reasons

from ..enums import CompetitionState as State


def against_reporting(
    state: State,
    *,
    unsettled: int,
    unjudged: int,
    met: bool,
    blocking: int,
    unread: int,
) -> Reasons:
    """A report says what was done: nothing may be left to do, and no remark unread."""
    return reasons(
        (
            state not in (State.SCORED, State.AWARDED),
            "les grilles ne sont pas toutes rendues",
        ),
        (unsettled == 1, "une note reste à mettre en commun"),
        (unsettled > 1, f"{unsettled} notes restent à mettre en commun"),
        (unjudged == 1, "la régularité ou le prix d’une offre attend une décision"),
        (unjudged > 1, f"la régularité ou le prix de {unjudged} offres attend une décision"),
        (not met, "la séance de mise en commun n’est pas close"),
        (blocking == 1, "une remarque bloquante attend sa correction"),
        (blocking > 1, f"{blocking} remarques bloquantes attendent leur correction"),
        (unread == 1, "une remarque n’a pas été lue"),
        (unread > 1, f"{unread} remarques n’ont pas été lues"),
    )


def differences[Tender: Hashable](
    kept: Mapping[Tender, int], recomputed: Mapping[Tender, int]
) -> list[Tender]:
    """Tenders whose total is not the one the marks give today."""
    every = kept.keys() | recomputed.keys()
    return [one for one in every if kept.get(one) != recomputed.get(one)]


def against_deciding(*, reported: bool, stale: bool) -> Reasons:
    """The choice rests on a report, and on the one that says the marks of today."""
    return reasons(
        (not reported, "le rapport d’analyse n’est pas établi"),
        (
            reported and stale,
            "des notes ou des motifs ont changé depuis le rapport d’analyse : "
            "établissez-le de nouveau",
        ),
    )


def against_sending(state: State, *, decided: bool, unreachable: tuple[str, ...]) -> Reasons:
    return reasons(
        (state is not State.AWARDED or not decided, "le choix n’est pas arrêté"),
        *((True, f"{name} n’a pas de représentant à qui écrire") for name in unreachable),
    )


def standstill_until(sent: date, days: int) -> date:
    """The last day of the wait, counted date to date: it is over the day after."""
    return sent + timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A letter to a holder: since when its sending is proved, and whether it went electronically;
    `failed`: what was tried here did not leave.
    """

    name: str
    proved_on: date | None
    electronic: bool = True
    failed: bool = False

    @property
    def why(self) -> str:
        if self.failed:
            return f"la lettre à {self.name} n’est pas partie : renvoyez-la, ou consignez son envoi"
        return f"l’envoi de la lettre à {self.name} n’est pas encore prouvé"


@dataclass(frozen=True, slots=True)
class Wait:
    """Which letters are not proved sent yet; once all are, the last day without a signature."""

    unproved: tuple[Dispatch, ...]
    until: date | None


def wait(
    letters: Sequence[Dispatch], *, announced: date | None, days: int, days_other: int
) -> Wait:
    """Counted from the last letter proved sent, longer if one went otherwise than electronically,
    and never shorter than what the letters announced; none when they announced none (CJA, art.
    L551-15).
    """
    sent = [letter.proved_on for letter in letters if letter.proved_on]
    unproved = tuple(letter for letter in letters if letter.proved_on is None)
    if announced is None or unproved or not sent:
        return Wait(unproved, announced)
    lasts = days if all(letter.electronic for letter in letters) else days_other
    return Wait((), max(announced, standstill_until(max(sent), lasts)))


def against_withdrawn(withdrawn: bool) -> Reasons:
    """All that a choice made without competition waits for: nobody else was consulted."""
    return reasons((withdrawn, "ce choix a été retiré"))


def against_concluding(*, sent: bool, wait: Wait, withdrawn: bool, day: date) -> Reasons:
    """The wait is voluntary for a call-off contract; once announced, it is kept. With or without
    it, no contract is signed while a holder may not have been told.
    """
    until = wait.until
    last = f"{until:%d/%m/%Y}" if until else ""
    return against_withdrawn(withdrawn) + reasons(
        (not sent, "les lettres aux groupements ne sont pas parties"),
        *((sent, letter.why) for letter in wait.unproved),
        (
            until is not None and day <= until,
            f"la signature attend la fin du délai annoncé aux groupements : "
            f"possible après le {last}",
        ),
    )


def against_recording_sending(
    *, sent_on: date, decided_on: date, today: date, proof: str, proved: bool, concluded: bool
) -> Reasons:
    """A letter sent otherwise: on a day between the choice and today, with what proves it."""
    return reasons(
        (concluded, "le marché est signé"),
        (proved, "l’envoi de cette lettre est déjà prouvé"),
        (sent_on < decided_on, "la lettre serait partie avant le choix"),
        (sent_on > today, "cette date n’est pas encore venue"),
        (not proof.strip(), "dites ce qui prouve l’envoi : accusé, récépissé, numéro de suivi"),
    )


def against_turning(*, foreseen: bool) -> Reasons:
    """Only where the law of the day of the consultation says so (art. R2181-7, since 2026)."""
    return reasons(
        (
            not foreseen,
            "à la date de cette consultation, aucun texte ne permettait de se tourner vers "
            "l’offre suivante (art. R2181-7)",
        )
    )


def against_runner_up(
    state: State, reason: str, *, concluded: bool, next_name: str | None, foreseen: bool
) -> Reasons:
    """Before the contract exists, if the holder chosen cannot conclude (art. R2181-7)."""
    return against_turning(foreseen=foreseen) + reasons(
        (state is not State.AWARDED, "le choix n’est pas arrêté"),
        (concluded, "le marché est signé"),
        (next_name is None, "aucune autre offre n’est classée"),
        (not reason.strip(), "écrivez pourquoi le groupement retenu ne peut pas conclure"),
    )
