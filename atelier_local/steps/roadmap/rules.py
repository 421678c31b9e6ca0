"""What an action needs to stand in a roadmap, and what news of it must say."""

import re
from collections.abc import Collection, Mapping
from datetime import date

from atelier_local.refusal import Reasons, reasons

from .enums import Progress


def against_adding(
    title: str,
    *,
    owner: str,
    horizon: str,
    first_step: str,
    sources: Collection[object],
    starts_on: date | None,
    ends_on: date | None,
) -> Reasons:
    """An owner, a horizon, a first step within a hundred days, and something to rest on."""
    return reasons(
        (not title.strip(), "une action commence par un verbe"),
        (not owner, "dites qui porte l’action"),
        (not horizon, "choisissez un horizon : court, moyen ou long terme"),
        (not first_step.strip(), "écrivez le premier pas, dans les cent jours"),
        (not sources, "une action répond à au moins un objectif"),
        (
            starts_on is not None and ends_on is not None and ends_on < starts_on,
            "l’action finirait avant d’avoir commencé",
        ),
    )


NEEDED = {
    "description": "ce qui se fait",
    "families": "ses familles de transition",
    "themes": "ses thèmes",
    "places": "les communes où elle se tient",
    "indicator": "ce que l’on comptera",
    "baseline": "l’état d’aujourd’hui",
    "target": "la cible",
    "source": "la source de la mesure",
    "frequency": "la fréquence de la mesure",
}
"""What a sheet may lack while it is written, and not once it is published (domain dossier, § 3.4:
what it marks with a star and `against_adding` does not ask for)."""


def against_showing(sheet: Mapping[str, object]) -> Reasons:
    """What a sheet still lacks to be published, by the names of its fields."""
    return reasons(*((not sheet[name], said) for name, said in NEEDED.items()))


def against_updating(progress: Progress, percent: int, news: str) -> Reasons:
    return reasons(
        (not 0 <= percent <= 100, "l’avancement va de 0 à 100"),
        (progress is Progress.DONE and percent != 100, "une action faite est à 100"),
        (
            progress in (Progress.BLOCKED, Progress.ABANDONED) and not news.strip(),
            "dites ce qui bloque, ou pourquoi l’action s’arrête",
        ),
    )


def against_pledging(words: str, by_label: str) -> Reasons:
    return reasons(
        (not words.strip(), "écrivez l’engagement tel qu’il a été dit"),
        (not by_label.strip(), "dites qui s’est engagé"),
    )


def against_taking_up(commitments: int) -> Reasons:
    return reasons((not commitments, "cochez au moins un engagement"))


def is_about(text: str, number: str) -> bool:
    """Whether a text names that action: `A1.1` is not in `A1.10`."""
    return re.search(rf"(?<![\w.]){re.escape(number)}(?![\w]|\.\d)", text) is not None


def against_reviewing(actions: int) -> Reasons:
    return reasons((actions == 0, "la feuille de route ne compte encore aucune action"))
