"""The five documents: who wrote what, who approved, what is frozen and published."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.ground.ui.acting import done
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.governance.enums import College, Opinion
from atelier_local.programme.governance.layout import page
from atelier_local.programme.governance.rules import colleges_of
from atelier_local.programme.people.access import Capability as C
from atelier_local.programme.thread.access import sight_of
from atelier_local.programme.thread.forms import SourcesField
from atelier_local.refusal import Reasons, Refused
from atelier_local.steps.application.differences import between

from .. import operations, queries, rules
from ..assembly import Printing, data_of, printing
from ..assembly.photographs import lost
from ..enums import DeliverableKind, DeliverableState, Place
from ..forms import AskForm, OpinionForm, SealForm, SectionForm, TakeBackForm
from ..models import Deliverable, Section
from ..press import unknown_evidence
from .outputs import begun
from .sections import section_of


def _kind(value: str) -> DeliverableKind:
    if value not in DeliverableKind:
        raise Http404("Aucun document de ce nom.")
    return DeliverableKind(value)


@atelier_view(C.SEE_DELIVERABLES)
def deliverables(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The five documents, and the two acts that end the Atelier."""
    stage = visit.atelier.at_stage
    context = {
        "board": queries.board(visit.atelier, sight_of(visit)),
        "ending": stage is Stage.PRODUCTION and visit.can(C.PUBLISH),
        "dating": visit.can(C.WRITE_FRAMING) and stage.rank < Stage.FEEDBACK.rank,
        "closing": stage is Stage.FEEDBACK and visit.can(C.PUBLISH),
    }
    return page(request, visit, "deliverables/deliverables.html", context)


@atelier_view(C.SEE_DELIVERABLES)
def deliverable(request: HttpRequest, visit: Visit, kind: str) -> HttpResponse:
    return _deliverable_page(request, visit, _kind(kind))


def _deliverable_page(
    request: HttpRequest,
    visit: Visit,
    kind: DeliverableKind,
    refused: forms.Form | None = None,
) -> HttpResponse:
    """The page of a document, with the form that was just refused if there is one."""
    sections = queries.sections(visit.atelier, kind, sight_of(visit))
    standing = queries.standing(visit.atelier, kind, sections)
    colleges = [college for college in College if college in colleges_of(visit.roles)]
    asked = standing.state is DeliverableState.ASKED
    context: dict[str, Any] = {
        "standing": standing,
        "kind": kind,
        "rows": queries.placed(standing, sections),
        "meaning": rules.MEANING,
        "rank": list(DeliverableKind).index(kind) + 1,
        "expected": rules.PAGES[kind],
        "can_write": visit.can(C.WRITE_DELIVERABLES)
        and standing.state in (None, DeliverableState.DRAFT),
        "can_publish": visit.can(C.PUBLISH),
        "can_complete": visit.can(C.WRITE_FRAMING),
        "versions": _versions(standing.deliverable),
    }
    if context["can_write"]:
        context["ask_form"] = refused if isinstance(refused, AskForm) else AskForm()
    if standing.refused and visit.can(C.WRITE_DELIVERABLES):
        shown = refused if isinstance(refused, TakeBackForm) else TakeBackForm()
        context["take_back_form"] = shown
    if asked and visit.can(C.VALIDATE) and colleges:
        given = refused if isinstance(refused, OpinionForm) else None
        context["colleges"] = colleges
        context["opinion_form"] = given or OpinionForm(colleges=colleges)
    if refused and refused not in context.values():  # the document moved on meanwhile
        said = refused.non_field_errors() or ["le document a changé d’état entre-temps"]
        messages.error(request, f"Rien n’a été fait : {' ; '.join(map(str, said))}.")
    return page(
        request,
        visit,
        "deliverables/deliverable.html",
        context,
        status=422 if refused else 200,
    )


def _versions(found: Deliverable | None) -> list[tuple[Any, Reasons]]:
    """Each version, and what it prints that was taken back since: nobody outside reads that one."""
    listed = queries.versions(found)
    gone = queries.taken_back(found) if found and listed else {}
    return [(one, gone.get(number, ())) for number, one in enumerate(listed, 1)]


# Writing --------------------------------------------------------------------------------


@atelier_view(C.WRITE_DELIVERABLES)
def write_section(request: HttpRequest, visit: Visit, kind: str) -> HttpResponse:
    found = _kind(kind)
    form = SectionForm(request.POST or None, kind=found)
    return _section_page(request, visit, found, form)


