"""Agreeing on the marks, and deciding which tenders may be ranked."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from atelier_local import clock
from atelier_local.ground.files import papers
from atelier_local.ground.ui.acting import done
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Refused

from .. import operations, queries, rules, showing
from ..access import competition_of
from ..enums import CompetitionState
from ..forms import AskLowForm, CommonMarkForm, ConsensusForm, DecideLowForm, RegularityForm
from ..models import Consensus, LowTenderQuery, MiniCompetition, Tender
from ..rules import grouping
from ..rules.hearing import against_closing
from .evaluation import evaluator_and_why, not_yet

SCORED = (CompetitionState.SCORED, CompetitionState.AWARDED)
_UNDECIDED = (CompetitionState.OPENED, CompetitionState.SCORED)
_JUDGED = (*_UNDECIDED, CompetitionState.AWARDED)


@atelier_view(C.EVALUATE)
def analysis(
    request: HttpRequest, visit: Visit, invitation: int = 0, criterion: int = 0
) -> HttpResponse:
    """All grids side by side, once all are in; the pilot writes what was agreed."""
    competition = competition_of(visit)
    _, why = evaluator_and_why(visit, competition)
    why += rules.against_lifting_the_curtain(scored=competition.at_state in SCORED)
    if why:
        return not_yet(request, visit, why)
    if first := showing.prices_on_page(request, visit, competition, "Mise en commun des notes"):
        return first
    seen = queries.analysis(competition)
    cell = seen.cell(invitation, criterion) if invitation else next(iter(seen.to_settle), None)
    if invitation and (cell is None or cell.criterion.is_price or not cell.ranks):
        raise Http404("Aucune note à cette adresse.")
    settled = bool(cell and cell.common)
    form = CommonMarkForm(request.POST or None, initial=_common(cell), settled=settled)
    settles = visit.can(C.RUN_COMPETITION) and competition.at_state is CompetitionState.SCORED
    if request.method == "POST" and not settles:
        raise PermissionDenied
    if cell and form.is_valid():
        try:
            _settle(request, visit, competition, cell, form)
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            return redirect("competition:analysis", visit.atelier.slug)
    unheard = queries.unheard(competition, seen) if settles else 0
    context = {
        "competition": competition,
        "analysis": seen,
        "cell": cell,
        "form": form,
        "settles": settles,
        "held": getattr(competition, "consensus", None),
        "awards": visit.can(C.AWARD) and competition.at_state is CompetitionState.SCORED,
        "reports": visit.can(C.SEE_COMPETITION),
        "why": queries.against_awarding_anyone(seen) + against_closing(unheard),
    }
    return page(
        request, visit, "competition/analysis.html", context, status=422 if form.errors else 200
    )


def _settle(
    request: HttpRequest,
    visit: Visit,
    competition: MiniCompetition,
    cell: queries.AnalysisCell,
    form: CommonMarkForm,
) -> None:
    """« Acter le désaccord » is the same act, with the disagreement written."""
    operations.settle(
        competition,
        cell.tender.invitation,
        cell.criterion,
        **form.cleaned_data,
        agreed="disagreed" not in request.POST,
        by=visit.person,
        at=clock.now(),
    )


def _common(cell: queries.AnalysisCell | None) -> dict[str, object]:
    common = cell.common if cell else None
    if common is None:
        return {}
    return {
        "value": common.value.normalize(),
        "reason": common.reason,
        "dissent": common.dissent,
    }


@atelier_view(C.RUN_COMPETITION)
def consensus(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Close the meeting: who was there, in the name of whom."""
    competition = competition_of(visit)
    if refused := _refused(request, visit, competition):
        return refused
    people = {
        str(one.person_id): one.person for one in queries.declarations(competition) if one.sits
    }
    colleges = {str(one.person_id): one for one in competition.evaluators.all()}
    choices = [
        (pk, f"{person.full_name}, {colleges[pk].get_college_display()}")
        for pk, person in people.items()
    ]
    form = ConsensusForm(request.POST or None, people=choices)
    if done(
        form,
        lambda: operations.close_consensus(
            competition,
            [people[pk] for pk in form.cleaned_data["present"]],
            by=visit.person,
            at=clock.now(),
        ),
    ):
        messages.success(request, "La mise en commun est close.")
        return redirect("competition:report", visit.atelier.slug)
    context = {
        "form": form,
        "competition": competition,
        "held": Consensus.objects.select_related("meeting").filter(competition=competition).first(),
    }
    return page(
        request, visit, "competition/consensus.html", context, status=422 if form.errors else 200
    )


def _refused(
    request: HttpRequest, visit: Visit, competition: MiniCompetition
) -> HttpResponse | None:
    """The page that says why, for whoever may not decide of any tender."""
    why = queries.against_acting(competition, visit.person)
    return not_yet(request, visit, why) if why else None


