"""The component sheet: every brick in all its states, to copy from rather than invent."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from .samples import sheet


def components(request: HttpRequest) -> HttpResponse:
    """Open in a demonstration or while developing; elsewhere it does not exist."""
    if not (settings.DEMO or settings.DEBUG):
        raise Http404
    return render(request, "ui/components.html", sheet())


components.capability = None  # type: ignore[attr-defined]
components.public = True  # type: ignore[attr-defined]
