"""How mature an action is, and how it goes."""

from django.db.models import TextChoices


class Maturity(TextChoices):
    IDEA = "idea", "Idée"
    PROJECT = "project", "Projet"
    READY = "ready", "Action prête"


class Backing(TextChoices):
    """How far whoever carries an action has bound itself to it."""

    INTENTION = "intention", "Intention"
    PRINCIPLE = "principle", "Accord de principe"
    RESOLVED = "resolved", "Délibéré"
    SIGNED = "signed", "Signé"


class Mark(TextChoices):
    """How much an action has of what makes a priority."""

    LOW = "1", "1 sur 3"
    MIDDLE = "2", "2 sur 3"
    HIGH = "3", "3 sur 3"


class Reversibility(TextChoices):
    """Whether what is done can be undone."""

    YES = "yes", "Oui"
    PARTLY = "partly", "En partie"
    NO = "no", "Non"


class Climate(TextChoices):
    """What an action does about the climate; it may do both."""

    ADAPTATION = "A", "Adaptation"
    MITIGATION = "M", "Atténuation"

    @classmethod
    def are(cls, letters: object) -> bool:
        """Whether they are some of them, each once, in order: `AM`."""
        return isinstance(letters, str) and list(letters) == sorted(set(letters) & set(cls.values))

    @classmethod
    def worded(cls, letters: str) -> str:
        """`Adaptation, atténuation`."""
        return ", ".join(cls(letter).label for letter in letters).capitalize()


class Accuracy(TextChoices):
    """How far the true cost may lie from the one that is written."""

    ROUGH = "50", "à 50 % près"
    FAIR = "30", "à 30 % près"
    CLOSE = "10", "à 10 % près"


class MilestoneKind(TextChoices):
    """What a dated step asks of whoever carries the action."""

    STEP = "step", "Étape"
    DECISION = "decision", "Délibération"
    FILING = "filing", "Dépôt de dossier"
    CONTRACT = "contract", "Marché"


class Progress(TextChoices):
    PLANNED = "planned", "à venir"
    STARTED = "started", "en cours"
    BLOCKED = "blocked", "bloquée"
    DONE = "done", "faite"
    ABANDONED = "abandoned", "abandonnée"

    @property
    def shape(self) -> str:
        """How the interface draws it."""
        return {"planned": "later", "started": "doing", "abandoned": "dropped"}.get(
            self.value, self.value
        )


class Priority(TextChoices):
    FIRST = "1", "Priorité 1"
    SECOND = "2", "Priorité 2"
    THIRD = "3", "Priorité 3"
