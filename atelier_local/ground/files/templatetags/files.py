"""What pages say of a file."""

from django import template

from .. import rules

register = template.Library()


@register.filter
def octets(size: int) -> str:
    """`{{ file.size|octets }}`: what it weighs, in the same words everywhere."""
    return rules.octets(size)
