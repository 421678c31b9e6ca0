"""What people say on a wall, how it reached it, and the life of an activity."""

from django.db.models import TextChoices


class ContributionKind(TextChoices):
    """The eight natures of the wording kit."""

    STRENGTH = "atout", "Atout"
    WEAKNESS = "fragilite", "Fragilité"
    PROJECT = "projet", "Projet en cours"
    NEED = "besoin", "Besoin"
    IDEA = "idee", "Idée"
    TENSION = "tension", "Tension"
    MEMORY = "memoire", "Mémoire"
    CORRECTION = "correction", "Correction de donnée"


class Channel(TextChoices):
    PHONE = "phone", "Téléphone"
    PAPER = "paper", "Papier"
    SCRIBE = "scribe", "Scribe"


class Motive(TextChoices):
    """Why a card is taken off the wall, told to whoever asks, in the words that are kept."""

    NAMED = (
        "Une personne y est nommée ou reconnaissable",
        "Une personne y est nommée ou reconnaissable",
    )
    HURTFUL = "Le propos blesse quelqu’un", "Le propos blesse quelqu’un"
    TWICE = "La même carte, deux fois de la même main", "La même carte, deux fois de la même main"
    BESIDE = "Sans rapport avec la question", "Sans rapport avec la question"
    TRIAL = "Un essai", "Un essai"


class Method(TextChoices):
    """What an activity asks of the room: words, or a choice among options."""

    CARDS = "cards", "Cartes"
    DOTS = "dots", "Gommettes"
    MATRIX = "matrix", "Impact et faisabilité"
    STANCES = "stances", "D’accord, pas d’accord"
    SURVEY = "survey", "Sondage"


class Stance(TextChoices):
    AGREE = "oui", "D’accord"
    DISAGREE = "non", "Pas d’accord"
    PASS = "passe", "Je passe"


GRADES = range(1, 6)
"""Impact and feasibility, from weak to strong."""


class Moderation(TextChoices):
    """Who sees a card before somebody has read it over."""

    DIRECT = "direct", "Affichées aussitôt"
    BEFORE = "before", "Relues avant d’être affichées"
    TEAM = "team", "Lues de l’équipe seulement"


class ActivityState(TextChoices):
    PREPARED = "prepared", "préparée"
    OPEN = "open", "ouverte"
    CLOSED = "closed", "close"
    REVEALED = "revealed", "révélée"


class Act(TextChoices):
    """Kinds of lines in a room's stream."""

    CONTRIBUTED = "wall.contributed", "a posé une carte"
    OPENED = "wall.activity_opened", "a ouvert une activité"
    CLOSED = "wall.activity_closed", "a clos une activité"
    REVEALED = "wall.activity_revealed", "a révélé une activité"
    TIMED = "wall.activity_timed", "a réglé le minuteur"
    VOTED = "wall.voted", "a voté"
    COUNTED = "wall.counted", "a compté des mains levées"
    HIDDEN = "wall.hidden", "a masqué une carte"
    SHOWN = "wall.shown", "a remontré une carte"
    GROUPED = "wall.grouped", "a regroupé des cartes"
