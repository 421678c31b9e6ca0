"""The words of the interface: one tag per brick of the component sheet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.template import defaultfilters, defaulttags
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeData, SafeString
from django.utils.text import slugify

from atelier_local.refusal import Reason

from .. import typography
from ..addresses import address
from ..frame import mapped
from ..icons import ICONS

register = template.Library()

type Number = int | float | Decimal

MARKUP = {"<", "&"}
"""What plain text of ours never holds."""

NOTHING = "–"
"""What a missing figure or date shows."""


# Text -----------------------------------------------------------------------------------


@register.filter
def fr(value: Any) -> Any:
    """French spaces and apostrophes in plain text; markup is returned as it came.

    A literal of a template is "safe" too, and is plain text all the same.
    """
    if value is None or (isinstance(value, SafeData) and MARKUP & set(str(value))):
        return value
    return typography.french(str(value))


@register.filter
def pluralize(value: Any, forms: str = "s") -> str:
    """Django's, by the French rule: none and one are singular."""
    size = value if isinstance(value, int | float | Decimal) else len(value)
    return defaultfilters.pluralize(2 if size >= 2 or size <= -2 else 1, forms)


@register.filter
def short(value: str, most: int) -> str:
    """`{{ words|short:180 }}`: whole when it fits, else its beginning."""
    return typography.short(value, most)


@register.filter
def number(value: Number | None, decimals: int | None = None) -> str:
    return NOTHING if value is None or value == "" else typography.number(value, decimals)


@register.filter
def in_words(value: int) -> str:
    """A small count of feminine things as one says it in a title; from ten on, its figures."""
    words = ["zéro", "une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"]
    return words[value] if 0 <= value < len(words) else typography.number(value)


@register.filter
def plain(value: Number) -> str:
    """A figure as SVG reads it: a point for decimals, no space, whatever the language."""
    return f"{float(value):.2f}".rstrip("0").rstrip(".")


@register.filter
def of(name: object) -> str:
    """`{{ firm|of }}`: « d’Agence », « de Bief »."""
    return typography.of(typography.french(str(name)))


@register.filter
def euros(value: Number | None) -> str:
    return NOTHING if value is None or value == "" else typography.euros(value)


def _day(value: date) -> date:
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value


@register.filter
def short_date(value: date | None) -> str:
    return typography.short_date(_day(value)) if value else NOTHING


@register.filter
def period(start: date | None, end: date | None = None) -> str:
    """`{{ start|period:end }}`."""
    if not start:
        return NOTHING
    return typography.period(_day(start), _day(end) if end else None)


@register.filter
def width(value: Number | None, total: Number | None) -> str:
    """The class `w-0`…`w-100` of a share, since no inline style is allowed."""
    share = 100 * float(value or 0) / float(total) if total else 0
    return f"w-{min(100, max(0, round(share)))}"


@register.simple_tag(takes_context=True)
def again(context: Context, block: str) -> str:
    """The text of a block of this page, a second time: `{% again "title" %}`."""
    found = context.render_context[BLOCK_CONTEXT_KEY].get_block(block)
    return found.render(context).strip() if found else ""


@register.simple_tag(takes_context=True)
def waits(context: Context, route: str) -> str:
    """Why this form waits, beside its link: `{% waits "wall:close" %}`; nothing where it does not
    (`request.waits`, by route, where the installation serves only a part of it)."""
    why = getattr(context.get("request"), "waits", {}).get(route)
    said = why and fr(defaultfilters.capfirst(why))
    return format_html('<span class="mention bloc leger">{}.</span>', said) if said else ""


# Addresses ------------------------------------------------------------------------------


class _Address(URLNode):
    def render(self, context: Context) -> str:
        if self.kwargs:
            return super().render(context)
        args = (arg.resolve(context) for arg in self.args)
        try:
            found = address(self.view_name.resolve(context), *args)
        except NoReverseMatch:
            if not self.asvar:
                raise
            found = ""
        if not self.asvar:
            return escape(found)
        context[self.asvar] = found
        return ""


