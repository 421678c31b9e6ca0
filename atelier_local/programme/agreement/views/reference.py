"""The framework agreement as public reference: who the holders are and what they can do."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from atelier_local import clock
from atelier_local.programme.people.access import Capability, allowed, public_view

from .. import queries
from ..models import Consortium, FrameworkAgreement

LONGEST_QUESTION = 120


@public_view
@require_safe
def framework(request: HttpRequest) -> HttpResponse:
    """One agreement (the real one unless `cadre` names another), its matrix, and who does what."""
    known = list(FrameworkAgreement.objects.all())
    asked = request.GET.get("cadre", "")
    shown = next((one for one in known if one.slug == asked), known[0] if known else None)
    context: dict[str, Any] = {
        "framework": shown,
        "may_run": _may(request, Capability.RUN_AGREEMENT),
    }
    if shown:
        text = request.GET.get("q", "").strip()[:LONGEST_QUESTION]
        context |= {
            "others": [one for one in known if one != shown],
            "alerts": queries.alerts(shown, clock.today()),
            "rows": queries.coverage(shown),
            "members": queries.members(shown),
            "lots": queries.lots(shown),
            "text": text,
            "matches": queries.who_does(text, shown) if text else [],
        }
    return render(request, "agreement/framework.html", context)


@public_view
@require_safe
def consortium(request: HttpRequest, consortium: str) -> HttpResponse:
    """One holder: its members as the document writes them, and beside, what that means."""
    shown = get_object_or_404(Consortium.objects.select_related("framework"), slug=consortium)
    context = {
        "consortium": shown,
        "framework": shown.framework,
        "members": queries.members(shown.framework).filter(consortium=shown),
        "elsewhere": queries.elsewhere(shown),
        "lots": shown.lots.all(),
        "may_qualify": _may(request, Capability.QUALIFY_MEMBERS),
    }
    return render(request, "agreement/consortium.html", context)


def _may(request: HttpRequest, capability: Capability) -> bool:
    national = getattr(request.user, "national", None)
    return national is not None and allowed([national], capability)
