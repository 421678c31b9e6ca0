from django.db.models import TextChoices


class MembershipRole(TextChoices):
    """What a member is within its consortium; the founding document only tells the leads apart."""

    LEAD = "lead", "mandataire"
    JOINT_CONTRACTOR = "joint_contractor", "cotraitant"
    SUBCONTRACTOR = "subcontractor", "sous-traitant"
    UNSPECIFIED = "unspecified", "cotraitant ou sous-traitant, non précisé"
