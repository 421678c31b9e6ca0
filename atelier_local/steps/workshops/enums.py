"""The life of a workshop."""

from django.db.models import TextChoices

from atelier_local.programme.ateliers.enums import Stage


class WorkshopState(TextChoices):
    PREPARED = "prepared", "préparé"
    OPEN = "open", "ouvert"
    HELD = "held", "tenu"


STAGE_OF = {1: Stage.WORKSHOP_1, 2: Stage.WORKSHOP_2, 3: Stage.WORKSHOP_3}
PURPOSES = {
    1: "Établissement d’un diagnostic et des enjeux",
    2: "Définition d’une stratégie",
    3: "Élaboration d’une feuille de route",
}
"""The three on-site workshops, with the programme's own words."""
