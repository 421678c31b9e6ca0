"""What proves what: documents, interviews, figures, findings."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.ground.ui.acting import done
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.ateliers.enums import Audience, Stage
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.programme.people.access import ticket_view
from atelier_local.programme.people.enums import TicketPurpose
from atelier_local.programme.people.models import Ticket
from atelier_local.programme.thread import operations as thread_operations
from atelier_local.programme.thread.access import sight_of
from atelier_local.programme.thread.enums import Kind
from atelier_local.programme.thread.forms import LinkForm
from atelier_local.programme.thread.models import Node
from atelier_local.programme.thread.queries import around
from atelier_local.refusal import Refused
from atelier_local.steps.framing.queries import awaited

from . import operations, queries, rules
from .forms import (
    AskToRereadForm,
    DocumentForm,
    ExcerptForm,
    FigureForm,
    FindingForm,
    InterviewForm,
    RereadForm,
)
from .models import Document, Excerpt, Figure, Interview

CITABLE_BY_FINDING = frozenset({Kind.CONTRIBUTION, Kind.FIGURE, Kind.EXCERPT, Kind.GROUP})


@atelier_view(C.SEE_EVIDENCE)
def evidence(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Everything gathered, and what can be asserted from it."""
    sight = sight_of(visit)
    findings = list(queries.findings(visit.atelier, sight))
    documents = list(queries.documents(visit.atelier))
    interviews = list(queries.interviews(visit.atelier))
    heard = queries.heard(interviews)
    context = {
        "findings": findings,
        "documents": documents,
        "awaited": awaited(visit.atelier, clock.today()),
        "interviews": interviews,
        "figures": queries.figures(visit.atelier, sight),
        "unused": sum(not finding.used for finding in findings),
        "heard": [(audience, heard[audience]) for audience in Audience],
        "unheard": [audience for audience in Audience if not heard[audience]],
        "can_read": visit.can(C.READ_INTERVIEWS),
        "can_write": visit.can(C.WRITE_EVIDENCE),
        "against_ending": rules.against_ending_interim(
            in_interim=visit.atelier.at_stage in (Stage.INTERIM_1, Stage.INTERIM_2),
            documents=len(documents),
            excerpts=sum(source.extracted for source in (*documents, *interviews)),
            findings=len(findings),
        ),
    }
    return page(request, visit, "evidence/evidence.html", context)


@require_POST
@atelier_view(C.WRITE_EVIDENCE)
def end_interim(request: HttpRequest, visit: Visit) -> HttpResponse:
    try:
        operations.end_interim(visit.atelier, by=visit.person, at=clock.now())
    except Refused as refused:
        messages.error(request, f"Pas encore : {refused}.")
    else:
        label = visit.atelier.at_stage.label
        messages.success(request, f"L’approfondissement est clos. Place à l’étape « {label} ».")
    return redirect("evidence:evidence", visit.atelier.slug)


@atelier_view(C.SEE_EVIDENCE)
def finding(request: HttpRequest, visit: Visit, pk) -> HttpResponse:
    """One finding, both ways: what proves it, what it becomes."""
    sight = sight_of(visit)
    found = get_object_or_404(queries.one_finding(visit.atelier, sight), pk=pk)
    path = around(found.node, sight)
    proofs = queries.proofs_of(path)
    said = [proof.contribution for proof in proofs.values() if proof.contribution]
    context = {
        "finding": found,
        "path": path,
        "proofs": proofs,
        "said": [c for c in path.rests_on if c.source.at_kind is Kind.CONTRIBUTION],
        "shown": [c for c in path.rests_on if c.source.at_kind is not Kind.CONTRIBUTION],
        "audiences": sorted({one["audience"] for one in said if one["audience"]}),
        "silent": [Audience(code) for code in found.silent_audiences],
        "can_cite": visit.can(C.CITE),
    }
    return page(request, visit, "evidence/finding.html", context)


