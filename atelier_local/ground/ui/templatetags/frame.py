"""What the layouts put around a page, and maps: what is drawn once for what it says."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.text import slugify

from ..frame import drawn, mapped

register = template.Library()


@register.simple_tag(takes_context=True)
def band(context: Context) -> str:
    """The Atelier's name and stages, where the page has any to show."""
    shown = context.get("band")
    return drawn("ui/band.html", band=shown) if shown else ""


@register.simple_tag(takes_context=True)
def rooms(context: Context) -> str:
    """The menu of the rooms that the visitor may enter."""
    shown = context.get("rooms")
    return drawn("ui/rooms.html", rooms=tuple(shown)) if shown else ""


@register.simple_tag
def map_plate(plate: Any, twin: str = "") -> SafeString:
    """A map drawn by the server; `twin` is the address of the same data as a table.

    `plate` has title, view_box, source, shapes (d, label, css), labels (x, y, text),
    pins (x, y, r, label) and scale (x, y, length, label, or None).
    """
    read = ("title", "view_box", "shapes", "labels", "pins", "scale", "source")
    said = {name: getattr(plate, name) for name in read}
    return mapped("ui/map_plate.html", **said, twin=twin, key=f"plan-{slugify(plate.title)}")
