"""Reading, listening, extracting, concluding."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from atelier_local.ground.journal.enums import StreamKind
from atelier_local.ground.journal.operations import append, open_stream
from atelier_local.programme.ateliers.enums import Audience, Stage
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.ateliers.operations import advance
from atelier_local.programme.people.enums import TicketPurpose
from atelier_local.programme.people.models import Message, Person, Ticket
from atelier_local.programme.people.operations import issue_ticket, post
from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.programme.thread.models import Citation, Node
from atelier_local.programme.thread.operations import refuse_citations
from atelier_local.refusal import refuse_if

from . import queries, rules
from .enums import DocumentKind, Visibility
from .models import Document, Excerpt, Figure, Finding, Interview

REREAD_DAYS = 30

Sources = Sequence[tuple[Node, str]]
"""What something rests on, each with why."""


@transaction.atomic
def add_document(
    atelier: Atelier,
    *,
    title: str,
    author: str,
    kind: DocumentKind,
    year: int,
    by: Person,
    at: datetime,
    pages: int | None = None,
    note: str = "",
) -> Document:
    """A document read, numbered `D-12`."""
    document = Document.objects.create(
        atelier=atelier,
        number=_next_number(Document, atelier, "D"),
        title=title,
        author=author,
        kind=kind,
        year=year,
        pages=pages,
        note=note,
        at=at,
    )
    payload = {"document": str(document.id), "number": document.number, "title": title}
    append(atelier.stream, "evidence.document_added", payload, by=by, at=at)
    return document


@transaction.atomic
def add_interview(
    atelier: Atelier,
    *,
    function: str,
    audience: Audience,
    held_on: date,
    synthesis: str,
    visibility: Visibility,
    by: Person,
    at: datetime,
    minutes: int | None = None,
) -> Interview:
    """An interview led, numbered `E-07`. The journal keeps its number, not its content."""
    interview = Interview.objects.create(
        atelier=atelier,
        number=_next_number(Interview, atelier, "E"),
        function=function,
        audience=audience,
        held_on=held_on,
        minutes=minutes,
        synthesis=synthesis,
        visibility=visibility,
    )
    open_stream(StreamKind.AUDIT, atelier.slug, at=at)  # where its readings will be written down
    payload = {"interview": str(interview.id), "number": interview.number}
    append(atelier.stream, "evidence.interview_added", payload, by=by, at=at)
    return interview


@transaction.atomic
def validate_interview(interview: Interview, *, by: Person | None, at: datetime) -> None:
    """The person confirmed that this is what they said and accepted."""
    done = Interview.objects.filter(pk=interview.pk, validated_at=None).update(validated_at=at)
    if done:
        interview.validated_at = at
        payload = {"interview": str(interview.id)}
        append(interview.atelier.stream, "evidence.interview_validated", payload, by=by, at=at)


@transaction.atomic
def ask_to_reread(interview: Interview, email: str, *, by: Person, at: datetime) -> Message:
    """Write to the person: one link, no account, to read what was kept of their interview. Of
    several links the last works. The journal keeps no address.
    """
    atelier, subject = interview.atelier, str(interview.pk)
    earlier = Ticket.objects.filter(purpose=TicketPurpose.INTERVIEW, subject=subject)
    earlier.filter(used_at=None).update(used_at=at)
    token = issue_ticket(TicketPurpose.INTERVIEW, subject=subject, days=REREAD_DAYS, at=at)
    link = settings.SITE_URL + reverse("evidence:reread", args=[token])
    interview.asked_at = at
    interview.save(update_fields=["asked_at"])
    append(atelier.stream, "evidence.reread_asked", {"interview": subject}, by=by, at=at)
    return post(
        to=email.strip(),
        subject="Relire ce que nous gardons de notre échange",
        body=(
            f"Bonjour,\n\nVous avez répondu à nos questions pour l’Atelier {atelier.name}. Voici "
            f"ce que nous en gardons. Corrigez, retirez, dites jusqu’où vos mots peuvent aller, "
            f"sans compte : {link}\n\n"
            f"Ce lien sert une fois et reste valable {REREAD_DAYS} jours.\n\n"
            f"{by.full_name} ({by.organisation})"
        ),
        at=at,
    )


@transaction.atomic
def reread(
    ticket: Ticket,
    *,
    synthesis: str,
    visibility: Visibility,
    words: Mapping[UUID, str],
    withdrawn: Collection[UUID],
    at: datetime,
) -> Interview:
    """The person read what was kept, corrected or withdrew some of it, and agreed to the rest.
    `words` by excerpt; a withdrawn one is emptied and nothing rests on it any more. What is public
    stays so, unless the person keeps the interview to the team.
    """
    first_use = Ticket.objects.filter(pk=ticket.pk, used_at=None).update(used_at=at) == 1
    refuse_if(rules.against_rereading(synthesis, first_use=first_use))
    interview = Interview.objects.select_related("atelier__stream").get(pk=UUID(ticket.subject))
    excerpts = list(queries.excerpts_said(interview))
    gone = [one for one in excerpts if one.pk in withdrawn]
    changed = [
        one
        for one in excerpts
        if one not in gone
        and not rules.same_words(words.get(one.pk, one.node.words), one.node.words)
    ]
    for one in (*gone, *changed):
        refuse_if(rules.against_changing_excerpt(one.node.number, fixed=one.fixed))
    _withdraw(gone, at)
    _correct(changed, words, at)
    kept = Node.unfiltered.filter(pk__in=[one.pk for one in excerpts if one not in gone])
    if visibility is not Visibility.INTERNAL:
        kept = kept.exclude(seen_by=Sight.PUBLIC)
    kept.update(seen_by=visibility.sight)
    if not rules.same_words(synthesis, interview.synthesis):
        interview.synthesis, interview.corrected = synthesis, True
    interview.visibility = visibility
    interview.validated_at = interview.validated_at or at
    interview.reread_at = at
    interview.save()
    payload = {
        "interview": str(interview.pk),
        "visibility": str(visibility),
        "corrected": [str(one.pk) for one in changed],
        "withdrawn": [str(one.pk) for one in gone],
    }
    stream = interview.atelier.stream
    append(stream, "evidence.interview_reread", payload, by=interview.ref, at=at)
    return interview


def _withdraw(excerpts: Sequence[Excerpt], at: datetime) -> None:
    taken = [excerpt.pk for excerpt in excerpts]
    Citation.objects.filter(source__in=taken, withdrawn_at=None).update(withdrawn_at=at)
    Node.unfiltered.filter(pk__in=taken).update(words="", seen_by=Sight.AUTHOR)
    Excerpt.objects.filter(pk__in=taken).update(withdrawn_at=at)


def _correct(excerpts: Sequence[Excerpt], words: Mapping[UUID, str], at: datetime) -> None:
    for excerpt in excerpts:
        Node.unfiltered.filter(pk=excerpt.pk).update(words=words[excerpt.pk])
    Excerpt.objects.filter(pk__in=[one.pk for one in excerpts]).update(corrected_at=at)


@transaction.atomic
def extract(
    source: Document | Interview,
    words: str,
    *,
    by: Person,
    at: datetime,
    page: int | None = None,
    family: str = "",
) -> Excerpt:
    """Words of a document or interview, made citable; those of an interview go no further
    than what the person accepted.
    """
    interview = source if isinstance(source, Interview) else None
    refuse_if(
        rules.against_extracting(
            words,
            validated=interview is not None and interview.validated_at is not None,
            from_interview=interview is not None,
        )
    )
    sight = Visibility(interview.visibility).sight if interview else Sight.PARTIES
    node = Node.add(source.atelier, Kind.EXCERPT, words, by=by, at=at, seen_by=sight)
    excerpt = Excerpt.objects.create(
        node=node,
        document=source if isinstance(source, Document) else None,
        interview=interview,
        page=page,
        family=family,
    )
    payload = {"excerpt": str(node.id), "number": node.number, "source": source.number}
    append(source.atelier.stream, "evidence.extracted", payload, by=by, at=at)
    return excerpt


@transaction.atomic
def add_figure(
    atelier: Atelier,
    *,
    label: str,
    value: str,
    unit: str,
    vintage: int,
    source: str,
    by: Person,
    at: datetime,
    comparator: str = "",
    fictitious: bool = False,
) -> Figure:
    """A figure with its source, numbered `I-021`."""
    node = Node.add(atelier, Kind.FIGURE, label, by=by, at=at)
    figure = Figure.objects.create(
        node=node,
        value=value,
        unit=unit,
        vintage=vintage,
        source=source,
        comparator=comparator,
        fictitious=fictitious,
    )
    payload = {"figure": str(node.id), "number": node.number, "label": label}
    append(atelier.stream, "evidence.figure_added", payload, by=by, at=at)
    return figure


@transaction.atomic
def add_finding(
    atelier: Atelier,
    title: str,
    text: str,
    *,
    rests_on: Sources,
    by: Person,
    at: datetime,
    families: Iterable[str] = (),
    silent_audiences: Iterable[str] = (),
) -> Finding:
    """Assert something and say what proves it, in one act."""
    refuse_if(rules.against_asserting(title, text, rests_on))
    refuse_citations(atelier, Kind.FINDING, rests_on)
    node = Node.add(atelier, Kind.FINDING, title, by=by, at=at)
    finding = Finding.objects.create(
        node=node,
        text=text,
        families="".join(sorted(families)),
        silent_audiences=list(silent_audiences),
    )
    for source, why in rests_on:
        Citation.link(source, node, why, by=by, at=at)
    payload = {
        "finding": str(node.id),
        "number": node.number,
        "title": title,
        "rests_on": [str(source.id) for source, _ in rests_on],
    }
    append(atelier.stream, "evidence.finding_added", payload, by=by, at=at)
    return finding


@transaction.atomic
def revise_finding(finding: Finding, text: str, *, by: Person, at: datetime) -> None:
    """Explain a finding better; its sentence stays. The same text again changes nothing."""
    refuse_if([] if text.strip() else ["un constat s’explique en quelques phrases"])
    refuse_if(["le constat figure dans un document figé"] if finding.node.frozen else [])
    if finding.text == text:
        return
    finding.text = text
    finding.save(update_fields=["text"])
    payload = {"finding": str(finding.pk), "text": text}
    append(finding.node.atelier.stream, "evidence.finding_revised", payload, by=by, at=at)


@transaction.atomic
def end_interim(atelier: Atelier, *, by: Person, at: datetime) -> None:
    """Close the phase between two workshops: the next workshop may be held."""
    follows = {Stage.INTERIM_1: Stage.WORKSHOP_2, Stage.INTERIM_2: Stage.WORKSHOP_3}
    refuse_if(
        rules.against_ending_interim(
            in_interim=atelier.at_stage in follows,
            documents=Document.objects.filter(atelier=atelier).count(),
            excerpts=Excerpt.objects.filter(node__atelier=atelier).count(),
            findings=Finding.objects.filter(node__atelier=atelier).count(),
        )
    )
    advance(atelier, follows[atelier.at_stage], by=by, at=at)


def _next_number(model: type[Document] | type[Interview], atelier: Atelier, prefix: str) -> str:
    atelier.lock()
    return f"{prefix}-{model.objects.filter(atelier=atelier).count() + 1:02}"  # type: ignore[attr-defined]


def note_reading(interview: Interview, *, by: Person | str, at: datetime) -> None:
    """Write down who read an interview and when, in a stream that no screen can open; one from
    `queries.to_read` knows which.
    """
    known = getattr(interview, "audit_stream", None)
    stream = known or open_stream(StreamKind.AUDIT, interview.atelier.slug, at=at)
    append(stream, "evidence.interview_read", {"interview": str(interview.id)}, by=by, at=at)
