"""Doing what a form of a page says."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from atelier_local.refusal import Refused


def done(
    request: HttpRequest, form: forms.Form, act: Callable[[dict[str, Any]], Any], said: str
) -> bool:
    """Whether `act` was done with what was typed; if not, the form says why and keeps it."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except Refused as refused:
        form.add_error(None, [str(reason) for reason in refused.reasons])
        return False
    messages.success(request, said)
    return True
