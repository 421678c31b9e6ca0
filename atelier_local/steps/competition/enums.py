"""The life of a mini-competition, how a price is marked, who marks the rest."""

from django.db.models import TextChoices


class CompetitionState(TextChoices):
    """Where it stands. That its deadline has passed is told by the clock, never written."""

    DRAFT = "draft", "En préparation"
    OPEN = "open", "Ouverte aux offres"
    OPENED = "opened", "Plis ouverts"
    SCORED = "scored", "Grilles rendues"
    AWARDED = "awarded", "Attribuée"
    UNSUCCESSFUL = "unsuccessful", "Infructueuse"
    DISCONTINUED = "discontinued", "Sans suite"


class PriceFormula(TextChoices):
    """How prices become marks: chosen before the deadline, frozen at publication.

    With each, the lowest price gets 10 and a dearer one never more than a cheaper one.
    """

    PROPORTIONAL = "proportional", "10 × prix le plus bas ÷ prix de l’offre"
    LINEAR = "linear", "10 × (2 − prix de l’offre ÷ prix le plus bas), sans descendre sous 0"
    LINEAR_3 = (
        "linear_3",
        "5 × (3 − prix de l’offre ÷ prix le plus bas), sans descendre sous 0",
    )
    ESTIMATE = (
        "estimate",
        "10 × (estimation + prix le plus bas − prix de l’offre) ÷ estimation, "
        "sans descendre sous 0",
    )


class EvaluationCollege(TextChoices):
    """The three bodies that choose a team together; each marks apart, then they agree."""

    PILOT = "pilot", "État pilote"
    LOCAL_AUTHORITIES = "local_authorities", "Collectivités"
    OPERATOR = "operator", "Opérateur de l’État"

    @property
    def monogram(self) -> str:
        return {"pilot": "ÉT", "local_authorities": "CO", "operator": "OP"}[self.value]