@register.tag
def url(parser: Parser, token: Token) -> URLNode:
    """Django's own tag, with addresses kept."""
    node = defaulttags.url(parser, token)
    return _Address(node.view_name, node.args, node.kwargs, node.asvar)


# Small bricks ---------------------------------------------------------------------------


@register.simple_tag
@lru_cache(512)  # a table repeats the same few
def icon(name: str, label: str = "") -> SafeString:
    """An icon stands beside a word; give `label` only where there is none."""
    path = ICONS[name]
    if label:
        return format_html(
            '<svg class="ic" viewBox="0 0 24 24" role="img" aria-label="{}"><path d="{}"/></svg>',
            label,
            path,
        )
    return format_html(
        '<svg class="ic" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>', path
    )


FAMILIES = {
    "A": "Transitions territoriales et urbaines",
    "B": "Transitions culturelles, sociales, économiques et citoyennes",
    "C": "Transitions environnementales et énergétiques",
}


@register.simple_tag
@lru_cache(512)
def family(letter: str) -> SafeString:
    letter = str(letter).upper()
    return format_html(
        '<span class="fam {}" role="img" aria-label="{}" title="{}">{}</span>',
        letter.lower(),
        FAMILIES[letter],
        FAMILIES[letter],
        letter,
    )


KINDS = {
    "atout": "Atout",
    "fragilite": "Fragilité",
    "projet": "Projet en cours",
    "besoin": "Besoin",
    "idee": "Idée",
    "tension": "Tension",
    "memoire": "Mémoire",
    "correction": "Correction de donnée",
    "engagement": "Engagement",
}


@register.filter
def kind_class(value: str) -> str:
    """`n-besoin`: gives its colours (--c, --t) to whatever carries it."""
    return f"n-{value}"


@register.simple_tag
@lru_cache(512)
def kind(value: str, label: str = "") -> SafeString:
    """The nature of a contribution: icon and word, tint as a courtesy."""
    code = str(value)
    return format_html(
        '<span class="nature n-{}">{}{}</span>', code, icon(code), label or KINDS[code]
    )


COLLEGES = {
    "EL": ("EL", "Élus", "loc"),
    "SC": ("SC", "Services des collectivités", "loc"),
    "ET": ("ÉT", "État", "eta"),
    "OP": ("OP", "Opérateurs", "eta"),
    "EC": ("ÉC", "Monde économique", "eco"),
    "AG": ("AG", "Monde agricole", "eco"),
    "AS": ("AS", "Associations", "soc"),
    "HA": ("HA", "Habitants", "soc"),
    "JE": ("JE", "Jeunes", "soc"),
    "EX": ("EX", "Experts", ""),
}


@register.simple_tag
@lru_cache(512)
def college(code: str) -> SafeString:
    """A two-letter monogram carries the meaning; the hue only tells the bench."""
    monogram, name, bench = COLLEGES[str(code).upper().replace("É", "E")]
    return format_html(
        '<abbr class="col {}" title="{}"><span aria-hidden="true">{}</span>'
        '<span class="sr">{}</span></abbr>',
        bench,
        name,
        monogram,
        name,
    )


HORIZONS = {"short": ("", "Court"), "medium": ("m", "Moyen"), "long": ("l", "Long")}


@register.simple_tag
@lru_cache(512)
def horizon(value: str) -> SafeString:
    css, label = HORIZONS[str(value)]
    return format_html('<span class="hor {}"><i></i>{}</span>', css, label)


STATES = {
    "done": "fait",
    "doing": "cours",
    "here": "cours",
    "later": "",
    "blocked": "bloque",
    "dropped": "ab",
}
"""Shape first: full, half, hollow, diamond, barred."""


