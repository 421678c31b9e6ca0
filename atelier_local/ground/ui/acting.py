"""Doing what the form of a page says."""

from collections.abc import Callable

from django import forms

from atelier_local.refusal import Refused


def done(form: forms.BaseForm, act: Callable[[], object]) -> bool:
    """Whether the form was filled in right and the act went through.

    If not, the form says why, each reason on its own, and keeps what was typed.
    """
    if not form.is_valid():
        return False
    try:
        act()
    except Refused as refused:
        form.add_error(None, [str(reason) for reason in refused.reasons])
        return False
    return True
