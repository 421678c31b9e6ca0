"""The photographs of a section: what they show, whose they are, who agreed."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.ground.files.downloads import response
from atelier_local.ground.ui.acting import done
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.steps.wall.paper.queries import shown_of
from atelier_local.steps.wall.queries import lent
from atelier_local.steps.workshops.models import Sheet

from .. import operations, queries, rules
from ..enums import Consent, DeliverableKind, DeliverableState, Rights
from ..forms import ConsentForm, PhotographForm, SheetForm, TakeUpForm
from ..models import Photograph, Section
from .sections import section_of


@atelier_view(C.SEE_DELIVERABLES)
def photographs(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """What the section shows, how wide it is printed, and what keeps the rest inside."""
    section = section_of(visit, pk)
    state = DeliverableState(section.deliverable.state)
    can_add = visit.can(C.WRITE_DELIVERABLES) and not rules.against_writing(state)
    form = PhotographForm(request.POST or None, request.FILES or None) if can_add else None
    if request.method == "POST" and form and done(form, lambda: _add(visit, section, form)):
        messages.success(request, "La photographie est gardée.")
        return redirect("deliverables:photographs", visit.atelier.slug, pk)
    return _page(request, visit, section, form)


@require_POST
@atelier_view(C.WRITE_DELIVERABLES)
def take_up(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """Show the photograph of a card."""
    section = section_of(visit, pk)
    form = TakeUpForm(request.POST, cards=lent(visit.atelier))
    if done(form, lambda: _take_up(visit, section, form)):
        messages.success(request, "La photographie de la carte paraît dans cette section.")
        return redirect("deliverables:photographs", visit.atelier.slug, pk)
    return _page(request, visit, section, PhotographForm(), form)


@require_POST
@atelier_view(C.WRITE_DELIVERABLES)
def show_sheet(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """Show a sheet of the hall."""
    section = section_of(visit, pk)
    form = SheetForm(request.POST, sheets=sheets_of(visit.atelier))
    if done(form, lambda: _show_sheet(visit, section, form)):
        messages.success(request, "La feuille paraît dans cette section.")
        return redirect("deliverables:photographs", visit.atelier.slug, pk)
    return _page(request, visit, section, PhotographForm(), sheet=form)


def _page(
    request: HttpRequest,
    visit: Visit,
    section: Section,
    form: PhotographForm | None,
    taking: TakeUpForm | None = None,
    sheet: SheetForm | None = None,
) -> HttpResponse:
    writes = visit.can(C.WRITE_DELIVERABLES)
    kept = list(section.photographs.select_related("by", "file", "card"))
    back = set(section.photographs.kept_back().values_list("pk", flat=True)) if kept else set()
    shown = [one for one in kept if one.pk not in back or writes]
    if form and not taking:
        known = {one.card_id for one in shown}
        taking = TakeUpForm(cards=[card for card in lent(visit.atelier) if card.pk not in known])
    if form and not sheet:
        known = {one.sheet_id for one in shown}
        sheet = SheetForm(sheets=[one for one in sheets_of(visit.atelier) if one.pk not in known])
    context = {
        "section": section,
        "kind": DeliverableKind(section.deliverable.kind),
        "rows": [
            (
                one,
                rules.width_of(one.width, one.height),
                ConsentForm({"consent": one.consent}),
                one.pk not in back,
            )
            for one in shown
        ],
        "form": form,
        "taking": taking,
        "sheet_form": sheet,
        "can_settle": writes,
    }
    status = 422 if any(one and one.errors for one in (form, taking, sheet)) else 200
    return page(request, visit, "deliverables/photographs.html", context, status=status)


def _take_up(visit: Visit, section: Section, form: TakeUpForm) -> None:
    told = form.cleaned_data | {"consent": Consent(form.cleaned_data["consent"])}
    card = told.pop("card")
    operations.take_up(section, card, by=visit.person, at=clock.now(), **told)


def sheets_of(atelier: Atelier) -> QuerySet[Sheet]:
    """The sheets of its halls that documents may show (one query)."""
    found = shown_of(Sheet.objects.filter(pack__workshop__atelier=atelier))
    listed = found.select_related("pack__workshop", "photograph__picture")
    return listed.order_by("pack__workshop__ordinal", "pack__rank", "number")


def _show_sheet(visit: Visit, section: Section, form: SheetForm) -> None:
    told = form.cleaned_data | {"consent": Consent(form.cleaned_data["consent"])}
    sheet = told.pop("sheet")
    operations.show_sheet(section, sheet, by=visit.person, at=clock.now(), **told)


def _add(visit: Visit, section: Section, form: PhotographForm) -> None:
    given = form.cleaned_data | {
        "rights": Rights(form.cleaned_data["rights"]),
        "consent": Consent(form.cleaned_data["consent"]),
    }
    upload = given.pop("picture")
    operations.add_photograph(section, upload, by=visit.person, at=clock.now(), **given)


def _one(visit: Visit, pk: UUID, photo: UUID) -> Photograph:
    section = section_of(visit, pk)
    known = Photograph.objects.select_related("file", "card")
    found = get_object_or_404(known, section=section, pk=photo)
    found.section = section
    return found


@atelier_view(C.SEE_DELIVERABLES)
def photograph(request: HttpRequest, visit: Visit, pk: UUID, photo: UUID) -> HttpResponse:
    """One photograph, to those who see the documents; without an agreement, to those who write
    them.
    """
    found = _one(visit, pk, photo)
    if not found.goes_out and not visit.can(C.WRITE_DELIVERABLES):
        raise Http404("Aucune photographie à cette adresse.")
    return response(found.file, inline=True)


@require_POST
@atelier_view(C.WRITE_DELIVERABLES)
def consent(request: HttpRequest, visit: Visit, pk: UUID, photo: UUID) -> HttpResponse:
    found = _one(visit, pk, photo)
    form = ConsentForm(request.POST)
    if form.is_valid():
        said = Consent(form.cleaned_data["consent"])
        operations.record_consent(found, said, by=visit.person, at=clock.now())
        messages.success(request, f"C’est noté : {said.label}.")
        if queries.taken_back_of_latest(found.section.deliverable):
            messages.warning(
                request,
                "Le document figé la montre encore : personne ne le lit en public tant que le "
                "pilote ne l’a pas corrigé par un erratum.",
            )
    return redirect("deliverables:photographs", visit.atelier.slug, pk)