@atelier_view(C.CITE)
def link_finding(request: HttpRequest, visit: Visit, pk) -> HttpResponse:
    """Attach a finding to a key issue."""
    sight = sight_of(visit)
    found = get_object_or_404(queries.one_finding(visit.atelier, sight), pk=pk)
    issues = Node.objects.seen_by(sight).filter(atelier=visit.atelier, kind=Kind.ISSUE)
    form = LinkForm(request.POST or None, targets=issues.order_by("number"))
    if form.is_valid():
        issue, why = form.cleaned_data["target"], form.cleaned_data["why"]
        try:
            thread_operations.cite(found.node, issue, why, by=visit.person, at=clock.now())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Rattaché à l’{issue.number.lower()}.")
            return redirect("evidence:finding", visit.atelier.slug, pk)
    return _form_page(
        request,
        visit,
        form,
        "Rattacher à un enjeu",
        f"« {found.node.words} » : quel enjeu ce constat fonde-t-il ?",
        "Rattacher",
    )


@atelier_view(C.WRITE_EVIDENCE)
def add_finding(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = FindingForm(request.POST or None)
    form.fields["rests_on"].of(visit.atelier, sight_of(visit), CITABLE_BY_FINDING)
    if form.is_valid():
        given = form.cleaned_data
        try:
            added = operations.add_finding(visit.atelier, **given, by=visit.person, at=clock.now())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Constat {added.node.number} enregistré.")
            return redirect("evidence:finding", visit.atelier.slug, added.pk)
    return _form_page(
        request,
        visit,
        form,
        "Nouveau constat",
        "Qu’est-ce qui est vrai ici, et qu’est-ce qui le prouve ?",
        "Enregistrer le constat",
    )


@atelier_view(C.WRITE_EVIDENCE)
def add_document(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = DocumentForm(request.POST or None)
    if form.is_valid():
        added = operations.add_document(
            visit.atelier, **form.cleaned_data, by=visit.person, at=clock.now()
        )
        messages.success(request, f"Document {added.number} ajouté.")
        return redirect("evidence:document", visit.atelier.slug, added.pk)
    return _form_page(
        request,
        visit,
        form,
        "Ajouter un document",
        "Qu’avez-vous lu, et qu’en retenir ?",
        "Ajouter le document",
    )


@atelier_view(C.WRITE_EVIDENCE)
def add_interview(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = InterviewForm(request.POST or None)
    if form.is_valid():
        added = operations.add_interview(
            visit.atelier, **form.cleaned_data, by=visit.person, at=clock.now()
        )
        messages.success(request, f"Entretien {added.number} ajouté.")
        return redirect("evidence:interview", visit.atelier.slug, added.pk)
    return _form_page(
        request,
        visit,
        form,
        "Ajouter un entretien",
        "Qui avez-vous entendu, et que vous a-t-on dit ?",
        "Ajouter l’entretien",
    )


@atelier_view(C.WRITE_EVIDENCE)
def add_figure(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = FigureForm(request.POST or None)
    if form.is_valid():
        added = operations.add_figure(
            visit.atelier,
            **form.cleaned_data,
            fictitious=visit.atelier.fictitious,
            by=visit.person,
            at=clock.now(),
        )
        messages.success(request, f"Indicateur {added.node.number} ajouté.")
        return redirect("evidence:figure", visit.atelier.slug, added.pk)
    return _form_page(
        request,
        visit,
        form,
        "Ajouter un chiffre",
        "Que mesure-t-on, et d’où vient la mesure ?",
        "Ajouter le chiffre",
    )


def _form_page(
    request: HttpRequest, visit: Visit, form, title: str, question: str, button: str
) -> HttpResponse:
    context = {"form": form, "title": title, "question": question, "button": button}
    return page(request, visit, "evidence/form.html", context, status=422 if form.errors else 200)


@atelier_view(C.SEE_EVIDENCE)
def document(request: HttpRequest, visit: Visit, pk) -> HttpResponse:
    found = get_object_or_404(Document, atelier=visit.atelier, pk=pk)
    return _source_page(request, visit, found, "evidence/document.html")


@atelier_view(C.READ_INTERVIEWS)
def interview(request: HttpRequest, visit: Visit, pk) -> HttpResponse:
    """What someone said: read by the team only, and each reading is written down."""
    found = get_object_or_404(queries.to_read(visit.atelier), pk=pk)
    operations.note_reading(found, by=visit.person, at=clock.now())
    return _source_page(request, visit, found, "evidence/interview.html")


def _source_page(
    request: HttpRequest, visit: Visit, source: Document | Interview, template: str
) -> HttpResponse:
    """A document or an interview, its excerpts, and the form that takes one more."""
    form = ExcerptForm(request.POST or None) if visit.can(C.WRITE_EVIDENCE) else None
    if form is not None and form.is_valid():
        try:
            given = form.cleaned_data
            added = operations.extract(source, **given, by=visit.person, at=clock.now())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Extrait {added.node.number} enregistré.")
            return redirect(request.path)
    context = {
        "source": source,
        "excerpts": queries.excerpts_of(source, sight_of(visit)),
        "form": form,
    }
    status = 422 if form is not None and form.errors else 200
    return page(request, visit, template, context, status=status)


@require_POST
@atelier_view(C.WRITE_EVIDENCE)
def validate_interview(request: HttpRequest, visit: Visit, pk) -> HttpResponse:
    found = get_object_or_404(Interview, atelier=visit.atelier, pk=pk)
    operations.validate_interview(found, by=visit.person, at=clock.now())
    messages.success(request, "L’accord de la personne est noté : ses mots peuvent être cités.")
    return redirect("evidence:interview", visit.atelier.slug, pk)


@atelier_view(C.WRITE_EVIDENCE)
def ask_to_reread(request: HttpRequest, visit: Visit, pk) -> HttpResponse:
    """Send the person the link by which they read again what was kept."""
    found = get_object_or_404(Interview, atelier=visit.atelier, pk=pk)
    found.atelier = visit.atelier
    form = AskToRereadForm(request.POST or None)
    if form.is_valid():
        email = form.cleaned_data["email"]
        operations.ask_to_reread(found, email, by=visit.person, at=clock.now())
        messages.success(request, f"Lien de relecture envoyé à {email}.")
        return redirect("evidence:interview", visit.atelier.slug, pk)
    return _form_page(
        request,
        visit,
        form,
        f"Faire valider l’entretien {found.number}",
        "À qui envoyer ce que nous gardons de cet échange ?",
        "Envoyer le lien",
    )


@ticket_view(TicketPurpose.INTERVIEW)
@never_cache
@sensitive_post_parameters()
def reread(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """What was kept of an interview, before whoever gave it: no account, and each reading is
    written down.
    """
    found = queries.reread_by(ticket)
    if found is None:
        raise Http404("Cet entretien n’est plus là.")
    operations.note_reading(found, by=found.ref, at=clock.now())
    excerpts = list(queries.excerpts_said(found))
    form = RereadForm(request.POST or None, interview=found, excerpts=excerpts)
    context = {"form": form, "interview": found}
    if done(form, lambda: operations.reread(ticket, **form.told, at=clock.now())):
        return render(request, "evidence/reread_thanks.html", context)
    context["fixed"] = [one for one in excerpts if one not in form.excerpts]
    status = 422 if form.errors else 200
    return render(request, "evidence/reread.html", context, status=status)


@atelier_view(C.SEE_EVIDENCE)
def excerpt(request: HttpRequest, visit: Visit, pk) -> HttpResponse:
    found = get_object_or_404(
        Excerpt.objects.seen_by(sight_of(visit)).select_related("document", "interview"),
        node__atelier=visit.atelier,
        pk=pk,
    )
    context = {"excerpt": found, "path": around(found.node, sight_of(visit))}
    return page(request, visit, "evidence/excerpt.html", context)


@atelier_view(C.SEE_EVIDENCE)
def figure(request: HttpRequest, visit: Visit, pk) -> HttpResponse:
    found = get_object_or_404(
        Figure.objects.seen_by(sight_of(visit)), node__atelier=visit.atelier, pk=pk
    )
    context = {"figure": found, "path": around(found.node, sight_of(visit))}
    return page(request, visit, "evidence/figure.html", context)
