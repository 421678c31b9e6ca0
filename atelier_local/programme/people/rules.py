"""Who may be invited, and what a name must be: decisions on plain values."""

from atelier_local.refusal import Reasons, reasons


def against_inviting(email: str, *, already_active: bool) -> Reasons:
    """Reasons not to send an invitation to `email`."""
    return reasons(
        (already_active, f"{email} a déjà un compte : donnez-lui directement un rôle"),
        ("@" not in email, "l’adresse électronique est incomplète"),
    )
