"""Pages that anyone opens, without an account."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from atelier_local.ground.files.downloads import response
from atelier_local.programme.people.access import public_view
from atelier_local.programme.people.tries import Tries, address_of
from atelier_local.programme.territories.plates import tilemap
from atelier_local.programme.thread.enums import Sight
from atelier_local.programme.thread.queries import around
from atelier_local.steps.deliverables.queries import taken_back

from . import queries
from .forms import ReceiptForm

WRONG_CODES = Tries("receipt", 30)
"""From one address in ten minutes: a hall shares one, hence many."""


@public_view
def programme(request: HttpRequest) -> HttpResponse:
    context = {
        "shown": queries.shown(3),
        "form": ReceiptForm(auto_id="accueil-%s"),
        "last_change": queries.last_change(),
    }
    return render(request, "public/programme.html", context)


@public_view
def ateliers(request: HttpRequest) -> HttpResponse:
    shown = queries.shown(drawn=False)
    context = {"shown": shown, "map": tilemap(), "marks": queries.marks(shown)}
    return render(request, "public/ateliers.html", context)


@public_view
def atelier(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(queries.published(), slug=slug)
    return render(request, "public/atelier.html", {"space": queries.space(found), "atelier": found})


@public_view
def document(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """A published document, as corrected last, or the version that is asked for; not one that
    prints what somebody took back since.
    """
    found = queries.document(slug, kind)
    asked = found.version(request.GET.get("version", ""), public=True) if found else None
    if found is None or asked is None:
        raise Http404("Aucun document publié à cette adresse.")
    gone = taken_back(found)
    if asked[0] in gone:
        latest = found.version(public=True)
        corrected = latest is not None and latest[0] not in gone
        context = {"document": found, "number": asked[0], "corrected": corrected}
        return render(request, "public/withdrawn.html", context, status=410)
    kept = asked[1].pdf
    assert kept is not None  # a version has bytes
    answer = response(kept, download_name=f"{slug}-{kept.name}", inline=True)
    answer["Cache-Control"] = "no-cache"
    return answer


@public_view
def thread(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """One published thing: what it rests on, what rests on it."""
    node = queries.node(slug, pk)
    if node is None:
        raise Http404("Rien de publié à cette adresse.")
    context = {"node": node, "atelier": node.atelier, "path": around(node, Sight.PUBLIC)}
    return render(request, "public/thread.html", context)


@public_view
@never_cache
@sensitive_post_parameters("code")
def receipt(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Posted, never in the address: a code opens what one person said."""
    if request.method != "POST":
        form = ReceiptForm(initial={"atelier": slug})
        return render(request, "public/receipt.html", {"form": form})
    if WRONG_CODES.spent(address_of(request)):
        return render(request, "429.html", {"wait": "dix minutes"}, status=429)
    form = ReceiptForm(request.POST)
    fortune = None
    if form.is_valid():
        fortune = queries.fortune(form.cleaned_data["atelier"], form.cleaned_data["code"])
        if fortune is None:
            WRONG_CODES.count(address_of(request))
            form.add_error("code", "Aucune carte n’a ce code dans cet Atelier. Relisez votre reçu.")
    if fortune is None:
        return render(request, "public/receipt.html", {"form": form}, status=422)
    again = ReceiptForm(initial={"atelier": form.cleaned_data["atelier"].slug})
    context = {"fortune": fortune, "form": again, "atelier": form.cleaned_data["atelier"]}
    return render(request, "public/fortune.html", context)


@public_view
def memory(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("q", "").strip()[:100]
    context = {
        "asked": asked,
        "found": queries.remembered(asked) if asked else [],
        "most": queries.MOST_FOUND,
        "shown": queries.shown(drawn=False),
        "lessons": queries.lessons(),
    }
    return render(request, "public/memory.html", context)


@public_view
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "public/accessibility.html")


@public_view
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "public/privacy.html")


@public_view
def licence(request: HttpRequest) -> HttpResponse:
    return render(request, "public/licence.html")
