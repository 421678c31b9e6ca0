"""Findings with their sources at hand."""

import re
from collections.abc import Callable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from atelier_local.ground.files.emphasis import marked, spans
from atelier_local.ground.files.templatetags.files import within
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
    """Paragraphs whose `[[C-1-047]]` marks become chips of the thread, when it leads there; lines
    that begin with « ## », « - » or « > » are a subtitle, items of a list, somebody’s words; the
    words between stars are bold or in italics.
    """
    by_number = {node.number: node for node in path.back}

    def chipped(paragraph: str) -> SafeString:
        runs = ((within(span, linked(span.words)),) for span in spans(marked(paragraph)))
        return format_html_join("", "{}", runs)

    def linked(words: str) -> SafeString:
        parts = _MARK.split(words)  # text, number, text, number, …
        return format_html_join(
            "",
            "{}",
            (
                (_chip(by_number, part, slug) if i % 2 else french(part),)
                for i, part in enumerate(parts)
            ),
        )

    return format_html_join("", "{}", ((_block(p, chipped),) for p in text.split("\n\n")))


def _block(paragraph: str, chipped: Callable[[str], SafeString]) -> SafeString:
    lines = [line.strip() for line in paragraph.split("\n") if line.strip()]
    if not lines:
        return format_html_join("", "{}", ())
    if all(line.startswith("- ") for line in lines):
        items = ((chipped(line[2:]),) for line in lines)
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", items))
    if lines[0].startswith("## "):
        rest = _block("\n".join(lines[1:]), chipped)
        return format_html("<h2>{}</h2>{}", chipped(lines[0][3:]), rest)
    if all(line.startswith("> ") for line in lines):
        words = chipped(" ".join(line[2:] for line in lines))
        return format_html('<blockquote class="voix">{}</blockquote>', words)
    return format_html("<p>{}</p>", chipped(paragraph))


def _chip(by_number: dict, number: str, slug: str) -> SafeString | str:
    node = by_number.get(number)
    if node is None:
        return number
    return format_html(
        '<a class="src" href="{}" title="{}">{}</a>', node.url(slug), node.words[:160], number
    )
