"""What it takes to hold a meeting, to approve, to share."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from atelier_local.programme.people.enums import Role
from atelier_local.refusal import Reasons, reasons

from .enums import COLLEGE_OF, College, Opinion

CARRIER_AT_MOST = 200
_PARTS = re.compile(r"\s+/\s+")
_DAY = re.compile(r"(?:pour le |avant le )?(\d{1,2})/(\d{1,2})/(\d{4})")


class Decided(NamedTuple):
    """What a meeting decided; who carries it and for when, where there is something to do."""

    text: str
    carrier: str = ""
    due_on: date | None = None


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


def decided(line: str) -> Decided:
    """A decision as it is typed: « la décision / qui s’en charge / pour le 15/03/2027 », the day
    or both left out. What is no day stays in its place, for `against_deciding` to say so.
    """
    *parts, last = [part for part in _PARTS.split(line.strip()) if part] or [""]
    day = _day_in(last) if parts else None
    if day is None:
        parts.append(last)
    text, *carriers = parts
    return Decided(text, " / ".join(carriers), day)


def _day_in(text: str) -> date | None:
    found = _DAY.fullmatch(text)
    if not found:
        return None
    day, month, year = map(int, found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def typed(one: Decided) -> str:
    """The line that `decided` reads."""
    day = f"{one.due_on:%d/%m/%Y}" if one.due_on else ""
    return " / ".join(filter(None, (one.text, one.carrier, day)))


def against_deciding(decisions: Iterable[Decided], held_on: date) -> Reasons:
    """Reasons not to record these decisions of a meeting held that day."""
    return reasons(
        *(
            found
            for one in decisions
            for found in (
                (not one.text.strip(), "une décision est vide"),
                (
                    len(one.carrier) > CARRIER_AT_MOST,
                    f"« {one.carrier[:40]}… » : dites qui s’en charge en {CARRIER_AT_MOST} signes",
                ),
                (
                    " / " in one.carrier or _DAY.fullmatch(one.carrier) is not None,
                    f"« {one.carrier} » : l’échéance se lit JJ/MM/AAAA, après qui s’en charge",
                ),
                (
                    one.due_on is not None and one.due_on < held_on,
                    f"« {one.text} » : son échéance est passée avant la réunion",
                ),
            )
        )
    )


def against_carrying_out(*, awaited: bool, done: bool) -> Reasons:
    return reasons(
        (done, "cette décision est déjà dite faite"),
        (not done and not awaited, "personne n’a rien à faire de cette décision"),
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