@register.simple_tag
@lru_cache(512)
def state(value: str, label: str) -> SafeString:
    return format_html('<span class="etat {}">{}</span>', STATES[str(value)], fr(label))


NOTICES = {
    "info": ("", "info"),
    "debug": ("", "info"),
    "ok": ("ok", "check"),
    "success": ("ok", "check"),
    "warning": ("alerte", "warning"),
    "alerte": ("alerte", "warning"),
    "error": ("erreur", "warning"),
    "erreur": ("erreur", "warning"),
}


@register.inclusion_tag("ui/avis.html")
def avis(level: str, text: Any, title: str = "") -> Mapping[str, Any]:
    """A notice: `{% avis "warning" "La salle n’est pas réservée." %}`. One per page top."""
    css, name = NOTICES.get(level, NOTICES["info"])
    role = "alert" if css == "erreur" else "status"
    return {"css": css, "icon_name": name, "text": text, "title": title, "role": role}


@register.inclusion_tag("ui/empty.html")
def empty(title: str, text: str = "", url: str = "", label: str = "") -> Mapping[str, Any]:
    """What will be here, why it matters, the first act."""
    return {"title": title, "text": text, "url": url, "label": label}


@register.inclusion_tag("ui/refusal.html")
def refusal(reasons: Iterable[Reason], id: str = "", lead: str = "") -> Mapping[str, Any]:
    """« Pas encore : », or another `lead`, and every reason, with the link that lifts it."""
    return {"reasons": list(reasons or ()), "id": id, "lead": lead or "Pas encore :"}


@register.inclusion_tag("ui/act.html")
def act(
    label: str,
    url: str = "",
    reasons: Iterable[Reason] = (),
    style: str = "",
    icon: str = "",
    name: str = "",
    value: str = "",
) -> Mapping[str, Any]:
    """One act: a link if it has a `url`, else the submit button of the form it stands in.

    With reasons it stays visible, greyed and focusable, and says why.
    `style`: "" (primary, one per page), "second", "tiers", "petit" or several of them.
    """
    return {
        "label": label,
        "url": url,
        "reasons": list(reasons or ()),
        "style": style,
        "icon_name": icon or ("lock" if reasons else ""),
        "name": name,
        "value": value,
        "id": f"refus-{slugify(label)}",
    }


@register.inclusion_tag("ui/gauge.html")
def gauge(
    value: Number, total: Number, noun: str = "", asked: Number = 0, style: str = ""
) -> Mapping[str, Any]:
    """A bar and « 6 sur 9 », never a bare percentage; `asked` is hatched: requested, not granted.

    `style` "a", "b" or "c" takes the colour of a family.
    """
    return {"value": value, "total": total, "noun": noun, "asked": asked, "style": style}


# Drawings -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of `{% bars %}`: sorted and labelled by the caller."""

    label: str
    value: Number
    style: str = ""
    note: str = ""


@register.inclusion_tag("ui/bars.html")
def bars(rows: Sequence[Bar], noun: str = "") -> Mapping[str, Any]:
    """Horizontal bars on a common scale, readable as a list."""
    return {"rows": rows, "most": max((row.value for row in rows), default=0), "noun": noun}


@dataclass(frozen=True, slots=True)
class Mark:
    """What a tile shows: `css` among prep, d1, d2, with or without al; `label` says it."""

    css: str = ""
    label: str = ""


_UNMARKED = Mark()


@register.simple_tag
def tilemap(map: Any, marks: Mapping[str, Mark], title: str, twin: str = "") -> SafeString:
    """Every département the same size, so that a small one is seen as well as a large one.

    `map` has view_box and tiles (code, x, y, points); `marks` goes by code.
    """
    tiles = tuple((tile, marks.get(tile.code, _UNMARKED)) for tile in map.tiles)
    said = {"view_box": map.view_box, "tiles": tiles, "title": title, "twin": twin}
    return mapped("ui/tilemap.html", **said, key=slugify(title))
