"""Who exists in the programme, and in what capacity they act."""

from django.db.models import TextChoices


class OrganisationKind(TextChoices):
    MINISTRY = "ministry", "Administration centrale"
    STATE_SERVICE = "state_service", "Service déconcentré de l’État"
    STATE_OPERATOR = "state_operator", "Opérateur de l’État"
    LOCAL_AUTHORITY = "local_authority", "Collectivité"
    FIRM = "firm", "Bureau d’études"
    INDIVIDUAL = "individual", "Personne physique"
    ASSOCIATION = "association", "Association"
    PARTNER = "partner", "Partenaire"


class Role(TextChoices):
    """What a person is, in the programme or in one Atelier. Rights follow from it (access.py)."""

    NATIONAL_ADMIN = "national_admin", "Équipe nationale (DGALN)"
    NATIONAL_SUPPORT = "national_support", "Appui national"
    DEVOLVED_SERVICE = "devolved_service", "Service déconcentré"
    PILOT = "pilot", "Pilote"
    PREFECTURE = "prefecture", "Préfecture"
    LOCAL_AUTHORITY = "local_authority", "Collectivité"
    ELECTED = "elected", "Élu ou élue"
    OPERATOR = "operator", "Opérateur de l’État"
    TEAM = "team", "Équipe du groupement"
    PARTNER = "partner", "Partenaire"


NATIONAL_ROLES = (Role.NATIONAL_ADMIN, Role.NATIONAL_SUPPORT, Role.DEVOLVED_SERVICE)
ATELIER_ROLES = tuple(role for role in Role if role not in NATIONAL_ROLES)


class TicketPurpose(TextChoices):
    INVITATION = "invitation", "Créer son compte"
    PASSWORD = "password", "Choisir un nouveau mot de passe"
    INTERVIEW = "interview", "Relire son entretien"
    ACTION_UPDATE = "action_update", "Donner des nouvelles d’une action"
    TEAM = "team", "Entrer dans l’équipe d’un Atelier"
