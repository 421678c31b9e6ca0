"""Naming who opens the tenders, and each making a key of their own."""

from base64 import b64decode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from atelier_local import clock
from atelier_local.ground.ui.acting import done
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Refused

from .. import operations, queries
from ..access import competition_of
from ..enums import CompetitionState
from ..forms import KeyForm, OfficersForm, SheetForm
from ..models import Officer


@atelier_view(C.RUN_COMPETITION)
def officers(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The pilot names; keys are made by those who are named."""
    competition = competition_of(visit)
    named = list(competition.officers.select_related("person__organisation"))
    form = OfficersForm(
        request.POST or None,
        people=queries.possible_officers(visit.atelier),
        initial={"people": [one.person_id for one in named]},
    )
    if done(
        form,
        lambda: operations.name_officers(
            competition, list(form.cleaned_data["people"]), by=visit.person, at=clock.now()
        ),
    ):
        messages.success(request, "Chaque personne nommée fait maintenant sa clé.")
        return redirect("competition:officers", visit.atelier.slug)
    context = {"form": form, "competition": competition, "officers": named}
    return page(
        request,
        visit,
        "competition/keys/officers.html",
        context,
        status=422 if form.errors else 200,
    )


@never_cache
@sensitive_post_parameters()
@atelier_view(C.OPEN_TENDERS)
def key(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One's own key: made once, printed once, its sheet checked; nobody else's page."""
    officer = _own(visit)
    if request.method == "POST" and "forget" in request.POST:
        return _forget(request, visit, officer)
    if request.method == "POST" and "number" in request.POST:
        return _check(request, visit, officer)
    form = KeyForm(request.POST or None)
    shown = ""
    if form.is_valid():
        try:
            shown = _make(form, officer, visit)
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            officer.refresh_from_db()
            if not shown:  # made in the browser, which printed the sheet itself
                return redirect("competition:key", visit.atelier.slug)
    return _page(request, visit, officer, form=form, shown=shown)


def _own(visit: Visit) -> Officer:
    competition = competition_of(visit)
    officer = competition.officers.filter(person=visit.person).first()
    if officer is None:
        raise Http404("Vous n’êtes pas parmi les personnes nommées pour ouvrir les plis.")
    officer.competition = competition
    return officer


def _make(form: KeyForm, officer: Officer, visit: Visit) -> str:
    """What the sheet prints, when the key was made here."""
    given = form.cleaned_data
    if not given["recipient"]:
        return operations.make_key_here(officer, given["phrase"], by=visit.person, at=clock.now())
    try:
        locked = b64decode(given["locked"], validate=True)
    except ValueError:
        locked = b""
    operations.make_key(officer, given["recipient"], locked, by=visit.person, at=clock.now())
    return ""


def _forget(request: HttpRequest, visit: Visit, officer: Officer) -> HttpResponse:
    try:
        operations.forget_key(officer, by=visit.person, at=clock.now())
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("competition:key", visit.atelier.slug)


def _check(request: HttpRequest, visit: Visit, officer: Officer) -> HttpResponse:
    sheet = SheetForm(request.POST)
    if done(
        sheet,
        lambda: operations.check_sheet(
            officer, sheet.cleaned_data["number"], by=visit.person, at=clock.now()
        ),
    ):
        messages.success(request, "Votre clé est prête, et sa feuille de secours vérifiée.")
        return redirect("competition:key", visit.atelier.slug)
    return _page(request, visit, officer, sheet=sheet)


def _page(
    request: HttpRequest,
    visit: Visit,
    officer: Officer,
    *,
    form: KeyForm | None = None,
    sheet: SheetForm | None = None,
    shown: str = "",
) -> HttpResponse:
    draft = officer.competition.at_state is CompetitionState.DRAFT
    context = {
        "officer": officer,
        "competition": officer.competition,
        "form": form or KeyForm(),
        "sheet": sheet or SheetForm(),
        "groups": _in_groups(shown),
        "draft": draft,
    }
    wrong = bool((form and form.errors) or (sheet and sheet.errors))
    return page(request, visit, "competition/keys/mine.html", context, status=422 if wrong else 200)


def _in_groups(key: str) -> list[str]:
    """A key as it is copied by hand: what all of them begin with, then four signs by four."""
    begins, rest = key[:16], key[16:]
    return [begins, *(rest[n : n + 4] for n in range(0, len(rest), 4))] if key else []
