"""Open data: anyone may look a place up."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from . import bundled, queries
from .enums import PlaceKind
from .forms import SearchForm
from .models import Epci

SUGGESTIONS, RESULTS = 8, 40


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The same search as a page, for whoever has no script or wants more than suggestions."""
    form = SearchForm(request.GET if "q" in request.GET else None)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    found = queries.search(text, RESULTS) if text else []
    context = {"form": form, "text": text, "found": found, "most": RESULTS}
    return render(request, "territories/search.html", context)


@require_safe
@cache_control(public=True, max_age=3600)
def suggestions(request: HttpRequest) -> JsonResponse:
    """At most eight places as JSON, for the completion script; `type=epci` asks for EPCI only."""
    search = queries.search_epcis if request.GET.get("type") == PlaceKind.EPCI else queries.search
    found = search(request.GET.get("q", ""), SUGGESTIONS)
    return JsonResponse({"places": [asdict(place) for place in found]})


@require_safe
def epci(request: HttpRequest, siren: str) -> HttpResponse:
    """One territory: what it is, its map and its communes."""
    shown = get_object_or_404(Epci, pk=siren)
    context = {
        "epci": shown,
        "facts": queries.facts(shown),
        "plate": queries.plate(shown),
        "source": bundled.SOURCE,
    }
    return render(request, "territories/epci.html", context)


for _view in (search, suggestions, epci):  # people.access.public_view, which lies above us
    _view.public = True  # type: ignore[union-attr]
