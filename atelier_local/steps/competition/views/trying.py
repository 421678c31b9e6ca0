"""What a formula and weights would do to invented tenders, as long as nothing is published."""

from decimal import Decimal
from itertools import cycle
from typing import Any

from django.http import HttpRequest, HttpResponse

from atelier_local.programme.agreement.models import AwardCriterion
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import reasons

from .. import queries, rules
from ..enums import CompetitionState, PriceFormula
from ..forms import TryOutForm
from ..models import MiniCompetition

_SHARES = (Decimal("0.8"), Decimal("0.9"), Decimal(1), Decimal("1.15"))
_MARKS = ("7,5 8 8,5 8,5", "7 8 8 8,5", "7,5 8 8,5 9")


@atelier_view(C.RUN_COMPETITION)
def try_out(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What a gap of price is worth, which order weights make, with invented tenders; once
    published it would weigh on judgement, and is refused.
    """
    known = MiniCompetition.objects.filter(atelier=visit.atelier).first()
    if known and known.at_state is not CompetitionState.DRAFT:
        why = reasons(
            (
                True,
                "la formule et les poids sont figés : en essayer d’autres pèserait sur le "
                "jugement, qui s’en tient à ce qui est annoncé (art. R2162-10)",
            )
        )
        return page(request, visit, "competition/try_out.html", {"why": why}, status=409)
    criteria = list(visit.atelier.framework.criteria.all())
    price = next((one for one in criteria if one.is_price), None)
    bounds = (price.weight_min, price.weight_max) if price else (10, 40)
    start = _start(criteria, known, bounds)
    form = TryOutForm({**start, **request.GET.dict()} if request.GET else start, criteria=criteria)
    context: dict[str, Any] = {"form": form, "refused": rules.REFUSED, "bounds": bounds}
    if form.is_valid():
        given = form.cleaned_data
        context["prices"] = sorted(form.prices)
        context["trials"] = queries.trials(form.prices, given["weight"], given["estimate"])
        context["at_bounds"] = [
            (weight, queries.trials(form.prices, weight, given["estimate"])) for weight in bounds
        ]
        if price and form.keys:
            context["balance"] = queries.balance(
                [queries.Invented(*one) for one in form.offers],
                criteria,
                queries.planned(criteria, known, given["weight"]),
                known.price_formula if known else PriceFormula.PROPORTIONAL,
                given["estimate"],
            )
    return page(
        request, visit, "competition/try_out.html", context, status=422 if form.errors else 200
    )


def _start(
    criteria: list[AwardCriterion], known: MiniCompetition | None, bounds: tuple[int, int]
) -> dict[str, Any]:
    """The page as it opens: around the estimate, the dearer the better marked."""
    estimate = known.estimate_eur if known and known.estimate_eur else Decimal(100_000)
    own = known.criteria.filter(is_price=True).first() if known else None
    keys = [one.key for one in criteria if not one.is_price]
    prices = {f"price_{rank}": share * estimate for rank, share in enumerate(_SHARES, 1)}
    marks = {f"marks_{key}": said for key, said in zip(keys, cycle(_MARKS), strict=False)}
    return {"weight": own.weight if own else bounds[1], "estimate": estimate} | prices | marks
