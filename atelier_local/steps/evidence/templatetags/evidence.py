"""Findings with their sources at hand."""

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from atelier_local.ground.ui.typography import french
from atelier_local.programme.thread.models import Citation
from atelier_local.programme.thread.queries import Path

register = template.Library()
_MARK = re.compile(r"\[\[([^\[\]]{3,12})\]\]")


@register.inclusion_tag("evidence/cited.html")
def cited(citation: Citation, sources: dict, slug: str) -> dict:
    """One source of a finding, with what its own room knows of it."""
    pk = citation.source_id
    return {
        "citation": citation,
        "node": citation.source,
        "contribution": sources["contributions"].get(pk),
        "excerpt": sources["excerpts"].get(pk),
        "figure": sources["figures"].get(pk),
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
