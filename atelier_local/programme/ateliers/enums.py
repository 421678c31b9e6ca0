"""The life of an Atelier, and who takes part in it."""

from django.db.models import TextChoices


class Stage(TextChoices):
    """Where an Atelier is; the order is the order of the story."""

    APPLICATION = "application", "Candidature"
    COMPETITION = "competition", "Consultation"
    FRAMING = "framing", "Cadrage"
    WORKSHOP_1 = "workshop-1", "Atelier 1"
    INTERIM_1 = "interim-1", "Inter-atelier 1"
    WORKSHOP_2 = "workshop-2", "Atelier 2"
    INTERIM_2 = "interim-2", "Inter-atelier 2"
    WORKSHOP_3 = "workshop-3", "Atelier 3"
    PRODUCTION = "production", "Production"
    FEEDBACK = "feedback", "Restitution"
    FOLLOW_UP = "follow-up", "Suivi"

    @property
    def rank(self) -> int:
        return _RANKS[self]

    @property
    def next(self) -> "Stage | None":
        after = list(Stage)[self.rank + 1 :]
        return after[0] if after else None


_RANKS = {stage: rank for rank, stage in enumerate(Stage)}


class Format(TextChoices):
    """The programme's products. Only *local* is built in full."""

    LOCAL = "local", "Atelier Local"
    FLASH = "flash", "Atelier Flash"
    NATIONAL = "national", "Atelier national"


class PartyKind(TextChoices):
    PILOT = "pilot", "Service pilote"
    LOCAL_AUTHORITY = "local_authority", "Collectivité"
    OPERATOR = "operator", "Opérateur de l’État"
    CONSORTIUM = "consortium", "Groupement retenu"
    PARTNER = "partner", "Partenaire"


class Ending(TextChoices):
    """Why an Atelier stopped before its end."""

    NOT_SELECTED = "not_selected", "Candidature non retenue"
    UNSUCCESSFUL = "unsuccessful", "Consultation infructueuse"
    DISCONTINUED = "discontinued", "Consultation sans suite"
    ABANDONED = "abandoned", "Atelier abandonné"
    TERMINATED = "terminated", "Marché résilié"


class Family(TextChoices):
    """The three families of transition, with the programme's exact words."""

    A = "A", "Transitions territoriales et urbaines"
    B = "B", "Transitions culturelles, sociales, économiques et citoyennes"
    C = "C", "Transitions environnementales et énergétiques"

    @classmethod
    def are(cls, letters: object) -> bool:
        """Whether they are some of the families, each once, in order: `AC`."""
        return isinstance(letters, str) and list(letters) == sorted(set(letters) & set(cls.values))


class Audience(TextChoices):
    """The ten kinds of people in a room; never confused with a college, which decides."""

    ELECTED = "EL", "Élus"
    LOCAL_SERVICES = "SC", "Services des collectivités"
    STATE = "ET", "État"
    OPERATORS = "OP", "Opérateurs"
    ECONOMY = "EC", "Monde économique"
    FARMING = "AG", "Monde agricole"
    ASSOCIATIONS = "AS", "Associations"
    RESIDENTS = "HA", "Habitants"
    YOUNG = "JE", "Jeunes"
    EXPERTS = "EX", "Experts"


class Horizon(TextChoices):
    """When a mode of action bears: the bounds in years are the framework agreement's."""

    SHORT = "short", "Court terme"
    MEDIUM = "medium", "Moyen terme"
    LONG = "long", "Long terme"
