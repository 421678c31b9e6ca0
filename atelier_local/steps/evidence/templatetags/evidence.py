"""Findings with their sources at hand."""

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from atelier_local.ground.ui.typography import french
from atelier_local.programme.ateliers.enums import Audience
from atelier_local.programme.thread.models import Citation
from atelier_local.programme.thread.queries import Path
from atelier_local.steps.wall.enums import Channel

register = template.Library()
_MARK = re.compile(r"\[\[([^\[\]]{3,12})\]\]")


@register.inclusion_tag("evidence/cited.html")
def cited(citation: Citation, proofs: dict, slug: str) -> dict:
    """One source of a finding, with what its own room knows of it."""
    node = proofs[citation.source_id]
    said = node.contribution
    return {
        "citation": citation,
        "node": node,
        "contribution": said,
        "audience": Audience(said["audience"]).label if said and said["audience"] else "",
        "channel": Channel(said["channel"]).label.lower() if said else "",
        "excerpt": node.excerpt,
        "figure": node.figure,
        "slug": slug,
    }


@register.simple_tag
def with_chips(text: str, path: Path, slug: str) -> SafeString:
    """Paragraphs whose `[[C-1-047]]` marks become chips of the thread, when it leads there."""
    by_number = {node.number: node for node in path.back}

    def chipped(paragraph: str) -> SafeString:
        parts = _MARK.split(paragraph)  # text, number, text, number, …
        return format_html_join(
            "",
            "{}",
            (
                (_chip(by_number, part, slug) if i % 2 else french(part),)
                for i, part in enumerate(parts)
            ),
        )

    paragraphs = [p for p in text.split("\n\n") if p.strip()]
    return format_html_join("", "<p>{}</p>", ((chipped(p),) for p in paragraphs))


def _chip(by_number: dict, number: str, slug: str) -> SafeString | str:
    node = by_number.get(number)
    if node is None:
        return number
    return format_html(
        '<a class="src" href="{}" title="{}">{}</a>', node.url(slug), node.words[:160], number
    )
