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

_BILLET = '<div class="billet n-{}" id="carte-{}" data-into="#colonne-{}-{}">{}<p>{}{}{}</p></div>'
_SILENT = (
    '<div class="billet muet {}{}" id="carte-{}" data-into="#colonne-{}-{}">'
    '<span class="sr">Une carte, lue plus tard</span></div>'
)
_NOTHING = format_html("{}", "")


@register.simple_tag(takes_context=True)
def billet(context: Context, card: Contribution) -> SafeString:
    """`{% billet card %}` where `atelier` is known."""
    return drawn(card, context["atelier"])


def drawn(card: Contribution | Billet, atelier: Any) -> SafeString:
    """The card in its column; of one written in silence, only that it is there. Of the Atelier, the
    slug alone is read, and for a photograph alone."""
    kind, pk, into, column = card.kind, str(card.pk), str(card.activity_id), card.column
    if card.activity.keeps_silent:
        # One list beside the map: there, its colour would say what it is about.
        nature = "neutre" if card.activity.is_map else f"n-{kind}"
        return format_html(_SILENT, nature, " imagee" if card.photo_id else "", pk, into, column)
    picture = place = pledge = _NOTHING
    if card.photo_id:
        kind += " imagee"
        picture = format_html('<img src="{}" alt="">', address("wall:photo", atelier.slug, card.pk))
    if card.place and card.activity.is_map:
        place = format_html("<b>{}</b> ", french(card.place))
    if card.who:
        who, due = french(card.who), french(card.due)
        pledge = format_html(' <span class="qui">{} · {}</span>', who, due)
    words = french(card.words)
    return format_html(_BILLET, kind, pk, into, column, picture, place, words, pledge)
