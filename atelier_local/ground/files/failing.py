"""A document that cannot be composed, whoever asks for it: a page says so, nothing is lost."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .typst import RenderingFailed


class NotComposed:
    """In front of every view. What a document says is kept as words, and composed when somebody
    asks: it may be asked for again. A view that keeps what was typed answers for itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        if not isinstance(fault, RenderingFailed):
            return None
        return render(request, "503.html", {"reasons": fault.reasons}, status=503)
