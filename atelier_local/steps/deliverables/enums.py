"""The five documents, and how far each has come."""

from django.db.models import TextChoices


class DeliverableKind(TextChoices):
    FRAMING_NOTE = "framing_note", "Note de cadrage"
    LOGBOOK = "logbook", "Carnet de suivi"
    FINAL_REPORT = "final_report", "Rapport final"
    ROADMAP = "roadmap", "Feuille de route"
    BOOKLET = "booklet", "Livret de capitalisation"

    @property
    def stem(self) -> str:
        """How its files are called, whatever their form."""
        return self.label.lower().replace(" ", "-")

    @property
    def file_name(self) -> str:
        return f"{self.stem}.pdf"


class DeliverableState(TextChoices):
    DRAFT = "draft", "en écriture"
    ASKED = "asked", "soumis aux trois collèges"
    SHARED = "shared", "partagé"
    FROZEN = "frozen", "figé"
    PUBLISHED = "published", "publié"


FOLLOWING = {
    DeliverableState.DRAFT: DeliverableState.ASKED,
    DeliverableState.ASKED: DeliverableState.SHARED,
    DeliverableState.SHARED: DeliverableState.FROZEN,
    DeliverableState.FROZEN: DeliverableState.PUBLISHED,
}


class Rights(TextChoices):
    """On what ground a photograph may be printed, and printed again."""

    OPEN = "open", "Licence Ouverte 2.0"
    GRANTED = "granted", "avec l’autorisation de son auteur"


class Consent(TextChoices):
    """What is known of those whom a photograph shows (Code civil, art. 9)."""

    NOBODY = "nobody", "personne n’y est reconnaissable"
    AGREED = "agreed", "accord écrit de chaque personne reconnaissable"
    WAITING = "waiting", "accord pas encore recueilli"
    REFUSED = "refused", "accord refusé ou retiré"

    @property
    def lets_out(self) -> bool:
        """Whether documents may show it."""
        return self in (Consent.NOBODY, Consent.AGREED)


class Place(TextChoices):
    """Where a narrative section stands in its document."""

    OPENING = "ouverture", "En ouverture"
    PREFACE = "preface", "Préface"
    SUMMARY = "synthese", "L’essentiel"
    CONTEXT = "commande", "La commande"
    GOVERNANCE = "gouvernance", "Qui décide, à quel rythme"
    METHOD = "methode", "La méthode"
    GUARANTEES = "garanties", "Dire, protéger, publier"
    QUESTION = "question", "La question posée"
    PORTRAIT = "portrait", "Le territoire"
    WORKSHOP_1 = "atelier1", "Atelier 1"
    INTERIM_1 = "inter1", "Entre les ateliers 1 et 2"
    WORKSHOP_2 = "atelier2", "Atelier 2"
    INTERIM_2 = "inter2", "Entre les ateliers 2 et 3"
    WORKSHOP_3 = "atelier3", "Atelier 3"
    ISSUES = "enjeux", "Les enjeux"
    STRATEGY = "strategie", "La stratégie"
    VISION = "recit", "Le récit, les scénarios"
    ZOOM = "zoom", "Un lieu de plus près"
    RECOMMENDATIONS = "preconisations", "Les préconisations"
    READING = "lecture", "Comment lire ce document"
    FIRST_DAYS = "jours", "Les cent premiers jours"
    CONDITIONS = "conditions", "Conditions de réussite"
    DISAGREEMENT = "desaccords", "Un désaccord"
    LESSON = "lecon", "Une leçon pour d’autres"
    CLOSING = "suite", "Pour finir"
