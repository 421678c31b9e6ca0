"""The only kinds of file that may come in."""

from django.db.models import TextChoices


class MediaType(TextChoices):
    """What the bytes are, told by the bytes themselves."""

    PDF = "application/pdf", "PDF"
    PNG = "image/png", "image PNG"
    JPEG = "image/jpeg", "photographie JPEG"
    WEBP = "image/webp", "image WebP"
    CSV = "text/csv", "tableau CSV"
    TEXT = "text/plain", "texte"
    ODT = "application/vnd.oasis.opendocument.text", "texte ODT"
    DOCX = (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "texte Word",
    )
    XLSX = (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "classeur Excel",
    )

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Endings a name of this kind may have; the first one is given when it has none of them."""
        return {MediaType.JPEG: (".jpg", ".jpeg"), MediaType.TEXT: (".txt", ".md")}.get(
            self, (f".{self.name.lower()}",)
        )


PICTURES = (MediaType.PNG, MediaType.JPEG, MediaType.WEBP)
DOCUMENTS = (MediaType.PDF, MediaType.ODT, MediaType.DOCX, MediaType.XLSX)
EVERYTHING = tuple(MediaType)
