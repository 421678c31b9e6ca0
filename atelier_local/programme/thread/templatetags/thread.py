"""The thread, shown in any room. Each tag takes what `thread.queries.around` returned."""

from django import template

from ..models import Node

register = template.Library()


@register.inclusion_tag("thread/chip.html")
def source_chip(node: Node, slug: str = "") -> dict:
    """The number of a node as a knot, linked to its page when a slug is given."""
    return {"node": node, "url": node.url(slug) if slug else ""}


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
    """What came of the node, oldest first."""
    return {"path": path, "slug": slug}


@register.filter
def node_url(node: Node, slug: str) -> str:
    return node.url(slug)
