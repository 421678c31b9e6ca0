"""What the layouts put around a page."""

from django import template
from django.template.context import Context

from ..frame import drawn

register = template.Library()


@register.simple_tag(takes_context=True)
def band(context: Context) -> str:
    """The Atelier's name and stages, where the page has any to show."""
    shown = context.get("band")
    return drawn("ui/band.html", "band", shown) if shown else ""


@register.simple_tag(takes_context=True)
def rooms(context: Context) -> str:
    """The menu of the rooms that the visitor may enter."""
    shown = context.get("rooms")
    return drawn("ui/rooms.html", "rooms", tuple(shown)) if shown else ""
