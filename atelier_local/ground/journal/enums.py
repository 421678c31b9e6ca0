from django.db.models import TextChoices


class StreamKind(TextChoices):
    """What a stream tells: its unit of order, of chain and of audience."""

    PROGRAMME = "programme", "Programme"
    ATELIER = "atelier", "Atelier"
    ROOM = "room", "Salle"
    COMPETITION = "competition", "Consultation"
    AUDIT = "audit", "Consultations tracées"
