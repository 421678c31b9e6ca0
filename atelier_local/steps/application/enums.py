"""What an opportunity note says, what accompanies it, and where it stands."""

from django.db.models import TextChoices


class Heading(TextChoices):
    """The seven headings that the programme asks every note to answer."""

    HOLDERS = "holders", "Porteurs"
    LOCATION = "location", "Localisation"
    PURPOSE = "purpose", "Objet"
    GOALS = "goals", "Objectifs"
    RESOURCES = "resources", "Ressources"
    TERRITORY_DYNAMICS = "territory_dynamics", "Dynamiques du territoire"
    PLANNING_DYNAMICS = "planning_dynamics", "Dynamiques d’aménagement"

    @property
    def asks(self) -> str:
        """The question that the heading answers."""
        return _ASKS[self]


_ASKS = {
    Heading.HOLDERS: "Qui porte la candidature, avec quel mandat, et qui suivra l’Atelier ?",
    Heading.LOCATION: "Sur quel périmètre réfléchir, où intervenir, et pourquoi ces lieux ?",
    Heading.PURPOSE: "Quelle question l’Atelier doit-il traiter, et que laisse-t-il de côté ?",
    Heading.GOALS: "Qu’est-ce qui devra avoir changé à la fin ?",
    Heading.RESOURCES: "Qui donne du temps, de l’argent, des études déjà faites ?",
    Heading.TERRITORY_DYNAMICS: "Comment le territoire vit-il : habitants, travail, liens, eau ?",
    Heading.PLANNING_DYNAMICS: "Quels documents, projets et choix d’aménagement sont en cours ?",
}


class NoteState(TextChoices):
    DRAFT = "draft", "En rédaction"
    SUBMITTED = "submitted", "Déposée"
    RETURNED = "returned", "Rendue à compléter"
    SELECTED = "selected", "Retenue"
    REJECTED = "rejected", "Non retenue"


class LetterKind(TextChoices):
    """The three letters without which a note is not complete."""

    SUPPORT = "support", "Lettre de soutien de la collectivité"
    PREFECTURE = "prefecture", "Lettre du préfet"
    COMMITMENT = "commitment", "Lettre d’engagement du service pilote"


class EligibilityItem(TextChoices):
    """What the national team looks at before it decides. Our wording of the programme's own
    conditions, to be reworded here if the programme words them otherwise.
    """

    SCALE = "scale", "Échelle intercommunale"
    UPSTREAM = "upstream", "En amont des projets"
    OPEN_QUESTION = "open_question", "Question ouverte"
    SHARED = "shared", "Portage par l’État et la collectivité"
    WRITTEN = "written", "Engagement écrit des porteurs"
    HOSTING = "hosting", "Moyens d’accueil"
    AVAILABLE = "available", "Disponibilité sur la durée"
    NO_DUPLICATE = "no_duplicate", "Pas de double emploi"

    @property
    def asks(self) -> str:
        return _LOOKED_AT[self][0]

    @property
    def read_in(self) -> tuple[Heading, ...]:
        """The headings of the note where the answer should be."""
        return _LOOKED_AT[self][1]


_LOOKED_AT: dict[EligibilityItem, tuple[str, tuple[Heading, ...]]] = {
    EligibilityItem.SCALE: (
        "Le périmètre de réflexion dépasse-t-il la commune ?",
        (Heading.LOCATION,),
    ),
    EligibilityItem.UPSTREAM: (
        "Rien n’est-il décidé au point qu’il ne resterait qu’à dessiner ?",
        (Heading.PURPOSE, Heading.PLANNING_DYNAMICS),
    ),
    EligibilityItem.OPEN_QUESTION: (
        "La question admet-elle plusieurs réponses, et le territoire les entendra-t-il ?",
        (Heading.PURPOSE, Heading.GOALS),
    ),
    EligibilityItem.SHARED: (
        "Le service de l’État et la collectivité conduisent-ils la démarche ensemble ?",
        (Heading.HOLDERS,),
    ),
    EligibilityItem.WRITTEN: (
        "Les trois lettres sont-elles là, signées par qui engage ?",
        (),
    ),
    EligibilityItem.HOSTING: (
        "Salles, invitations, personnes : qui accueille les trois ateliers ?",
        (Heading.RESOURCES,),
    ),
    EligibilityItem.AVAILABLE: (
        "Les porteurs seront-ils là du début à la fin ?",
        (Heading.HOLDERS, Heading.RESOURCES),
    ),
    EligibilityItem.NO_DUPLICATE: (
        "Aucune autre étude ne répond-elle déjà à cette question ?",
        (Heading.RESOURCES, Heading.PLANNING_DYNAMICS),
    ),
}


class Verdict(TextChoices):
    YES = "yes", "Oui"
    NO = "no", "Non"
    UNCLEAR = "unclear", "À préciser"
