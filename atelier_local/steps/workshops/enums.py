"""The life of a workshop."""

from django.db.models import TextChoices

from atelier_local.programme.ateliers.enums import Stage


class Participation(TextChoices):
    """How far what people say weighs on what is decided."""

    INFORM = "inform", "Informer"
    CONSULT = "consult", "Consulter"
    CONCERT = "concert", "Concerter"
    BUILD = "build", "Co-construire"


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


class SheetKind(TextChoices):
    """What is printed to be written on by hand, and read back."""

    CARD = "C", "carte à écrire"
    TABLE = "T", "feuille de table"
    MAP = "M", "carte du territoire"
    TALLY = "V", "feuille de dépouillement"

    def told(self, count: int) -> str:
        """« 3 feuilles de table »: the first word takes the plural."""
        first, rest = self.label.split(" ", 1)
        return f"{count} {first}{'s' if count > 1 else ''} {rest}"


class Trouble(TextChoices):
    """Why nothing could be read, in words for whoever holds the telephone."""

    UNREADABLE = "unreadable", "ce n’est pas une image lisible : reprenez la photographie"
    TOO_LONG = "too long", "l’image demande trop de temps : envoyez-la moins grande"
    BUSY = "busy", "d’autres photographies se lisent en ce moment : renvoyez-la dans un instant"
    BLURRED = "blurred", "elle est trop floue : tenez l’appareil à deux mains, au jour"
    NO_SHEET = (
        "no sheet",
        "aucune feuille du paquet n’y paraît : montrez-la entière, ses quatre coins visibles",
    )
    HIDDEN_CORNERS = (
        "hidden corners",
        "il manque plus d’un repère d’angle : dégagez les coins, trois au moins doivent se voir",
    )
    FOLDED = "folded", "la feuille est trop pliée : posez-la à plat"
    NO_CODE = "no code", "le code carré de la feuille ne se lit pas : approchez-vous, sans ombre"
    TWICE = "twice", "deux feuilles du même numéro se cachent l’une l’autre : une seule à la fois"
    UNKNOWN = "unknown", "ce code n’est pas celui d’une feuille d’ici"
    ELSEWHERE = "elsewhere", "cette feuille a été imprimée pour un autre atelier"
