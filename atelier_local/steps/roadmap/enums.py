"""How mature an action is, and how it goes."""

from django.db.models import TextChoices


class Maturity(TextChoices):
    IDEA = "idea", "Idée"
    PROJECT = "project", "Projet"
    READY = "ready", "Action prête"


class Progress(TextChoices):
    PLANNED = "planned", "à venir"
    STARTED = "started", "en cours"
    BLOCKED = "blocked", "bloquée"
    DONE = "done", "faite"
    ABANDONED = "abandoned", "abandonnée"

    @property
    def shape(self) -> str:
        """How the interface draws it."""
        return {"planned": "later", "started": "doing", "abandoned": "dropped"}.get(
            self.value, self.value
        )


class Priority(TextChoices):
    FIRST = "1", "Priorité 1"
    SECOND = "2", "Priorité 2"
    THIRD = "3", "Priorité 3"