@atelier_view(C.WRITE_DELIVERABLES)
def rewrite_section(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    section = section_of(visit, pk)
    kind = DeliverableKind(section.deliverable.kind)
    known = {"title": section.node.words, "text": section.text, "read": section.seen}
    form = SectionForm(request.POST or None, kind=kind, rewriting=True, initial=known)
    return _section_page(request, visit, kind, form, section)


def _section_page(
    request: HttpRequest,
    visit: Visit,
    kind: DeliverableKind,
    form: SectionForm,
    section: Section | None = None,
) -> HttpResponse:
    cites = form.fields["cites"]
    assert isinstance(cites, SourcesField)
    cites.of(visit.atelier, sight_of(visit))
    context: dict[str, Any] = {"form": form, "kind": kind, "rewriting": section is not None}
    if form.is_valid():
        try:
            written = _write(visit, kind, section, form.cleaned_data)
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
            if section and form.cleaned_data["read"] != section.seen:
                context["pieces"] = between(section.text, form.cleaned_data["text"])
                form.data = request.POST.copy()
                form.data["read"] = section.seen
        else:
            messages.success(request, "Section enregistrée.")
            return redirect("deliverables:section", visit.atelier.slug, written.pk)
    status = 422 if form.errors else 200
    return page(request, visit, "deliverables/write_section.html", context, status=status)


def _write(
    visit: Visit, kind: DeliverableKind, section: Section | None, given: dict[str, Any]
) -> Section:
    by, at = visit.person, clock.now()
    told = {"title": given["title"], "text": given["text"], "cites": given["cites"]}
    if section:
        read = given["read"]
        return operations.write_section(
            section.deliverable, section.key, **told, read=read, by=by, at=at
        )
    begun = operations.start_deliverable(visit.atelier, kind, by=by, at=at)
    return operations.add_section(begun, Place(given["place"]), **told, by=by, at=at)


# The colleges ---------------------------------------------------------------------------


@require_POST
@atelier_view(C.WRITE_DELIVERABLES)
def ask_validation(request: HttpRequest, visit: Visit, kind: str) -> HttpResponse:
    found = begun(visit, kind)
    form = AskForm(request.POST)
    return _take(
        request,
        visit,
        found,
        form,
        lambda given: operations.ask_validation(found, **given, by=visit.person, at=clock.now()),
        "Le document est soumis aux trois collèges.",
    )


@require_POST
@atelier_view(C.VALIDATE)
def approve(request: HttpRequest, visit: Visit, kind: str) -> HttpResponse:
    found = begun(visit, kind)
    colleges = [college for college in College if college in colleges_of(visit.roles)]
    form = OpinionForm(request.POST, colleges=colleges)
    return _take(
        request,
        visit,
        found,
        form,
        lambda given: operations.approve(
            found,
            College(given["college"]),
            Opinion(given["opinion"]),
            reservation=given["reservation"],
            roles=visit.roles,
            by=visit.person,
            at=clock.now(),
        ),
        "Votre avis est enregistré.",
    )


@require_POST
@atelier_view(C.WRITE_DELIVERABLES)
def take_back(request: HttpRequest, visit: Visit, kind: str) -> HttpResponse:
    found = begun(visit, kind)
    return _take(
        request,
        visit,
        found,
        TakeBackForm(request.POST),
        lambda given: operations.take_back(found, **given, by=visit.person, at=clock.now()),
        "Le document est repris : changez-le, puis soumettez-le de nouveau.",
    )


def _take(
    request: HttpRequest,
    visit: Visit,
    found: Deliverable,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    said: str,
) -> HttpResponse:
    """Do what a form of the page says, or show the page with what was typed."""
    if done(form, lambda: act(form.cleaned_data)):
        messages.success(request, said)
        return redirect("deliverables:deliverable", visit.atelier.slug, found.kind)
    return _deliverable_page(request, visit, DeliverableKind(found.kind), form)


# What cannot be undone ------------------------------------------------------------------


@atelier_view(C.PUBLISH)
def freeze(request: HttpRequest, visit: Visit, kind: str) -> HttpResponse:
    """Compose the document, show how long it is and what it lacks, then keep its bytes."""
    found = begun(visit, kind)
    at = clock.now()
    made = Printing(b"", 0, ())
    why = rules.against_moving(DeliverableState(found.state), DeliverableState.FROZEN)
    data = data_of(found, at=at)
    why = why or rules.against_unknown(unknown_evidence(data))
    try:
        made = made if why else printing(found, at=at)
    except Refused as refused:
        why = refused.reasons
    label = DeliverableKind(found.kind).label
    sections = [(one.node.words, one.text) for one in found.sections.select_related("node")]
    return _seal(
        request,
        visit,
        title=f"Figer « {label} »",
        question="Est-il juste, et prêt à ne plus changer ?",
        button="Figer le document",
        fact=label,
        lost=["récrire une section ou changer ses sources", "composer un autre PDF"],
        facts=[("Longueur", f"{made.pages} pages"), *_ease(sections)] if made.pages else [],
        warnings=rules.warnings_on_pages(DeliverableKind(found.kind), made.pages, made.marks)
        + rules.hard(sections)
        + rules.warnings_on_lost(lost(data))
        if made.pages
        else (),
        why=why,
        act=lambda: operations.freeze(found, *made.kept, by=visit.person, at=at),
        back=("deliverables:deliverable", visit.atelier.slug, found.kind),
    )


def _ease(sections: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What a reader can finish: the whole, from the hardest section to the easiest."""
    told = rules.easiest_last(sections)
    if not told:
        return []
    (first, low), (last, high) = told[0], told[-1]
    span = f"de {low.score} (« {first} ») à {high.score} (« {last} »)"
    return (
        [("Lecture", f"{span}, sur 100")]
        if len(told) > 1
        else [("Lecture", f"{low.score} sur 100")]
    )


@atelier_view(C.PUBLISH)
def publish(request: HttpRequest, visit: Visit, kind: str) -> HttpResponse:
    found = begun(visit, kind)
    label = DeliverableKind(found.kind).label
    return _seal(
        request,
        visit,
        title=f"Publier « {label} »",
        question="Que verra tout le monde ?",
        button="Publier le document",
        fact=label,
        lost=[
            "le reprendre : le document et ce qu’il cite deviennent publics",
            "cacher les contributions citées, qui le sont sans nom",
        ],
        facts=[("Restent réservés", "les entretiens que leur auteur a gardés pour l’équipe")],
        why=rules.against_publishing(
            DeliverableState(found.state),
            queries.unfounded(found),
            queries.taken_back_of_latest(found),
        ),
        act=lambda: operations.publish(found, by=visit.person, at=clock.now()),
        back=("deliverables:deliverable", visit.atelier.slug, found.kind),
    )


@atelier_view(C.PUBLISH)
def end_production(request: HttpRequest, visit: Visit) -> HttpResponse:
    return _seal(
        request,
        visit,
        title="Passer à la restitution",
        question="Les cinq documents sont-ils prêts à être présentés ?",
        button="Passer à la restitution",
        fact="restitution",
        lost=["revenir à la production"],
        why=rules.against_ending_production(queries.states(visit.atelier)),
        act=lambda: operations.end_production(visit.atelier, by=visit.person, at=clock.now()),
        back=("deliverables:deliverables", visit.atelier.slug),
    )


@atelier_view(C.PUBLISH)
def close(request: HttpRequest, visit: Visit) -> HttpResponse:
    return _seal(
        request,
        visit,
        title="Clore l’Atelier",
        question="Chacun a-t-il eu sa réponse ?",
        button="Clore et rendre public",
        fact=visit.atelier.epci.name,
        lost=["garder l’Atelier entre ses parties : il a désormais une page publique"],
        facts=[("Ensuite", "le suivi de la feuille de route commence")],
        why=rules.against_closing(
            list(queries.states(visit.atelier).values()), queries.facts(visit.atelier)
        ),
        act=lambda: operations.close_atelier(visit.atelier, by=visit.person, at=clock.now()),
        back=("deliverables:deliverables", visit.atelier.slug),
    )


def _seal(
    request: HttpRequest,
    visit: Visit,
    *,
    title: str,
    question: str,
    button: str,
    fact: str,
    lost: list[str],
    why: Reasons,
    act: Callable[[], Any],
    back: tuple[str, ...],
    facts: list[tuple[str, str]] | None = None,
    warnings: Reasons = (),
) -> HttpResponse:
    """A page for an act without return: what it makes impossible, a fact to type again."""
    form = SealForm(request.POST or None, fact=fact)
    status = 409 if why and form.is_valid() else 200
    if form.is_valid() and not why:
        try:
            act()
        except Refused as refused:
            why, status = refused.reasons, 409
        else:
            messages.success(request, "C’est fait.")
            return redirect(*back)
    context = {
        "form": form,
        "title": title,
        "question": question,
        "button": button,
        "lost": lost,
        "facts": facts or [],
        "warnings": warnings,
        "why": why,
        "back_url": reverse(back[0], args=back[1:]),
    }
    status = 422 if form.errors else status
    return page(request, visit, "deliverables/seal.html", context, status=status)
