"""What a recommendation is about."""

from django.db.models import TextChoices


class RecommendationKind(TextChoices):
    REGULATORY = "reglementaire", "Réglementaire"
    OPERATIONAL = "operationnelle", "Opérationnelle"
    GOVERNANCE = "gouvernance", "Gouvernance"
    STUDY = "etude", "Étude complémentaire"
    LAND = "fonciere", "Foncière"
