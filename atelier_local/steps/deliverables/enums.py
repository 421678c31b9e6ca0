"""The five documents, and how far each has come."""

from django.db.models import TextChoices


class DeliverableKind(TextChoices):
    FRAMING_NOTE = "framing_note", "Note de cadrage"
    LOGBOOK = "logbook", "Carnet de suivi"
    FINAL_REPORT = "final_report", "Rapport final"
    ROADMAP = "roadmap", "Feuille de route"
    BOOKLET = "booklet", "Livret de capitalisation"

    @property
    def file_name(self) -> str:
        return self.label.lower().replace(" ", "-") + ".pdf"


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
