"""What has become of the actions since the Atelier."""

from collections import Counter
from datetime import datetime, time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.ground.ui.templatetags.ui import Bar
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.programme.thread.access import sight_of
from atelier_local.refusal import Refused

from .. import operations, queries
from ..enums import Progress
from ..forms import ReviewForm


@atelier_view(C.SEE_ROADMAP)
def follow_up(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What has become of the actions since the Atelier."""
    return _follow_up(request, visit, ReviewForm() if visit.can(C.FOLLOW_ROADMAP) else None)


@require_POST
@atelier_view(C.FOLLOW_ROADMAP)
def record_review(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = ReviewForm(request.POST)
    if form.is_valid():
        given = dict(form.cleaned_data)
        afternoon = datetime.combine(given.pop("held_on"), time(14), clock.PARIS)
        try:
            operations.hold_review(
                visit.atelier, **given, starts_at=afternoon, by=visit.person, at=clock.now()
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Revue enregistrée.")
            return redirect("roadmap:follow_up", visit.atelier.slug)
    return _follow_up(request, visit, form)


_BARS = {
    Progress.DONE: "ok",
    Progress.STARTED: "",
    Progress.BLOCKED: "alerte",
    Progress.PLANNED: "gris",
    Progress.ABANDONED: "gris",
}


def _follow_up(request: HttpRequest, visit: Visit, form: ReviewForm | None) -> HttpResponse:
    sight = sight_of(visit)
    actions = list(queries.actions(visit.atelier, sight))
    by_progress = Counter(action.at_progress for action in actions)
    context = {
        "begun": visit.atelier.has_reached(Stage.FEEDBACK),
        "actions": actions,
        "bars": [Bar(state.label, by_progress[state], css) for state, css in _BARS.items()],
        "by_progress": by_progress,
        "news": queries.latest_news(visit.atelier, sight),
        "reviews": queries.reviews(visit.atelier),
        "next_review": queries.next_review(visit.atelier, clock.now()),
        "form": form,
    }
    wrong = form is not None and bool(form.errors)
    return page(request, visit, "roadmap/follow_up.html", context, status=422 if wrong else 200)
