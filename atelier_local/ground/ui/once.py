"""A form that was drawn once counts once: a double click, or the back button and the same again,
gets the answer of the first time and does nothing more.
"""

import hashlib
import time
from collections.abc import Callable

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

KEPT_SECONDS = 3600
PATIENCE_SECONDS = 5
_UNDER_WAY = ""
_FORM = "application/x-www-form-urlencoded"


class Once:
    """For whoever is signed in. The token against forgery is masked anew in every page drawn:
    the same body under the same token is the same form sent again. Counted in this process.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = _key(request)
        if key is None:
            return self.get_response(request)
        if not cache.add(key, _UNDER_WAY, KEPT_SECONDS) and (where := _first_answer(key)):
            return HttpResponseRedirect(where)
        response = self.get_response(request)
        if response.status_code == 302:
            cache.set(key, response["Location"], KEPT_SECONDS)
        else:  # refused, it may be sent again
            cache.delete(key)
        return response


def _key(request: HttpRequest) -> str | None:
    """What names a form sent by someone; None for all that is not one."""
    if request.method != "POST" or request.content_type != _FORM:
        return None
    if not request.user.is_authenticated or b"csrfmiddlewaretoken=" not in request.body:
        return None
    told = f"{request.user.pk} {request.get_full_path()} ".encode() + request.body
    return "once:" + hashlib.sha256(told).hexdigest()


def _first_answer(key: str) -> str:
    """Where the first sending led, once it is done; nothing if it was refused or takes too long."""
    until = time.monotonic() + PATIENCE_SECONDS
    while (where := cache.get(key)) == _UNDER_WAY and time.monotonic() < until:
        time.sleep(0.05)
    return where or ""
