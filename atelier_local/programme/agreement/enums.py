from django.db.models import TextChoices


class MembershipRole(TextChoices):
    """What a member is within its consortium; the founding document only tells the leads apart."""

    LEAD = "lead", "mandataire"
    JOINT_CONTRACTOR = "joint_contractor", "cotraitant"
    SUBCONTRACTOR = "subcontractor", "sous-traitant"
    UNSPECIFIED = "unspecified", "cotraitant ou sous-traitant, non précisé"


class Procedure(TextChoices):
    """How the agreement itself was awarded, in the words of the State's open data (DECP)."""

    ADAPTED = "Procédure adaptée", "Procédure adaptée"
    OPEN = "Appel d'offres ouvert", "Appel d’offres ouvert"
    RESTRICTED = "Appel d'offres restreint", "Appel d’offres restreint"
    NEGOTIATED = "Procédure avec négociation", "Procédure avec négociation"
    DIRECT = (
        "Marché passé sans publicité ni mise en concurrence préalable",
        "Marché passé sans publicité ni mise en concurrence",
    )
    DIALOGUE = "Dialogue compétitif", "Dialogue compétitif"


class GroupForm(TextChoices):
    """Whether members of a consortium answer for each other, in the words of the open data."""

    JOINT = "Conjoint", "Conjoint"
    SEVERAL = "Solidaire", "Solidaire"
    NONE = "Pas de groupement", "Pas de groupement"


class PriceType(TextChoices):
    """How the price moves once the contract is signed, in the words of the open data."""

    FIRM = "Définitif ferme", "Définitif, ferme"
    ADJUSTABLE = "Définitif actualisable", "Définitif, actualisable"
    REVISABLE = "Définitif révisable", "Définitif, révisable"
    PROVISIONAL = "Provisoire", "Provisoire"


class SirenState(TextChoices):
    """What the State's directory of firms said of one, the last time it was asked."""

    ACTIVE = "active", "en activité"
    CLOSED = "closed", "a cessé son activité"
    UNKNOWN = "unknown", "inconnu de l’annuaire"
