"""What was read, who was heard, and how far their words may go."""

from django.db.models import TextChoices

from atelier_local.programme.thread.enums import Sight


class DocumentKind(TextChoices):
    SCOT = "scot", "Schéma de cohérence territoriale"
    PLUI = "plui", "Plan local d’urbanisme intercommunal"
    STUDY = "etude", "Étude"
    REPORT = "rapport", "Rapport"
    SURVEY = "enquete", "Enquête"
    RESOLUTION = "deliberation", "Délibération"
    MAP = "carte", "Carte"
    OTHER = "autre", "Autre document"


class Visibility(TextChoices):
    """What the person interviewed accepted for their words."""

    INTERNAL = "internal", "Réservé à l’équipe"
    ANONYMOUS = "anonymous", "Citable sans son nom"
    PUBLIC = "public", "Citable publiquement"

    @property
    def sight(self) -> Sight:
        """Who may read an excerpt of such an interview, before anything is published."""
        return Sight.TEAM if self is Visibility.INTERNAL else Sight.PARTIES
