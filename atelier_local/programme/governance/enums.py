"""Who meets, who decides, in what capacity."""

from django.db.models import TextChoices

from atelier_local.programme.people.enums import Role


class MeetingKind(TextChoices):
    STEERING = "steering", "Comité de pilotage"
    TECHNICAL = "technical", "Comité technique"
    OPENING = "opening", "Ouverture des plis"
    HEARING = "hearing", "Audition d’un groupement"
    CONSENSUS = "consensus", "Mise en commun des notes"
    FRAMING = "framing", "Réunion de cadrage"
    WORKSHOP = "workshop", "Journée d’Atelier"
    FEEDBACK = "feedback", "Restitution"
    REVIEW = "review", "Revue de la feuille de route"


COMMITTEES = (MeetingKind.STEERING, MeetingKind.TECHNICAL)


class Rsvp(TextChoices):
    AWAITED = "awaited", "attendue"
    COMING = "coming", "vient"
    DECLINED = "declined", "ne vient pas"


class College(TextChoices):
    """The three bodies whose agreement makes a thing shared."""

    LOCAL_AUTHORITY = "local_authority", "Collectivité"
    STATE = "state", "État local"
    PARTNERS = "partners", "Partenaires"


COLLEGE_OF: dict[Role, College] = {
    Role.PILOT: College.STATE,
    Role.PREFECTURE: College.STATE,
    Role.LOCAL_AUTHORITY: College.LOCAL_AUTHORITY,
    Role.ELECTED: College.LOCAL_AUTHORITY,
    Role.PARTNER: College.PARTNERS,
}
"""In whose name a role validates."""


class Opinion(TextChoices):
    FAVOURABLE = "favourable", "favorable"
    WITH_RESERVATION = "favourable_with_reservation", "favorable avec réserve"
    UNFAVOURABLE = "unfavourable", "défavorable"
