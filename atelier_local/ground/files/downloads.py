"""How a file leaves: named, private, never guessed, never kept by a cache in between.

No address gives a file by itself: the view of the room that holds it opens its door first.
"""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from .models import Stored


def attachment(
    content: bytes | str, *, media_type: str, name: str, inline: bool = False
) -> HttpResponse:
    """An answer that carries one file; `inline` shows it in the page instead of saving it."""
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = content_disposition_header(not inline, name) or "inline"
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def response(stored: Stored, *, download_name: str = "", inline: bool = False) -> HttpResponse:
    """The bytes of `stored`, under the name they came with unless another is given."""
    return attachment(
        stored.read(),
        media_type=stored.media_type,
        name=download_name or stored.name,
        inline=inline,
    )
