"""A group that asks to change: its own page, and the buyer's."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from atelier_local import clock
from atelier_local.clock import day_of
from atelier_local.ground.files import papers
from atelier_local.ground.files.downloads import response
from atelier_local.ground.ui.acting import done
from atelier_local.programme.agreement import law
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance import layout
from atelier_local.programme.people.access import Capability as C

from .. import operations, queries
from ..access import Side, competition_of, side_view
from ..forms import GroupAnswerForm, GroupChangeForm
from ..models import GroupChange, MiniCompetition
from .evaluation import not_yet
from .side import page


@side_view(C.TENDER)
def my_group(request: HttpRequest, side: Side) -> HttpResponse:
    """Who is in the group, what it asked, and what it may ask."""
    group = queries.own_group(side)
    form = GroupChangeForm(
        request.POST or None,
        request.FILES or None,
        members=group.members,
        on_request=queries.on_request(side.consortium.framework, side.competition),
        real=not side.consortium.framework.fictitious,
    )
    if done(
        form,
        lambda: operations.ask_group_change(
            side,
            form.cleaned_data["member"],
            form.asked,
            form.cleaned_data["upload"],
            by=side.person,
            at=clock.now(),
        ),
    ):
        messages.success(request, "Votre demande est chez l’acheteur.")
        return redirect("competition:my_group", side.atelier.slug)
    context = {"form": form, "group": group, "why": group.why, "rule": _law(side.competition)}
    status = 422 if form.errors else 200
    return page(request, side, "competition/my_group.html", context, status=status)


def _law(competition: MiniCompetition) -> law.Rule:
    return law.known("group_change", day_of(competition.published_at or competition.deadline))


@atelier_view(C.AWARD)
def group_changes(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What groups asked, and the answer to the first that waits."""
    competition = competition_of(visit)
    if why := queries.against_acting(competition, visit.person):
        return not_yet(request, visit, why)
    changes = list(queries.group_changes(competition))
    waiting = next((one for one in changes if one.decided_at is None), None)
    form = GroupAnswerForm((waiting and request.POST) or None)
    if waiting and done(
        form,
        lambda: operations.answer_group_change(
            waiting, **form.cleaned_data, by=visit.person, at=clock.now()
        ),
    ):
        messages.success(request, "La réponse est partie au groupement.")
        return redirect("competition:group_changes", visit.atelier.slug)
    context = {
        "competition": competition,
        "changes": changes,
        "waiting": waiting,
        "form": form,
        "rule": _law(competition),
    }
    status = 422 if form.errors else 200
    return layout.page(request, visit, "competition/group_changes.html", context, status=status)


def _change(visit: Visit, pk: int) -> GroupChange:
    competition = competition_of(visit)
    if queries.against_acting(competition, visit.person):
        raise Http404("Aucune demande à cette adresse.")
    return get_object_or_404(queries.group_changes(competition), pk=pk)


@atelier_view(C.AWARD)
def group_document(request: HttpRequest, visit: Visit, pk: int, form: str) -> HttpResponse:
    """What the group was answered."""
    filed = _change(visit, pk).letter
    if filed is None:
        raise Http404("Cette demande n’a pas encore sa réponse.")
    return papers.answer(filed, form)


@atelier_view(C.AWARD)
def group_proof(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """What the group joined to its request."""
    kept = _change(visit, pk).proof
    return response(kept, download_name=kept.name)
