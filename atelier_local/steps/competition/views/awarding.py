"""The report, the choice, the letters, the next tender in rank."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.ground.files import papers
from atelier_local.ground.files.downloads import response
from atelier_local.ground.ui.acting import done
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Reasons, Refused, reasons

from .. import operations, queries, rules, showing
from ..enums import CompetitionState
from ..forms import AcknowledgeForm, AwardForm, ReasonForm, SendingForm
from ..models import Award, Consensus, Letter, MiniCompetition
from ..rules.awarding import against_turning
from .evaluation import not_yet
from .judging import SCORED


def _judged(visit: Visit) -> tuple[MiniCompetition, Reasons]:
    """The competition, and what keeps the visitor from reading how it was judged: whoever is tied
    to a consortium reads nothing of it, whatever their role; whoever may declare their interests
    does so first; anybody else waits for the choice."""
    competition, tied = _seen(visit)
    waits = competition.at_state is CompetitionState.SCORED and not visit.can(C.EVALUATE)
    return competition, (
        rules.against_lifting_the_curtain(scored=competition.at_state in SCORED)
        + tied
        + reasons((waits, "le rapport se lit une fois le choix arrêté"))
    )


def _seen(visit: Visit) -> tuple[MiniCompetition, Reasons]:
    """The competition, and what keeps the visitor from a paper that a choice already issued: it
    stays to be read whatever became of the consultation since."""
    seen = queries.judged(visit.atelier, visit.person)
    if seen is None:
        raise Http404("La consultation n’est pas encore préparée.")
    competition, stands = seen
    declares = visit.can(C.EVALUATE)
    return competition, stands.against_access if declares else stands.against_deciding


@atelier_view(C.SEE_COMPETITION)
def report(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What reads oddly, then the report: assembled in one click, never typed."""
    competition, why = _judged(visit)
    if why:
        return not_yet(request, visit, why)
    form = AcknowledgeForm(request.POST or None)
    makes = visit.can(C.RUN_COMPETITION)
    if request.method == "POST":
        if not makes:
            raise PermissionDenied
        try:
            if "make" in request.POST:
                operations.make_report(competition, by=visit.person, at=clock.now())
                messages.success(request, "Le rapport d’analyse est établi.")
            elif form.is_valid():
                keys = request.POST.getlist("remark")
                answer = form.cleaned_data["answer"]
                operations.acknowledge(competition, keys, answer, by=visit.person, at=clock.now())
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            return redirect("competition:report", visit.atelier.slug)
    file = queries.case_file(competition)
    context = {
        "competition": competition,
        "file": file,
        "form": form,
        "makes": makes,
        "awards": visit.can(C.AWARD),
        "stale": queries.stale(file),
        "why": queries.against_reporting(file),
        "why_choose": queries.against_choosing(file),
    }
    return page(
        request, visit, "competition/report.html", context, status=422 if form.errors else 200
    )


@atelier_view(C.SEE_COMPETITION)
def report_document(request: HttpRequest, visit: Visit, form: str) -> HttpResponse:
    """The last report issued, as PDF or DOCX."""
    competition, why = _judged(visit)
    if why:
        raise PermissionDenied("Le rapport ne se lit pas encore, ou pas par vous.")
    made = getattr(competition, "report", None)
    if made is None:
        raise Http404("Aucun rapport n’est établi.")
    showing.prices_on_paper(visit, competition, "Rapport d’analyse")
    return papers.answer(made.filed, form)


@atelier_view(C.SEE_COMPETITION)
def consensus_document(request: HttpRequest, visit: Visit, form: str) -> HttpResponse:
    """The minutes of the meeting of the colleges: what the report says too, to the same people."""
    competition, why = _judged(visit)
    if why:
        raise PermissionDenied("Ce compte rendu ne se lit pas encore, ou pas par vous.")
    held = Consensus.objects.filter(competition=competition).select_related("minutes").first()
    if held is None or held.minutes is None:
        raise Http404("La mise en commun n’a pas de compte rendu.")
    return papers.answer(held.minutes, form)


