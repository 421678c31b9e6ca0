"""How mature an action is, and how it goes."""

from django.db.models import TextChoices


class Maturity(TextChoices):
    IDEA = "idea", "Idée"
    PROJECT = "project", "Projet"
    READY = "ready", "Action prête"


class Backing(TextChoices):
    """How far whoever carries an action has bound itself to it."""

    INTENTION = "intention", "Intention"
    PRINCIPLE = "principle", "Accord de principe"
    RESOLVED = "resolved", "Délibéré"
    SIGNED = "signed", "Signé"


class Accuracy(TextChoices):
    """How far the true cost may lie from the one that is written."""

    ROUGH = "50", "à 50 % près"
    FAIR = "30", "à 30 % près"
    CLOSE = "10", "à 10 % près"


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
