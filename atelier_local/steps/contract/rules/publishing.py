"""Essential data: their numbers, and how long there is to publish them."""

import calendar
from collections.abc import Collection
from datetime import date

from atelier_local.refusal import Reasons, reasons


def decp_prefix(year: int) -> str:
    return f"{year}AL"


def next_decp_id(year: int, last: str) -> str:
    """The number after `last` (empty: the first of the year), of sixteen signs at most."""
    prefix = decp_prefix(year)
    rank = int(last.removeprefix(prefix)) + 1 if last else 1
    return f"{prefix}{rank:04d}"


def publication_due(notified_on: date, months: int) -> date:
    """So many months later, on the same day, or on the last one of a shorter month."""
    years, month = divmod(notified_on.month - 1 + months, 12)
    year = notified_on.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(notified_on.day, last))


def against_describing(
    *,
    duration_months: int,
    techniques: Collection[str],
    modalities: Collection[str],
) -> Reasons:
    """What the State's schema would refuse."""
    alone = "« Sans objet » ne se joint à aucune autre réponse"
    return reasons(
        (duration_months < 1, "un marché dure au moins un mois"),
        (not techniques, "dites la technique d’achat, ou « Sans objet »"),
        (not modalities, "dites la modalité d’exécution, ou « Sans objet »"),
        (any(len(v) > 1 and "Sans objet" in v for v in (techniques, modalities)), alone),
    )


def against_recording(published_on: date, notified_on: date, today: date) -> Reasons:
    """A publication comes after what it publishes, and not tomorrow."""
    return reasons(
        (published_on < notified_on, "la publication précéderait la notification"),
        (published_on > today, "cette date n’est pas encore venue"),
    )