@atelier_view(C.AWARD)
def award(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The choice: the best total, why, and the name typed again."""
    competition, why = _judged(visit)
    if why:
        return not_yet(request, visit, why)
    if first := showing.prices_on_page(request, visit, competition, "Page du classement"):
        return first
    awarded = competition.at_state is CompetitionState.AWARDED
    given = queries.winner(competition) if awarded else None
    file = queries.case_file(competition)
    best = next((column for column in file.seen.ranked if column.rank == 1), None)
    name = best.tender.invitation.name if best else ""
    form = AwardForm(
        request.POST or None, fact=name, ask="Pour confirmer, recopiez le nom du groupement"
    )
    if best and form.is_valid():
        try:
            operations.award(
                competition,
                best.tender.invitation,
                form.cleaned_data["reason"],
                by=visit.person,
                at=clock.now(),
            )
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, "Le choix est arrêté. Écrivez maintenant aux groupements.")
            return redirect("competition:letters", visit.atelier.slug)
    context = {
        "competition": competition,
        "analysis": file.seen,
        "best": best,
        "given": given,
        "form": form,
        "why": queries.against_choosing(file),
    }
    return page(
        request, visit, "competition/award.html", context, status=422 if form.errors else 200
    )


def _standing(visit: Visit, competition: MiniCompetition) -> Award:
    """The choice that stands, of this Atelier."""
    given = queries.winner(competition)
    if given is None:
        raise Http404("Aucun choix n’est arrêté.")
    given.competition = competition
    return given


@atelier_view(C.AWARD)
def letters(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Six letters, sent together; then who got which, and until when one waits; they stay to be
    read once the choice is given up."""
    competition, shut = _seen(visit)
    if shut:
        return not_yet(request, visit, shut)
    given = queries.written(competition)
    if given is None or given.direct:
        raise Http404("Aucun choix n’est arrêté parmi des offres.")
    given.competition = competition
    apart = why = queries.against_acting(competition, visit.person)
    if request.method == "POST" and not given.withdrawn_at:
        try:
            operations.send_letters(given, by=visit.person, at=clock.now())
        except Refused as refused:
            why = refused.reasons
        else:
            messages.success(request, "Chaque groupement consulté a sa lettre.")
            return redirect("competition:letters", visit.atelier.slug)
    sent = queries.letters(given)
    context = {
        "competition": competition,
        "award": given,
        "sent": sent,
        "wait": queries.wait_of(given, sent),
        "days": queries.waiting_days(competition),
        "days_other": queries.waiting_days(competition, electronic=False),
        "invited": [] if given.letters_sent_at else list(queries.invitations(competition)),
        "apart": apart,
        "why": why,
    }
    status = 409 if why and request.method == "POST" else 200
    return page(request, visit, "competition/letters.html", context, status=status)


def _letter(visit: Visit, competition: MiniCompetition, pk: int) -> Letter:
    """A letter of the choice that stands."""
    given = _standing(visit, competition)
    found = given.letters.select_related("invitation__consortium", "filed", "proof_file")
    letter = get_object_or_404(found, pk=pk)
    letter.award = given
    return letter


@atelier_view(C.AWARD)
def sending(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """A letter that did not leave from here: how it was sent otherwise, and what proves it."""
    competition, shut = _judged(visit)
    if shut:
        return not_yet(request, visit, shut)
    letter = _letter(visit, competition, pk)
    form = SendingForm(request.POST or None, request.FILES or None)
    if done(
        form,
        lambda: operations.record_sending(letter, *form.recorded, by=visit.person, at=clock.now()),
    ):
        messages.success(request, f"L’envoi à {letter.invitation.name} est consigné.")
        return redirect("competition:letters", visit.atelier.slug)
    context = {
        "form": form,
        "letter": letter,
        "apart": queries.against_acting(letter.award.competition, visit.person),
    }
    status = 422 if form.errors else 200
    return page(request, visit, "competition/sending.html", context, status=status)


@require_POST
@atelier_view(C.AWARD)
def send_again(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    competition, shut = _judged(visit)
    if shut:
        return not_yet(request, visit, shut)
    letter = _letter(visit, competition, pk)
    try:
        operations.send_again(letter, by=visit.person, at=clock.now())
    except Refused as refused:
        messages.error(request, " ; ".join(map(str, refused.reasons)))
    else:
        messages.success(request, f"La lettre à {letter.invitation.name} est renvoyée.")
    return redirect("competition:letters", visit.atelier.slug)


@atelier_view(C.AWARD)
def sending_proof(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """What proves that a letter was sent otherwise."""
    competition, shut = _seen(visit)
    if shut:
        return not_yet(request, visit, shut)
    letters = queries.letters_of(Award.objects.filter(competition=competition))
    kept = get_object_or_404(letters, pk=pk).proof_file
    if kept is None:
        raise Http404("Aucune pièce n’est jointe à cet envoi.")
    return response(kept, download_name=kept.name)


@atelier_view(C.AWARD)
def letter_document(request: HttpRequest, visit: Visit, pk: int, form: str) -> HttpResponse:
    """One letter as it was issued."""
    competition, why = _seen(visit)
    if why:
        return not_yet(request, visit, why)
    given = Award.objects.filter(competition=competition)
    letters = queries.letters_of(given)
    return papers.answer(get_object_or_404(letters, pk=pk).filed, form)


@atelier_view(C.AWARD)
def decision_document(request: HttpRequest, visit: Visit, form: str) -> HttpResponse:
    """The last decision as it was signed."""
    competition, why = _seen(visit)
    if why:
        return not_yet(request, visit, why)
    given = queries.written(competition)
    if given is None or given.filed is None:
        raise Http404("Aucune décision n’est à lire.")
    showing.prices_on_paper(visit, competition, "Décision d’attribution")
    return papers.answer(given.filed, form)


@atelier_view(C.AWARD)
def runner_up(request: HttpRequest, visit: Visit) -> HttpResponse:
    """When the holder chosen cannot conclude: the tender ranked next, and why."""
    competition, why = _judged(visit)
    if why:
        return not_yet(request, visit, why)
    made = queries.choices(competition)
    given = next((one for one in made if one.withdrawn_at is None), None)
    if given is None or given.direct:
        raise Http404("Aucun choix n’est arrêté.")
    given.competition = competition
    following = queries.next_in_rank(queries.analysis(competition), made)
    form = ReasonForm(request.POST or None)
    if done(
        form,
        lambda: operations.turn_to_runner_up(
            given, form.cleaned_data["reason"], by=visit.person, at=clock.now()
        ),
    ):
        messages.success(request, "Le choix est reporté. Écrivez de nouveau aux groupements.")
        return redirect("competition:letters", visit.atelier.slug)
    context = {
        "form": form,
        "award": given,
        "following": following,
        "competition": competition,
        "why": against_turning(foreseen=queries.runner_up_foreseen(competition)),
    }
    return page(
        request, visit, "competition/runner_up.html", context, status=422 if form.errors else 200
    )
