"""The thread, shown in any room. Each tag takes what `thread.queries.around` returned."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from atelier_local.ground.ui.typography import short

from ..enums import Kind
from ..models import Node

register = template.Library()

SECTIONS_SHOWN = 2
WORDS_SHOWN = 160


@register.simple_tag
def source_chip(node: Node, slug: str = "") -> SafeString:
    """The number of a node as a knot, linked to its page when a slug is given."""
    number = node.number or node.at_kind.label
    if not slug:
        return format_html('<span class="src">{}</span>', number)
    words = short(node.words, WORDS_SHOWN)
    return format_html('<a class="src" href="{}" title="{}">{}</a>', node.url(slug), words, number)


@register.inclusion_tag("thread/path.html")
def thread_path(path, slug: str = "") -> dict:
    """Where it comes from and what it becomes, as knots on one line."""
    return {"path": path, "slug": slug}


@register.inclusion_tag("thread/rests_on.html")
def rests_on(path, slug: str = "") -> dict:
    """What the node rests on directly, with the reason of each link."""
    return {"path": path, "slug": slug}


@register.inclusion_tag("thread/becomes.html")
def becomes(path, slug: str = "") -> dict:
    """What came of the node, oldest first; many sections of documents are folded."""
    sections = [link for link in path.becomes if link[0].kind == Kind.SECTION]
    folded = sections if len(sections) > SECTIONS_SHOWN else []
    steps = [link for link in path.becomes if link not in folded]
    return {"steps": steps, "folded": folded, "slug": slug, "plural": Kind.SECTION.plural}


@register.filter
def node_url(node: Node, slug: str) -> str:
    return node.url(slug)
