"""The component sheet: every brick in all its states, to copy from rather than invent; and the
pages of what is not found or not allowed.
"""

from collections.abc import Callable

from django.conf import settings
from django.db import connections
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import defaults

from .samples import sheet


def components(request: HttpRequest) -> HttpResponse:
    """Open in a demonstration or while developing; elsewhere it does not exist."""
    if not (settings.DEMO or settings.DEBUG):
        raise Http404
    return render(request, "ui/components.html", sheet())


components.capability = None  # type: ignore[attr-defined]
components.public = True  # type: ignore[attr-defined]


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _drawn(defaults.page_not_found, request, exception)


def denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _drawn(defaults.permission_denied, request, exception)


def _drawn(
    draw: Callable[..., HttpResponse], request: HttpRequest, exception: Exception
) -> HttpResponse:
    """The page says who is signed in, hence reads the database; under ASGI it is drawn in a
    thread of its own, whose connection the end of the request does not close. A connection in a
    transaction is somebody else's: a test's.
    """
    try:
        return draw(request, exception)
    finally:
        for connection in connections.all(initialized_only=True):
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()
