"""Who may be invited, and what a name must be: decisions on plain values."""

from atelier_local.refusal import Reasons, reasons

from .enums import Role


def against_inviting(email: str, *, already_active: bool) -> Reasons:
    """Reasons not to send an invitation to `email`."""
    return reasons(
        (already_active, f"{email} a déjà un compte : donnez-lui directement un rôle"),
        ("@" not in email, "l’adresse électronique est incomplète"),
    )


def against_national_role(held: Role | None) -> Reasons:
    """A national role is given once: another would silently widen or take back rights."""
    return reasons((held is not None, f"cette personne est déjà « {held.label} »" if held else ""))


def against_choosing_password(first_use: bool, *, active: bool, invited: bool) -> Reasons:
    """A link works once; only an invitation opens an account."""
    return reasons(
        (not first_use, "ce lien a déjà servi"),
        (not active and not invited, "ce compte est fermé"),
    )
