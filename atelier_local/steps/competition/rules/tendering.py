"""Until when tenders come in, and who opens them."""

from datetime import datetime, timedelta

from atelier_local.ground.files.rules import octets
from atelier_local.refusal import Reasons, reasons

from ..enums import CompetitionState as State
from ..enums import EvaluationCollege

SETTLING = timedelta(seconds=120)
LATE_KEPT = 20


def against_tendering(
    state: State, *, deadline: datetime, at: datetime, declined: bool = False
) -> Reasons:
    """To the microsecond: the deadline itself is too late (art. R2151-5)."""
    return reasons(
        (state is State.DRAFT, "la consultation n’est pas publiée"),
        (
            state not in (State.DRAFT, State.OPEN),
            f"la consultation est « {state.label.lower()} »",
        ),
        (state is State.OPEN and late(at, deadline), "la date limite est passée"),
        (declined, "votre groupement a fait savoir qu’il ne répondrait pas"),
    )


def against_weighing(size: int, most_mb: int) -> Reasons:
    """What the files of one tender may weigh, pieces sent and not kept left aside."""
    most = most_mb * 1_000_000
    return reasons(
        (
            size > most,
            f"les fichiers du pli font {octets(size)}, il en tient {octets(most)} : retirez-en",
        )
    )


def against_withdrawing_late(withdrawing: bool) -> Reasons:
    """After the deadline a tender stays: nothing is kept of the attempt."""
    return reasons((withdrawing, "la date limite est passée : un pli ne se retire plus"))


def late(arrived: datetime, deadline: datetime) -> bool:
    """The deadline itself is too late, to the microsecond."""
    return arrived >= deadline


def against_depositing_late(state: State, *, declined: bool, kept: int) -> Reasons:
    """What comes too late is kept closed, as long as there is a consultation to keep it for."""
    return reasons(
        (state is State.DRAFT, "la consultation n’est pas publiée"),
        (state is State.DISCONTINUED, "la consultation est sans suite"),
        (declined, "votre groupement a fait savoir qu’il ne répondrait pas"),
        (kept >= LATE_KEPT, f"{LATE_KEPT} plis tardifs de votre groupement sont déjà conservés"),
    )


def against_signing(*, written: bool, place: int | None) -> Reasons:
    """`place`: which of the two who opened, None for anybody else."""
    return reasons(
        (not written, "aucun procès-verbal n’est établi"),
        (written and place is None, "seules les deux personnes qui ont ouvert le confirment"),
    )


def against_turning(
    state: State,
    *,
    deadline: datetime,
    at: datetime,
    party: EvaluationCollege | None,
    first_party: EvaluationCollege | None = None,
) -> Reasons:
    """After the deadline, one key and then one of another party.

    A deposit that came in time and waits for its turn must find the consultation open: hence
    `SETTLING`. `first_party` is that of the key already turned, if any.
    """
    return reasons(
        (state is not State.OPEN, f"la consultation est « {state.label.lower()} »"),
        (state is State.OPEN and at < deadline, "la date limite n’est pas passée"),
        (
            state is State.OPEN and deadline <= at < deadline + SETTLING,
            "les derniers plis arrivés se rangent : attendez deux minutes après la date limite",
        ),
        (party is None, "vous n’êtes pas parmi les personnes nommées pour ouvrir les plis"),
        (
            party is not None and party is first_party,
            "la seconde clé est celle d’une autre partie que la première",
        ),
    )
