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
