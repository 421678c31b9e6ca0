"""What pages say of a file."""

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .. import emphasis, rules

register = template.Library()


@register.filter
def octets(size: int) -> str:
    """`{{ file.size|octets }}`: what it weighs, in the same words everywhere."""
    return rules.octets(size)


@register.filter
def styled(text: str) -> SafeString:
    """`{{ block.text|styled }}`: bold, italics and line ends of a text whose marks were read."""
    return format_html_join("", "{}", ((_run(span),) for span in emphasis.spans(text)))


@register.filter
def emphasised(text: str) -> SafeString:
    """`{{ section.text|emphasised }}`: the same, of a text as it was typed."""
    return styled(emphasis.marked(text))


def _run(span: emphasis.Span) -> SafeString:
    return within(span, linebreaksbr(span.words))


def within(span: emphasis.Span, words: SafeString) -> SafeString:
    """These words in the style of the span."""
    words = format_html("<em>{}</em>", words) if span.italic else words
    return format_html("<strong>{}</strong>", words) if span.bold else words
