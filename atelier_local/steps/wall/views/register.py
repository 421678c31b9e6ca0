"""What was said, read at a desk: the register, one card, one group."""

from decimal import Decimal

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.clock import PARIS
from atelier_local.ground.files import downloads, tables
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.programme.thread import operations as thread
from atelier_local.programme.thread.access import sight_of
from atelier_local.programme.thread.enums import Fate, Kind
from atelier_local.programme.thread.forms import LinkForm
from atelier_local.programme.thread.models import Node
from atelier_local.programme.thread.queries import around
from atelier_local.programme.thread.rules import ALLOWED
from atelier_local.refusal import Refused

from .. import queries
from ..forms import AnswerForm, RegisterFilter
from ..models import Contribution, Group
from ..paper.queries import proof_of
from ..rules import shown_receipt

LINKED_TO = [
    target
    for source, target in ALLOWED
    if source is Kind.CONTRIBUTION and target is not Kind.SECTION
]


@atelier_view(C.SEE_WALL)
def wall(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The register of what was said, with filters in the address."""
    form = RegisterFilter(request.GET, places=queries.spoken_of(visit.atelier))
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isdecimal() and len(asked) < 6 else 1
    sight = sight_of(visit)
    others = request.GET.copy()
    others.pop("page", None)
    context = {
        "form": form,
        "register": queries.register(visit.atelier, sight, form.filters, number),
        "groups": queries.groups(visit.atelier, sight),
        "others": others.urlencode(),
    }
    return page(request, visit, "wall/wall.html", context)


@atelier_view(C.SEE_WALL)
def table(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The whole register, as far as one may read it."""
    header = (
        "Numéro", "Atelier", "Question", "Nature", "Texte", "Qui s’engage", "Pour quand", "Public",
        "Table", "Voie", "Lieu", "Longitude", "Latitude", "Photographie", "Famille",
        "Regroupement", "Suite donnée", "Motif", "Dite le",
    )  # fmt: skip
    rows = [
        (
            card.node.number, card.activity.workshop.ordinal, card.activity.question,
            card.get_kind_display(), card.node.words, card.who, card.due,
            card.get_audience_display(), card.table, card.get_channel_display(), card.place,
            None if card.lon is None else Decimal(card.lon) / 100_000,
            None if card.lat is None else Decimal(card.lat) / 100_000,
            card.photo_id is not None, card.get_family_display(), card.grouped,
            card.latest.get_fate_display() if card.latest else "",
            card.latest.reason if card.latest else "",
            f"{card.node.at.astimezone(PARIS):%d/%m/%Y %H:%M}",
        )
        for card in queries.whole_register(visit.atelier, sight_of(visit))
    ]  # fmt: skip
    return tables.csv_response(f"{visit.atelier.slug}-registre", header, rows)


@atelier_view(C.SEE_WALL)
def contribution(request: HttpRequest, visit: Visit, pk) -> HttpResponse:
    """One card, verbatim, with what became of it."""
    return _card_page(request, visit, _card(visit, pk))


@atelier_view(C.SEE_WALL)
def photo(request: HttpRequest, visit: Visit, pk) -> HttpResponse:
    """The photograph of a card, for whoever may read the card."""
    card = get_object_or_404(
        Contribution.objects.seen_by(sight_of(visit)).select_related("photo__file"),
        node__atelier=visit.atelier,
        pk=pk,
    )
    if card.photo is None:
        raise Http404("Cette carte ne porte pas de photographie.")
    return downloads.response(card.photo.file, inline=True)


def _card(visit: Visit, pk) -> Contribution:
    found = Contribution.objects.seen_by(sight_of(visit)).select_related(
        "activity__workshop", "commune"
    )
    return get_object_or_404(found, node__atelier=visit.atelier, pk=pk)


def _card_page(request: HttpRequest, visit: Visit, card: Contribution, **refused) -> HttpResponse:
    """The page, with the form that was just refused if there is one."""
    context = {
        "card": card,
        "path": around(card.node, sight_of(visit)),
        "receipt": shown_receipt(card.receipt) if visit.is_team else "",
        "proof": proof_of(card) if visit.can(C.FACILITATE) else None,
        "answer_form": AnswerForm() if visit.can(C.ANSWER) else None,
        "link_form": LinkForm(targets=_targets(visit)) if visit.can(C.CITE) else None,
    }
    status = 422 if refused else 200
    return page(request, visit, "wall/contribution.html", context | refused, status=status)


def _targets(visit: Visit):
    nodes = Node.objects.seen_by(sight_of(visit)).filter(atelier=visit.atelier, kind__in=LINKED_TO)
    return nodes.order_by("kind", "number")


@require_POST
@atelier_view(C.ANSWER)
def answer(request: HttpRequest, visit: Visit, pk) -> HttpResponse:
    """Tell the person what became of what they said."""
    card = _card(visit, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _card_page(request, visit, card, answer_form=form)
    fate, reason = Fate(form.cleaned_data["fate"]), form.cleaned_data["reason"]
    thread.answer(card.node, fate, reason, by=visit.person, at=clock.now())
    messages.success(request, "La réponse est écrite : la personne la lira avec son reçu.")
    return redirect("wall:contribution", visit.atelier.slug, pk)


@require_POST
@atelier_view(C.CITE)
def link(request: HttpRequest, visit: Visit, pk) -> HttpResponse:
    """Attach a card to what rests on it."""
    card = _card(visit, pk)
    form = LinkForm(request.POST, targets=_targets(visit))
    if not form.is_valid():
        return _card_page(request, visit, card, link_form=form)
    target, why = form.cleaned_data["target"], form.cleaned_data["why"]
    try:
        thread.cite(card.node, target, why, by=visit.person, at=clock.now())
    except Refused as refused:
        messages.error(request, f"Pas encore : {refused}.")
    else:
        messages.success(request, "La carte est rattachée.")
    return redirect("wall:contribution", visit.atelier.slug, pk)


@atelier_view(C.SEE_WALL)
def group(request: HttpRequest, visit: Visit, pk) -> HttpResponse:
    """Cards that say the same thing, each with its own words."""
    sight = sight_of(visit)
    found = get_object_or_404(
        Group.objects.seen_by(sight).select_related("workshop"),
        node__atelier=visit.atelier,
        pk=pk,
    )
    path = around(found.node, sight)
    members = Contribution.objects.seen_by(sight).filter(
        pk__in=[citation.source_id for citation in path.rests_on]
    )
    context = {"group": found, "path": path, "members": members.order_by("node__number", "pk")}
    return page(request, visit, "wall/group.html", context)
