"""Writing down here the opening that was made on PLACE."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from atelier_local.refusal import Reasons, reasons

from ..enums import CompetitionState as State
from ..enums import EvaluationCollege, PlaceOutcome


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """What PLACE says of one holder. The hour is that of PLACE; the price is in euros."""

    invitation: int
    name: str
    outcome: PlaceOutcome
    received_at: datetime | None = None
    price_eur: Decimal | None = None


def against_recording(
    state: State,
    parties: Sequence[EvaluationCollege | None],
    rows: Sequence[PlaceRow],
    *,
    on_place: bool,
    deadline: datetime,
    at: datetime,
    unclear: Sequence[str] = (),
) -> Reasons:
    """After the deadline, by two people of two parties; an hour and a price for each tender.

    `unclear`: who of the two has not declared that nothing ties them to a consortium.
    """
    came = [row for row in rows if row.outcome is PlaceOutcome.RECEIVED]
    return reasons(
        (not on_place, "les offres de cette consultation sont scellées ici, pas sur PLACE"),
        (state is not State.OPEN, f"la consultation est « {state.label.lower()} »"),
        (at < deadline, "la date limite n’est pas passée"),
        (
            None in parties or len(set(parties)) < 2,
            "il faut deux personnes, de deux parties différentes",
        ),
        *(
            (True, f"{name} n’a pas déclaré ses intérêts, ou a un lien avec un groupement")
            for name in unclear
        ),
        *(
            (
                row.received_at is None or not row.price_eur,
                f"{row.name} : il manque l’heure de réception ou le prix",
            )
            for row in came
        ),
        *(
            (
                row.received_at is not None and row.received_at >= deadline,
                f"{row.name} : reçue après la date limite, elle est « hors délai »",
            )
            for row in came
        ),
    )


LARGEST_FILE = 25 * 1024 * 1024
MOST_FILES = 60


def against_bringing(state: State, *, apart: bool, opened: bool, count: int) -> Reasons:
    """Files of what was read `apart`, on PLACE or in a backup copy, come here once it is opened,
    and before the grids are in."""
    return reasons(
        (not apart, "les fichiers de cette offre sont dans son pli scellé"),
        (not opened, "l’ouverture n’est pas consignée"),
        (opened and state is not State.OPENED, "les grilles sont rendues : rien ne s’ajoute"),
        (count >= MOST_FILES, f"une offre compte {MOST_FILES} fichiers au plus"),
    )


def against_depositing_here(*, on_place: bool) -> Reasons:
    return reasons((on_place, "les offres de cette consultation se déposent sur PLACE"))
