"""Preparing a consultation, reading its letter, publishing it."""

from collections import Counter

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from atelier_local import clock
from atelier_local.ground.ui.acting import done
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Refused

from .. import letter as letters
from .. import operations, queries, rules
from ..enums import CompetitionState, Mode, PriceFormula, TenderPart, TieRule
from ..forms import ExpectedForm, PrepareForm, PublishForm, clauses_to_start_from
from ..models import MiniCompetition
from ..rules.expecting import cited
from ..rules.letter import GIVES


@atelier_view(C.RUN_COMPETITION)
def prepare(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All that the letter will say, on one page, kept whole."""
    criteria = list(visit.atelier.framework.criteria.all())
    known = MiniCompetition.objects.filter(atelier=visit.atelier).first()
    form = PrepareForm(
        request.POST or None,
        criteria=criteria,
        wait_days=queries.days_to_wait(clock.today()),
        hearing_why=rules.against_hearing(wanted=True, foreseen=visit.atelier.framework.hearing),
        contacts=queries.possible_contacts(visit.atelier),
        lots_agreed=list(visit.atelier.framework.lots.order_by("number")),
        initial=_initial(visit, known),
    )
    if form.is_valid():
        try:
            plan = operations.Plan(**form.plan)
            operations.prepare_competition(visit.atelier, plan, by=visit.person, at=clock.now())
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, "La consultation est préparée.")
            return redirect("competition:competition", visit.atelier.slug)
    context = {
        "form": form,
        "framework": visit.atelier.framework,
        "tie_rule": TieRule.HEAVIEST.label,
        "refused": rules.REFUSED,
    }
    return page(
        request, visit, "competition/prepare.html", context, status=422 if form.errors else 200
    )


_KEPT = (
    "mode",
    "place_reference",
    "object_text",
    "contact",
    "deadline",
    "questions_until",
    "grids_due",
    "validity_days",
    "standstill",
    "formula",
    "estimate_eur",
    "envelope_disclosed",
    "hearing",
    "hearing_minutes",
    "court",
)


def _initial(visit: Visit, known: MiniCompetition | None) -> dict[str, object]:
    """What was kept; the first time, what one may start from."""
    if known:
        weights = {}
        for one in known.criteria.all():
            weights[f"weight_{one.key}"] = one.weight
            weights |= {f"points_{one.key}_{place}": n for place, n in enumerate(one.points)}
        kept = {name: getattr(known, name) for name in _KEPT} | {"lot": known.lot_id}
        kept["hearing"] = known.hearing and visit.atelier.framework.hearing
        return kept | weights | clauses_to_start_from(known.clauses)
    return {
        "mode": Mode.NATIVE,
        "object_text": f"Accompagner l’Atelier Local « {visit.atelier} » : animer trois ateliers "
        "sur place, élaborer une stratégie et une feuille de route.",
        "contact": visit.person.pk,
        "validity_days": visit.atelier.framework.validity_days,
        "standstill": True,
        "formula": PriceFormula.PROPORTIONAL,
        "court": queries.last_court(visit.atelier),
    } | clauses_to_start_from({})


@atelier_view(C.RUN_COMPETITION)
def expected(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The plan of the tenders: item by item, the part that answers it; frozen with the letter."""
    competition = _drafted(visit)
    asked = queries.asked_of(competition)
    form = ExpectedForm(request.POST or None, items=asked.items)
    if done(
        form, lambda: operations.expect(competition, form.parts, by=visit.person, at=clock.now())
    ):
        messages.success(request, "Le plan des offres est enregistré.")
        return redirect("competition:expected", visit.atelier.slug)
    context = {
        "form": form,
        "competition": competition,
        "specification": asked.specification,
        "gives": [(part, GIVES[part], cited(asked.items, part)) for part in TenderPart],
        "drafted": competition.at_state is CompetitionState.DRAFT,
    }
    return page(
        request, visit, "competition/expected.html", context, status=422 if form.errors else 200
    )


def _drafted(visit: Visit) -> MiniCompetition:
    seen = queries.competition_for_buyer(visit.atelier, visit.person)
    if seen is None:
        raise Http404("La consultation n’est pas encore préparée.")
    return seen[0]


@atelier_view(C.RUN_COMPETITION)
def publish(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The last look before the consortia are consulted; afterwards there is nothing to do here."""
    competition = _drafted(visit)
    if competition.at_state is not CompetitionState.DRAFT:
        return redirect("competition:competition", visit.atelier.slug)
    now, name = clock.now(), visit.atelier.name
    form = PublishForm(
        request.POST or None, fact=name, ask="Pour confirmer, recopiez le nom du territoire"
    )
    if done(
        form,
        lambda: operations.publish(
            competition, within=form.cleaned_data["within"], by=visit.person, at=now
        ),
    ):
        messages.success(request, "Les groupements sont consultés.")
        return redirect("competition:competition", visit.atelier.slug)
    draft = queries.draft(competition)
    context = {
        "form": form,
        "competition": competition,
        "draft": draft,
        "items": letters.items(draft, now),
        "why": queries.against_publishing(draft, now),
        "warnings": queries.warnings(draft, now),
    }
    return page(
        request,
        visit,
        "competition/publish.html",
        context,
        status=422 if form.errors else 200,
        counts=Counter(),  # nothing is said in an Atelier before its contract
        shared=0,
    )


@atelier_view(C.SEE_COMPETITION)
def sent_letter(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The letter as it left, or as it would leave today."""
    competition = _drafted(visit)
    context = {
        "competition": competition,
        "letter": letters.shown(competition, clock.now()),
        "amendments": list(competition.amendments.all()),
    }
    return page(request, visit, "competition/sent_letter.html", context, counts=Counter(), shared=0)


@atelier_view(C.SEE_COMPETITION)
def sent_letter_file(request: HttpRequest, visit: Visit, form: str) -> HttpResponse:
    return letters.download(_drafted(visit), form, clock.now())
