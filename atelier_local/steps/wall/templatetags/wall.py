"""A card of the wall, drawn by code: each that comes is drawn while its room waits for it."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from atelier_local.ground.ui.addresses import address
from atelier_local.ground.ui.typography import french

from ..models import Contribution
from ..queries import Billet

register = template.Library()

_BILLET = '<div class="billet n-{}" id="carte-{}" data-into="#colonne-{}">{}</div>'
_SILENT = format_html('<span class="sr">{}</span>', "Une carte, lue plus tard")


@register.simple_tag(takes_context=True)
def billet(context: Context, card: Contribution) -> SafeString:
    """`{% billet card %}` where `atelier` is known."""
    return drawn(card, context["atelier"])


def drawn(card: Contribution | Billet, atelier: Any) -> SafeString:
    """The card in its column; of one written in silence, only that it is there. Of the Atelier, the
    slug alone is read, and for a photograph alone."""
    into, state = f"{card.activity_id}-{card.column}", card.kind
    if card.activity.keeps_silent:
        state += " muet"
    if card.photo_id:
        state += " imagee"
    said = _SILENT if card.activity.keeps_silent else _said(card, atelier)
    return format_html(_BILLET, state, str(card.pk), into, said)


def _said(card: Contribution | Billet, atelier: Any) -> SafeString:
    picture = place = pledge = ""
    if card.photo_id:
        address_of_it = address("wall:photo", atelier.slug, card.pk)
        picture = format_html('<img src="{}" alt="">', address_of_it)
    if card.place and card.activity.is_map:
        place = format_html("<b>{}</b> ", french(card.place))
    if card.who:
        who, due = french(card.who), french(card.due)
        pledge = format_html(' <span class="qui">{} · {}</span>', who, due)
    return format_html("{}<p>{}{}{}</p>", picture, place, french(card.words), pledge)
