"""An address where a form is sent, opened as a page: after signing in again, or by hand."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render


class OnlySent:
    """It says that there is nothing to read there, rather than show an empty page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method != "GET" or not isinstance(response, HttpResponseNotAllowed):
            return response
        shown = render(request, "405.html", status=405)
        shown["Allow"] = response["Allow"]
        return shown
