"""How a file leaves: named, private, never guessed, never kept by a cache in between.

No address gives a file by itself: the view of the room that holds it opens its door first.
"""

import logging
from collections.abc import AsyncIterator
from typing import IO

from asgiref.sync import sync_to_async
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from .models import Stored

log = logging.getLogger(__name__)
AT_ONCE = 1 << 18
"""Bytes of a big file that are in memory at a time."""


def attachment(
    content: bytes | str, *, media_type: str, name: str, inline: bool = False
) -> HttpResponse:
    """An answer that carries one file; `inline` shows it in the page instead of saving it."""
    return _private(HttpResponse(content, content_type=media_type), name, inline=inline)


def streamed(file: IO[bytes], size: int, *, media_type: str, name: str) -> StreamingHttpResponse:
    """An answer that carries an open file, bit by bit, and closes it.

    Read by an asynchronous iterator: of a synchronous one, Django would first read the whole. Said
    to have no encoding, so that it is neither compressed again nor robbed of its length.
    """

    async def parts() -> AsyncIterator[bytes]:
        read = sync_to_async(file.read, thread_sensitive=False)
        with file:
            while part := await read(AT_ONCE):
                yield part

    answer = _private(StreamingHttpResponse(parts(), content_type=media_type), name)
    answer["Content-Length"], answer["Content-Encoding"] = str(size), "identity"
    return answer


def _private[A: HttpResponseBase](answer: A, name: str, *, inline: bool = False) -> A:
    answer["Content-Disposition"] = content_disposition_header(not inline, name) or "inline"
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def response(stored: Stored, *, download_name: str = "", inline: bool = False) -> HttpResponse:
    """The bytes of `stored`, under the name they came with unless another is given. Lost, they are
    not found, and the log says which.
    """
    try:
        content = stored.read()
    except FileNotFoundError:
        log.error("%s is lost", stored.sha256)
        raise Http404("Ce fichier manque : dites-le au service qui pilote l’Atelier.") from None
    return attachment(
        content,
        media_type=stored.media_type,
        name=download_name or stored.name,
        inline=inline,
    )
