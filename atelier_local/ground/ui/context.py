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
    named = _SECTIONS.get(request.resolver_match.view_name) if request.resolver_match else None
    return named or ("ateliers" if request.path.startswith("/ateliers/") else "")


def site(request: HttpRequest) -> dict[str, Any]:
    return {
        "SITE": SITE,
        "STATE_IDENTITY": settings.STATE_IDENTITY,
        "DEMO": settings.DEMO,
        "section": section(request),
    }
