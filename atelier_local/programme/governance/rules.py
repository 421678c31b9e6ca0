"""What it takes to hold a meeting, to approve, to share."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from atelier_local.programme.people.enums import Role
from atelier_local.refusal import Reasons, reasons

from .enums import COLLEGE_OF, College, Opinion


def colleges_of(roles: Iterable[Role]) -> set[College]:
    """The colleges in whose name these roles validate."""
    return {COLLEGE_OF[role] for role in roles if role in COLLEGE_OF}


def against_meeting(starts_at: datetime, ends_at: datetime) -> Reasons:
    return reasons((ends_at <= starts_at, "la réunion finirait avant d’avoir commencé"))


def against_holding(starts_at: datetime, at: datetime, *, held: bool) -> Reasons:
    return reasons(
        (held, "cette réunion a déjà son compte rendu"),
        (at < starts_at, "la réunion n’a pas encore commencé"),
    )


def against_asking(due_on: date, today: date) -> Reasons:
    """Colleges are given until a day that has not passed, today at the earliest."""
    return reasons((due_on < today, "la date des avis attendus est déjà passée"))


def against_approving(
    college: College,
    opinion: Opinion,
    reservation: str,
    *,
    speaks_for: Iterable[College],
    already_shared: bool,
    withdrawn: bool = False,
) -> Reasons:
    """Reasons why this person may not give this opinion in the name of this college."""
    return reasons(
        (already_shared, "les trois collèges ont déjà validé : le texte est partagé"),
        (withdrawn, "l’équipe a repris ce texte : elle le soumettra de nouveau"),
        (
            college not in set(speaks_for),
            f"vous ne validez pas au titre du collège « {college.label} »",
        ),
        (
            opinion is not Opinion.FAVOURABLE and not reservation.strip(),
            "écrivez la réserve ou le motif : il sera lu à côté de l’avis",
        ),
    )


def against_taking_back(
    opinions: Mapping[College, Opinion], why: str, *, already_shared: bool, withdrawn: bool
) -> Reasons:
    """Only a no gives a text back to its authors, who say what they will change."""
    refused = Opinion.UNFAVOURABLE in opinions.values()
    return reasons(
        (already_shared, "les trois collèges ont déjà validé : le texte est partagé"),
        (withdrawn, "ce texte a déjà été repris"),
        (not refused, "aucun collège n’a rendu d’avis défavorable"),
        (not why.strip(), "dites ce qui va changer : les collèges le liront"),
    )


def against_sharing(opinions: Mapping[College, Opinion]) -> Reasons:
    """Shared when the three colleges have each said yes; silence is not consent."""
    missing = [college for college in College if college not in opinions]
    against = [c for c, opinion in opinions.items() if opinion is Opinion.UNFAVOURABLE]
    return reasons(
        *(
            (True, f"le collège « {college.label} » n’a pas encore rendu d’avis")
            for college in missing
        ),
        *(
            (True, f"le collège « {college.label} » a rendu un avis défavorable")
            for college in against
        ),
    )
