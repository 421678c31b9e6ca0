"""What a laptop in a hall does, and does not: only what can be brought home afterwards.

The room is told in a log, and logs are brought together: its wall, the action sheets that a table
completes, the objectives that it rewords. Other rooms write elsewhere: the laptop shows what they
hold and lets nobody change it, and the register is closed at home, where all that was said is.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from atelier_local.refusal import Reason

SHOWN = frozenset({"territories", "workshops", "wall", "strategy", "roadmap", "upkeep"})
"""Rooms whose pages the laptop serves."""
WRITTEN = frozenset({"wall", "upkeep"})
"""Rooms where one may act there, and then the acts that may be done elsewhere, or may not."""
ALSO = frozenset({
    "workshops:open", "workshops:set_wifi", "people:sign_out", "strategy:reword",
    "roadmap:complete",
})  # fmt: skip
PRINTED = frozenset({"wall:make_pack"})
"""Sheets are printed before one leaves; they are read where the hall is, or at home."""
NOT_THERE = PRINTED | {
    "wall:close", "wall:answer", "wall:link", "upkeep:kits", "upkeep:make", "upkeep:bring",
    "upkeep:revoke",
}  # fmt: skip
WHY = {
    "wall:close": "le registre se clôt au retour, une fois tous les paquets rapportés",
    **dict.fromkeys(PRINTED, "les feuilles s’impriment avant de partir"),
}
ELSEWHERE = "cela se fait au retour, sur le site : ce kit ne sert que la salle"


class OnlyTheHall:
    """In front of every page of a laptop; installed with FIELD_KIT only (config/settings.py)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        assert match is not None
        name = match.view_name
        if served(name, writes=request.method not in ("GET", "HEAD")):
            return None
        home = reverse("upkeep:laptop")
        if name in WHY or request.method not in ("GET", "HEAD"):
            reasons = (Reason(WHY.get(name, ELSEWHERE)),)
            return render(request, "409.html", {"reasons": reasons, "back": home}, status=409)
        return redirect(home)


def served(name: str, *, writes: bool) -> bool:
    """Whether the laptop answers this route."""
    room = name.partition(":")[0]
    if name in NOT_THERE:
        return False
    return name in ALSO or room in (WRITTEN if writes else SHOWN)