@atelier_view(C.RUN_COMPETITION)
def regularity(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Each tender before it is compared: regular or not, its price questioned or not."""
    competition = competition_of(visit)
    if competition.at_state not in _JUDGED:
        return not_yet(
            request, visit, rules.against_judging(competition.at_state, "", regular=True)
        )
    if refused := _refused(request, visit, competition):
        return refused
    if first := showing.prices_on_page(request, visit, competition, "Régularité et prix bas"):
        return first
    opened = list(queries.compared(competition))
    known = queries.admissions(competition, opened)
    signalled = queries.signals(competition, opened, known)
    context = {
        "competition": competition,
        "rows": [(one, known[one.pk], signalled.get(one.pk, ())) for one in opened],
        "shares": queries.low_shares(competition),
        "open": competition.at_state in _UNDECIDED,
    }
    return page(request, visit, "competition/regularity.html", context)


def _opened(competition: MiniCompetition, pk: int) -> Tender:
    tender = get_object_or_404(queries.tenders(competition), pk=pk)
    tender.invitation.competition = competition
    return tender


@atelier_view(C.RUN_COMPETITION)
def judge(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """The verdict on one tender, by a person."""
    competition = competition_of(visit)
    if refused := _refused(request, visit, competition):
        return refused
    tender = _opened(competition, pk)
    admission = queries.admissions(competition, [tender])[tender.pk]
    judged = admission.regularity
    initial = {"verdict": judged.verdict, "reason": judged.reason} if judged else {}
    form = RegularityForm(request.POST or None, initial=initial)
    if done(
        form,
        lambda: operations.judge_regularity(
            tender, **form.cleaned_data, by=visit.person, at=clock.now()
        ),
    ):
        return redirect("competition:regularity", visit.atelier.slug)
    context = {
        "form": form,
        "tender": tender,
        "admission": admission,
        "strange": grouping.against_regular(queries.strangers(tender)),
        "open": competition.at_state in _UNDECIDED,
        "competition": competition,
    }
    return page(
        request, visit, "competition/judge.html", context, status=422 if form.errors else 200
    )


@atelier_view(C.RUN_COMPETITION)
def low(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Ask a holder to explain its price; then, on its answer or its silence, decide."""
    competition = competition_of(visit)
    if shut := _refused(request, visit, competition):
        return shut
    opened = list(queries.compared(competition))
    tender = next((one for one in opened if one.pk == pk), None)
    if tender is None:
        raise Http404("Aucune offre à cette adresse.")
    tender.invitation.competition = competition
    known = queries.admissions(competition, opened)
    query = known[pk].query
    waits = query is not None and query.decided_at is None
    form = (DecideLowForm if waits else AskLowForm)(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data | {"by": visit.person, "at": clock.now()}
        try:
            if waits and query:
                operations.decide_low(query, **given)
            else:
                operations.ask_low(tender, **given)
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            said = "La décision est consignée." if waits else "La demande est partie."
            messages.success(request, said)
            return redirect("competition:regularity", visit.atelier.slug)
    signalled = queries.signals(competition, opened, known)
    whose = tender.invitation.consortium_id
    if first := showing.prices_on_page(request, visit, competition, "Prix paraissant bas", whose):
        return first
    context = {
        "form": form,
        "tender": tender,
        "admission": known[pk],
        "query": query,
        "waits": waits,
        "signals": signalled.get(pk, ()),
        "open": competition.at_state in _UNDECIDED,
        "competition": competition,
        "now": clock.now(),
    }
    return page(request, visit, "competition/low.html", context, status=422 if form.errors else 200)


@atelier_view(C.RUN_COMPETITION)
def low_request(request: HttpRequest, visit: Visit, pk: int, query: int, form: str) -> HttpResponse:
    """What that holder was asked of its price, as it was sent."""
    return _of_price(request, visit, pk, query, "request", form)


@atelier_view(C.RUN_COMPETITION)
def low_decision(
    request: HttpRequest, visit: Visit, pk: int, query: int, form: str
) -> HttpResponse:
    """What was decided of its answer, as it was sent."""
    return _of_price(request, visit, pk, query, "decision", form)


def _of_price(
    request: HttpRequest, visit: Visit, invitation: int, query: int, which: str, form: str
) -> HttpResponse:
    competition = competition_of(visit)
    if shut := _refused(request, visit, competition):
        return shut
    asked = LowTenderQuery.objects.filter(invitation__competition=competition)
    found = asked.filter(invitation=invitation).exclude(**{which: None})
    one = get_object_or_404(found.select_related(which, "invitation"), pk=query)
    if which == "request":
        whose = one.invitation.consortium_id
        showing.prices_on_paper(visit, competition, "Demande de justification du prix", whose)
    return papers.answer(getattr(one, which), form)
