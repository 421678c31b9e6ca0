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


class Priority(TextChoices):
    FIRST = "1", "Priorité 1"
    SECOND = "2", "Priorité 2"
    THIRD = "3", "Priorité 3"
