"""How a call-off contract is paid."""

from django.db.models import TextChoices


class InstalmentState(TextChoices):
    EXPECTED = "expected", "attendu"
    ACCEPTED = "accepted", "service fait"
