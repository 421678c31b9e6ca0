"""What every template may read about the site itself. No query is ever made here."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

SITE = "Atelier Local"

_SECTIONS = {
    "home:today": "today",
    "home:ateliers": "ateliers",
    "home:search": "search",
    "public:memory": "memory",
    "public:programme": "programme",
    "public:receipt": "receipt",
    "public:open_data": "open_data",
}


def section(request: HttpRequest) -> str:
    """The entry of the main navigation that the page belongs to, or an empty string."""
    match = getattr(request, "resolver_match", None)
    if match is None:
        return ""
    if match.view_name in _SECTIONS:
        return _SECTIONS[match.view_name]
    return "ateliers" if request.path.startswith("/ateliers/") else ""


def site(request: HttpRequest) -> dict[str, Any]:
    return {
        "SITE": SITE,
        "STATE_IDENTITY": settings.STATE_IDENTITY,
        "DEMO": settings.DEMO,
        "section": section(request),
    }
