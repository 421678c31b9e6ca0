"""The opening: one key and then another, each from its holder's own session."""

from base64 import b64decode
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.ground.files.papers import answer
from atelier_local.ground.ui.acting import done
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Refused

from .. import operations, queries, rules, sealing, showing
from ..access import competition_of, party_of
from ..forms import TurnForm
from ..models import MiniCompetition
from .evaluation import not_yet

DRIFT_SECONDS = 2


@never_cache
@sensitive_post_parameters()
@atelier_view(C.OPEN_TENDERS)
def opening(request: HttpRequest, visit: Visit) -> HttpResponse:
    """My key, and the other's state; once both are turned, what was opened."""
    competition, now = competition_of(visit), clock.now()
    opened = queries.opening_view(competition)
    if opened:
        mine = [one for one in opened.signatories if one.person == visit.person]
        why = queries.against_access(competition, visit.person)
        if opened.tenders and not why:
            if first := showing.prices_on_page(request, visit, competition, "Page de l’ouverture"):
                return first
        context: dict[str, Any] = {
            "competition": competition,
            "opened": opened,
            "why": why,
            "signs": bool(mine and mine[0].signed_at is None and opened.opening.minutes),
        }
        return page(request, visit, "competition/opening/opened.html", context)
    form = TurnForm(request.POST or None)
    if done(form, lambda: _turn(form.cleaned_data, competition, visit)):
        return redirect("competition:opening", visit.atelier.slug)
    context = {
        "form": form,
        "competition": competition,
        "now": now,
        "drift_said": _drift(),
        "view": queries.turn_view(competition, visit.person, party_of(visit), now),
    }
    return page(
        request,
        visit,
        "competition/opening/turn.html",
        context,
        status=422 if form.errors else 200,
    )


@require_POST
@atelier_view(C.OPEN_TENDERS)
def sign(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One of the two who opened confirms the minutes."""
    try:
        operations.sign_minutes(competition_of(visit), by=visit.person, at=clock.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Vous avez confirmé le procès-verbal.")
    return redirect("competition:opening", visit.atelier.slug)


@atelier_view(C.OPEN_TENDERS)
def minutes(request: HttpRequest, visit: Visit, form: str) -> HttpResponse:
    """The minutes as they were written at the opening, prices included."""
    competition = competition_of(visit)
    opened = queries.opening_view(competition)
    if opened is None or opened.opening.minutes is None:
        raise Http404("Aucun procès-verbal n’est établi.")
    if why := queries.against_access(competition, visit.person):
        return not_yet(request, visit, why)
    showing.prices_on_paper(visit, competition, "Procès-verbal d’ouverture")
    return answer(opened.opening.minutes, form)


def _drift() -> str:
    """What to know of the machine's clock, when it has moved enough to matter."""
    seconds = round(clock.drift().total_seconds())
    if abs(seconds) < DRIFT_SECONDS:
        return ""
    return (
        f"Elle s’est écartée de {seconds} s depuis le démarrage du service. L’heure des dépôts "
        "n’en dépend pas : elle compte depuis le démarrage."
    )


def _turn(given: dict[str, Any], competition: MiniCompetition, visit: Visit) -> None:
    """From what was typed here, or from what the visitor's browser uncovered."""
    who: dict[str, Any] = {"by": visit.person, "at": clock.now()}
    again = given["again"]
    if given["phrase"]:
        operations.turn_with_passphrase(competition, given["phrase"], again=again, **who)
    elif given["sheet"]:
        operations.turn_with_sheet(competition, given["sheet"], again=again, **who)
    else:
        _turn_in_browser(given, competition, visit, who)


def _turn_in_browser(
    given: dict[str, Any], competition: MiniCompetition, visit: Visit, who: dict[str, Any]
) -> None:
    officers = competition.officers.filter(position=given["place"] or 0)
    if not given["by_sheet"]:
        officers = officers.filter(person=visit.person)
    officer = officers.filter(college=party_of(visit) or "-").first()
    if officer is None:
        raise Refused(["cette clé n’est pas celle de votre partie"])
    turn = operations.Turn(officer, sheet=given["by_sheet"], **who)
    if given["halves"]:
        operations.turn_key(competition, turn, _halves(given["halves"]), again=given["again"])
    else:
        operations.open_tenders(competition, turn, _secrets(given["secrets"]))


def _halves(told: Any) -> dict[str, dict[str, bytes]]:
    """Halves by slot and place, as a browser posts them."""
    try:
        found = {
            str(int(slot)): {
                str(int(place)): b64decode(half, validate=True) for place, half in kept.items()
            }
            for slot, kept in told.items()
        }
    except (AttributeError, TypeError, ValueError) as wrong:
        raise Refused(["ce que votre navigateur a envoyé n’est pas lisible"]) from wrong
    if any(len(half) > sealing.KEY_AT_REST for kept in found.values() for half in kept.values()):
        raise Refused(["ce que votre navigateur a envoyé est trop long"])
    return found


def _secrets(told: Any) -> dict[str, str]:
    if not isinstance(told, dict) or not all(isinstance(one, str) for one in told.values()):
        raise Refused(["ce que votre navigateur a envoyé n’est pas lisible"])
    return {str(slot): secret for slot, secret in told.items()}


@never_cache
@atelier_view(C.OPEN_TENDERS)
def envelopes(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The closed keys that a browser of this party peels; none before the deadline."""
    competition, party = competition_of(visit), party_of(visit)
    view = queries.turn_view(competition, visit.person, party, clock.now())
    late_enough = rules.late(clock.now(), competition.deadline + rules.SETTLING)
    if not late_enough or view.party is None or view.undeclared or competition.opened_at:
        raise PermissionDenied("Les plis ne s’ouvrent pas maintenant.")
    return JsonResponse(queries.envelopes(competition, visit.person, view.party))
