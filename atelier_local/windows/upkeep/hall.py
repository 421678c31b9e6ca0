"""What a laptop in a hall does, and does not: only what can be brought home afterwards.

The room is told in a log, and logs are brought together: its wall, what tables add to the strategy,
the actions that they add or change, the steps and the words given that they note. Other rooms write
elsewhere: the laptop shows what they hold and says, before anybody types, what waits for the
office; the register is closed at home, where all that was said is.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from atelier_local.refusal import Reason
from atelier_local.steps.wall.rules import AT_THE_OFFICE

SHOWN = frozenset({"territories", "workshops", "wall", "strategy", "roadmap", "upkeep"})
"""Rooms whose pages the laptop serves."""
WRITTEN = frozenset({"wall", "upkeep"})
"""Rooms where one may act there, and then the acts that may be done elsewhere, or may not."""
ALSO = frozenset({
    "workshops:open", "workshops:set_wifi", "people:sign_out", "strategy:reword",
    "strategy:add_issue", "strategy:add_axis", "strategy:add_objective",
    "strategy:add_recommendation", "roadmap:add_action", "roadmap:complete", "roadmap:funding",
    "roadmap:add_milestone", "roadmap:pledge",
})  # fmt: skip
PRINTED = frozenset({"wall:make_pack"})
"""Sheets are printed before one leaves; they are read where the hall is, or at home."""
PREPARED = frozenset({
    "workshops:prepare", "workshops:plan_sequence", "workshops:add_table", "workshops:set_welcome",
    "workshops:set_approach",
})  # fmt: skip
ASKED = frozenset({"wall:correct_activity", "wall:withdraw_activity", "wall:reorder_activity"})
"""What the kit carries is the office's question; in the hall, one asks another."""
FOLLOWED = frozenset({
    "roadmap:update", "roadmap:ask", "roadmap:reach_milestone", "roadmap:record_review",
    "roadmap:news",
})  # fmt: skip
WHY = {
    "wall:close": "le registre se clôt au retour, une fois tous les paquets rapportés",
    "wall:answer": "on répond à une carte au retour, une fois le registre clos",
    "wall:link": "une carte se lie au reste au retour, une fois le registre clos",
    "workshops:leave_open": "ce qui reste ouvert se dit au retour, une fois le registre clos",
    **dict.fromkeys(
        ("strategy:add_scenario", "strategy:revise_scenario"),
        "un scénario se raconte au retour, sur le site, avec les voix de la salle",
    ),
    **dict.fromkeys(
        ("strategy:add_disagreement", "strategy:revise_disagreement"),
        "un désaccord s’écrit au retour, sur le site, avec les mots de chaque collège",
    ),
    "roadmap:take_up": "un engagement dit sur le mur se reprend au retour, une fois tous les "
    "paquets rapportés",
    **dict.fromkeys(PRINTED, "les feuilles s’impriment avant de partir"),
    **dict.fromkeys(
        PREPARED, "le conducteur, les tables, l’accueil et la démarche se préparent sur le site"
    ),
    **dict.fromkeys(ASKED, AT_THE_OFFICE),
    **dict.fromkeys(FOLLOWED, "le suivi des actions se tient sur le site, après les ateliers"),
}
"""What waits for the office: said beside the links (`{% waits %}`), and where its form would be."""
NOT_THERE = WHY.keys() | {"upkeep:kits", "upkeep:make", "upkeep:bring", "upkeep:revoke"}
ELSEWHERE = "cela se fait au retour, sur le site : ce kit ne sert que la salle"


class OnlyTheHall:
    """In front of every page of a laptop; installed with FIELD_KIT only (config/settings.py)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.waits = WHY  # type: ignore[attr-defined]  # read by {% waits %}
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
            typed = _typed(request) if name in WHY else ""  # elsewhere, perhaps a passphrase
            context = {"reasons": reasons, "back": home, "typed": typed}
            return render(request, "409.html", context, status=409)
        return redirect(home)


def _typed(request: HttpRequest) -> str:
    """What somebody had written all the same, to be copied: nothing typed is lost."""
    told = [str(said) for name, said in request.POST.items() if name != "csrfmiddlewaretoken"]
    return "\n\n".join(filter(None, told))


def served(name: str, *, writes: bool) -> bool:
    """Whether the laptop answers this route."""
    room = name.partition(":")[0]
    if name in NOT_THERE:
        return False
    return name in ALSO or room in (WRITTEN if writes else SHOWN)
