"""What people say on a wall, how it reached it, and the life of an activity."""

from django.db.models import TextChoices

from atelier_local.programme.ateliers.enums import Audience


class ContributionKind(TextChoices):
    """The eight natures of the wording kit, and what one commits to do."""

    STRENGTH = "atout", "Atout"
    WEAKNESS = "fragilite", "Fragilité"
    PROJECT = "projet", "Projet en cours"
    NEED = "besoin", "Besoin"
    IDEA = "idee", "Idée"
    TENSION = "tension", "Tension"
    MEMORY = "memoire", "Mémoire"
    CORRECTION = "correction", "Correction de donnée"
    PLEDGE = "engagement", "Engagement"

    @classmethod
    def offered(cls) -> list["ContributionKind"]:
        """Those that a question may propose: one commits in a round of its own."""
        return [kind for kind in cls if kind is not cls.PLEDGE]


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
    MAP = "map", "Cartes sur le territoire"
    PLEDGES = "pledges", "Tour d’engagements"
    DOTS = "dots", "Gommettes"
    MATRIX = "matrix", "Impact et faisabilité"
    STANCES = "stances", "D’accord, pas d’accord"
    SURVEY = "survey", "Sondage"


CARDS = frozenset({Method.CARDS, Method.MAP, Method.PLEDGES})
"""The forms that ask for words; the others are votes."""


class Bench(TextChoices):
    """The ten audiences in five, where space lacks."""

    LOCAL = "loc", "Élus et services"
    STATE = "eta", "État et opérateurs"
    ECONOMY = "eco", "Économie, agriculture"
    SOCIETY = "soc", "Habitants, associations"
    OTHERS = "aut", "Experts et autres"

    @classmethod
    def of(cls, audience: str) -> "Bench":
        return _BENCHES.get(audience, cls.OTHERS)


_BENCHES: dict[str, Bench] = {
    Audience.ELECTED: Bench.LOCAL,
    Audience.LOCAL_SERVICES: Bench.LOCAL,
    Audience.STATE: Bench.STATE,
    Audience.OPERATORS: Bench.STATE,
    Audience.ECONOMY: Bench.ECONOMY,
    Audience.FARMING: Bench.ECONOMY,
    Audience.ASSOCIATIONS: Bench.SOCIETY,
    Audience.RESIDENTS: Bench.SOCIETY,
    Audience.YOUNG: Bench.SOCIETY,
}


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


class Screen(TextChoices):
    """What the room's screen may show, by the key that says so: by itself, it follows the
    activity."""

    FOLLOW = "0", "Suivi"
    JOIN = "1", "Rejoindre"
    WALL = "2", "Mur"
    PINNED = "3", "Épinglée"
    QUESTIONS = "4", "Questions"
    BLACK = "b", "Noir"


class QuestionState(TextChoices):
    WAITING = "waiting", "à relire"
    SHOWN = "shown", "montrée à la salle"
    ANSWERED = "answered", "répondue"
    HIDDEN = "hidden", "écartée"


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
    JOINED = "wall.joined", "a rangé des cartes dans un regroupement"
    PINNED = "wall.pinned", "a épinglé une carte"
    UNPINNED = "wall.unpinned", "a détaché la carte épinglée"
    UNDONE = "wall.undone", "a défait un geste"
    ASKED = "wall.asked", "a posé une question à la salle"
    SUPPORTED = "wall.supported", "a soutenu une question"
    ADMITTED = "wall.question_shown", "a montré une question à la salle"
    DISMISSED = "wall.question_hidden", "a écarté une question"
    REPLIED = "wall.question_answered", "a répondu à une question"
    ATTENDED = "wall.attended", "a compté les présents"
    SCREENED = "wall.screened", "a choisi ce que montre l’écran"
