"""When an Atelier is framed: a meeting held, a method, a calendar that holds."""

from collections.abc import Collection, Mapping
from datetime import date

from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.ateliers.rules import warnings_on_duration
from atelier_local.refusal import Reason, Reasons, reasons

type Period = tuple[date, date | None]

SCHEDULED = tuple(stage for stage in Stage if stage.rank >= Stage.WORKSHOP_1.rank)
"""What the calendar must date: everything from the first workshop on."""

WORKSHOPS = (Stage.WORKSHOP_1, Stage.WORKSHOP_2, Stage.WORKSHOP_3)


def against_writing(stage: Stage) -> Reasons:
    """The framing is written at its own stage."""
    return reasons(
        (
            stage is not Stage.FRAMING,
            f"l’Atelier est à l’étape « {stage.label} », pas au cadrage",
        )
    )


def against_placing(name: str, *, inside: bool) -> Reasons:
    """A place looked at closer has a name, and stands in a commune of the territory."""
    return reasons(
        (not name.strip(), "le lieu n’a pas de nom"),
        (not inside, "cette commune n’est pas du territoire de l’Atelier"),
    )


def against_composing(*, members: int, others: str, strangers: int) -> Reasons:
    """Somebody sits in a body, and whoever is named there takes part in the Atelier."""
    return reasons(
        (members == 0 and not others.strip(), "personne ne siège dans cette instance"),
        (strangers > 0, "seules siègent nommément les personnes qui ont un rôle dans l’Atelier"),
    )


def against_convening(*, meets: bool, composed: bool, starts_on: date, today: date) -> Reasons:
    """A committee that is composed is called for a day to come."""
    return reasons(
        (not meets, "l’équipe projet travaille chaque jour : elle ne se convoque pas"),
        (not composed, "l’instance n’est pas composée"),
        (starts_on < today, "cette date est déjà passée"),
    )


def against_awaiting(due_on: date | None, received: bool, today: date) -> Reasons:
    """Reasons not to expect a document for that day: one is asked for a day to come."""
    return reasons(
        (received, "ce document est déjà reçu"),
        (due_on is not None and due_on < today, "cette date est déjà passée"),
    )


def days_late(due_on: date | None, received: bool, today: date) -> int:
    """How many days a document has been awaited past its date; 0 when it is not late."""
    return max(0, (today - due_on).days) if due_on and not received else 0


def days_of(period: Period) -> int:
    """Days on site, both ends counted."""
    starts, ends = period
    return (ends - starts).days + 1 if ends else 1


def warnings_on_calendar(
    periods: Mapping[Stage, Period],
    t0: date,
    *,
    months_min: int,
    months_max: int,
    days_min: int,
    days_max: int,
) -> Reasons:
    """Where the calendar leaves the agreement's bounds (10 to 15 months, 1 to 2 days on site)."""
    found: list[Reason] = []
    if Stage.FEEDBACK in periods:
        found += warnings_on_duration(
            t0, periods[Stage.FEEDBACK][0], months_min=months_min, months_max=months_max
        )
    for stage in WORKSHOPS:
        if stage in periods and not days_min <= days_of(periods[stage]) <= days_max:
            found.append(
                Reason(
                    f"« {stage.label} » dure {days_of(periods[stage])} jours, "
                    f"l’accord-cadre en prévoit de {days_min} à {days_max}"
                )
            )
    return tuple(found)


def against_calendar(
    periods: Mapping[Stage, Period], warnings: Collection[Reason], justification: str
) -> Reasons:
    """Three workshops, dated; outside the bounds, say why."""
    missing = [stage for stage in WORKSHOPS if stage not in periods]
    return reasons(
        *((True, f"« {stage.label} » n’a pas de date") for stage in missing),
        (Stage.FEEDBACK not in periods, "la restitution n’a pas de date"),
        *((not justification.strip(), f"{warning} : écrivez pourquoi") for warning in warnings),
    )


def against_validating(
    *, meeting_held: bool, methodology: str, scheduled: Collection[Stage], validated: bool
) -> Reasons:
    """What the framing note needs before the first workshop may be held."""
    missing = [stage for stage in SCHEDULED if stage not in scheduled]
    return reasons(
        (validated, "le cadrage est déjà validé"),
        (not meeting_held, "la réunion de cadrage n’a pas eu lieu"),
        (not methodology.strip(), "la méthode n’est pas écrite"),
        (
            bool(missing),
            "le calendrier ne date pas encore : " + ", ".join(stage.label for stage in missing),
        ),
    )
