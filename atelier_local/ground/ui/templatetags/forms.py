"""How a page shows a form: what is wrong in it, and some of its fields."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.inclusion_tag("ui/errors.html")
def form_errors(form: Any, others: Iterable[Any] = ()) -> Mapping[str, Any]:
    """The summary that takes the focus, with a link to each field; `others` are further forms of
    the same page, each with its `title`. `lead` of the form says what did not happen, where
    nothing would have been stored.
    """
    forms = [form, *others]
    named = [(getattr(one, "title", ""), f) for one in forms for f in one.visible_fields()]
    hidden = [field for one in forms for field in one.hidden_fields()]
    return {
        "wrong": any(one.errors for one in forms),
        "lead": getattr(form, "lead", ""),
        "whole": [error for one in forms for error in one.non_field_errors()],
        "errors": [(title, field, error) for title, field in named for error in field.errors],
        "hidden": [error for field in hidden for error in field.errors],
    }


@register.simple_tag
def fields(form: Any, *names: str) -> SafeString:
    """Some fields of a form, in the order given; all the visible ones by default."""
    chosen = [form[name] for name in names] or form.visible_fields()
    return format_html_join("", "{}", ((field.as_field_group(),) for field in chosen))
