"""When an Atelier may move on."""

from collections.abc import Iterable, Sequence
from datetime import date

from atelier_local.programme.people.enums import ATELIER_ROLES, Role
from atelier_local.refusal import Reasons, reasons

from .enums import Ending, Stage


def against_advancing(stage: Stage, to: Stage, ending: Ending | None) -> Reasons:
    """Stages follow one another, one at a time; an ended Atelier stays where it stopped."""
    expected = stage.next
    return reasons(
        (ending is not None, "l’Atelier est terminé"),
        (
            to is not expected,
            f"après « {stage.label} » vient « {expected.label} »"
            if expected
            else f"« {stage.label} » est la dernière étape",
        ),
    )


_SIDES = (
    {Role.PILOT, Role.PREFECTURE},
    {Role.LOCAL_AUTHORITY, Role.ELECTED},
    {Role.OPERATOR},
    {Role.TEAM},
    {Role.PARTNER},
)
"""Those who speak with one voice: nobody chooses, or validates, in the name of two."""


def against_giving(role: Role, held: Iterable[Role] = ()) -> Reasons:
    """Roles are given by hand, but the team's: it comes with the notified contract.

    `held` are the roles that the person has here already.
    """
    side: set[Role] = next((side for side in _SIDES if role in side), set())
    other = next((one for one in held if one not in side), None)
    return reasons(
        (role not in ATELIER_ROLES, f"« {role.label} » n’est pas un rôle dans un Atelier"),
        (role is Role.TEAM, "l’équipe du groupement entre avec la notification du marché"),
        (
            other is not None,
            f"cette personne a déjà le rôle « {other.label if other else ''} » : "
            "nul ne parle au nom de deux parties",
        ),
    )


def against_taking_for(written: str, known: str) -> Reasons:
    """An address that an account already has is not somebody else's; both are last names."""
    return reasons(
        (
            written.strip().casefold() != known.casefold(),
            f"cette adresse est celle du compte de {known} : vérifiez l’adresse ou le nom",
        )
    )


def against_revoking(*, own: bool, role: Role, by_contract: bool = False) -> Reasons:
    """An Atelier keeps whoever pilots it; the team leaves by its contract, and only so."""
    return reasons(
        (own, "vous ne pouvez pas retirer votre propre rôle"),
        (
            role is Role.TEAM and not by_contract,
            "l’équipe du groupement change par le marché",
        ),
    )


def months_between(start: date, end: date) -> float:
    """Length in months, a day counting for a thirtieth: 14 Sept. to 12 Oct. next year is 12.9."""
    whole = (end.year - start.year) * 12 + end.month - start.month
    return round(whole + (end.day - start.day) / 30, 1)


def warnings_on_duration(t0: date, feedback: date, *, months_min: int, months_max: int) -> Reasons:
    """The agreement's bounds (10 to 15 months for the founding document): a warning, not a wall."""
    length = months_between(t0, feedback)
    shown = f"{length:g}".replace(".", ",")
    return reasons(
        (length < months_min, f"{shown} mois, l’accord-cadre en prévoit au moins {months_min}"),
        (length > months_max, f"{shown} mois, l’accord-cadre en prévoit au plus {months_max}"),
    )


def against_schedule(periods: Sequence[tuple[Stage, date, date | None]]) -> Reasons:
    """Stages must start in the order of the story and end after they start."""
    found = [
        f"« {stage.label} » finit avant de commencer"
        for stage, starts, ends in periods
        if ends is not None and ends < starts
    ]
    ordered = sorted(periods, key=lambda period: period[0].rank)
    for (before, start, _), (after, follows, _) in zip(ordered, ordered[1:], strict=False):
        if follows < start:
            found.append(f"« {after.label} » commencerait avant « {before.label} »")
    return reasons(*((True, label) for label in found))
