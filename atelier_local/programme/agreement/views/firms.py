"""Which firms the members are: their numbers, the State's directory, names written twice."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst

from atelier_local import clock
from atelier_local.programme.people.access import Capability, me, programme_view
from atelier_local.programme.people.enums import OrganisationKind
from atelier_local.programme.people.models import Organisation
from atelier_local.refusal import Refused

from .. import operations, queries, siren
from ..forms import SirenForm
from ..models import ConsortiumMember


@programme_view(Capability.RUN_AGREEMENT)
def firms(request: HttpRequest) -> HttpResponse:
    """Every member of a consortium, and what the directory said of it."""
    rows = queries.firms()
    context = {"rows": rows, "on": siren.is_on(), "pairs": queries.likely_pairs(rows)}
    return render(request, "agreement/firms.html", context)


@programme_view(Capability.RUN_AGREEMENT)
def firm(request: HttpRequest, pk: str) -> HttpResponse:
    """Give a firm its SIREN, found by its name if need be, and ask the directory about it."""
    members = ConsortiumMember.objects.values("organisation")
    shown = get_object_or_404(Organisation.objects.filter(pk__in=members), pk=pk)
    row = next(row for row in queries.firms() if row.organisation == shown)
    form = SirenForm(request.POST or None, initial={"siren": row.siren})
    if form.is_valid():
        number = form.cleaned_data["siren"]
        try:
            check = operations.check_siren(shown, number, by=me(request), at=clock.now())
        except Refused as refused:
            form.add_error("siren", [capfirst(f"{reason}.") for reason in refused.reasons])
        except siren.NoAnswer:
            messages.warning(request, "L’annuaire n’a pas répondu : rien n’est perdu, à refaire.")
            return redirect("agreement:firm", shown.pk)
        else:
            messages.success(request, f"{shown.name} : {check.get_state_display()}.")
            return redirect("agreement:firms")
    context = {"row": row, "form": form, "on": siren.is_on(), "found": _found(request, shown)}
    status = 422 if form.errors else 200
    return render(request, "agreement/firm.html", context, status=status)


def _found(request: HttpRequest, shown: Organisation) -> list[siren.Firm] | None:
    """Firms of that name, when one asks; None when one did not, or nothing answered.

    The name of a person never goes out.
    """
    asked = "chercher" in request.GET and siren.is_on() and not shown.fictitious
    if not asked or shown.kind == OrganisationKind.INDIVIDUAL:
        return None
    try:
        return siren.search(shown.name)
    except siren.NoAnswer:
        messages.warning(request, "L’annuaire n’a pas répondu : à refaire.")
        return None


@programme_view(Capability.RUN_AGREEMENT)
def spellings(request: HttpRequest) -> HttpResponse:
    """Names that may be one firm's: someone says, and may say again."""
    rows = queries.firms()
    if request.method == "POST":
        return _judge(request, rows)
    context = {"pairs": queries.likely_pairs(rows), "judged": queries.judged_pairs(rows)}
    return render(request, "agreement/spellings.html", context)


def _judge(request: HttpRequest, rows: list[queries.FirmRow]) -> HttpResponse:
    by_key = {str(row.organisation.pk): row.organisation for row in rows}
    one, other = (by_key.get(request.POST.get(name, "")) for name in ("first", "second"))
    verdict = request.POST.get("same")
    if one is None or other is None or verdict not in ("yes", "no"):
        messages.error(request, "Choisissez une paire de cette page.")
        return redirect("agreement:spellings")
    try:
        operations.judge_spelling(one, other, same=verdict == "yes", by=me(request), at=clock.now())
    except Refused as refused:
        messages.error(request, f"Pas encore : {refused}.")
    else:
        messages.success(request, "C’est noté.")
    return redirect("agreement:spellings")
