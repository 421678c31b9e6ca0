"""Reading, listening, extracting, concluding."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from atelier_local.ground.journal.enums import StreamKind
from atelier_local.ground.journal.operations import append, open_stream
from atelier_local.programme.ateliers.enums import Audience, Stage
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.ateliers.operations import advance
from atelier_local.programme.people.models import Person
from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.programme.thread.models import Citation, Node
from atelier_local.programme.thread.operations import refuse_citations
from atelier_local.refusal import refuse_if

from . import rules
from .enums import DocumentKind, Visibility
from .models import Document, Excerpt, Figure, Finding, Interview

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


def note_reading(interview: Interview, *, by: Person, at: datetime) -> None:
    """Write down who read an interview and when, in a stream that no screen can open; one from
    `queries.to_read` knows which.
    """
    known = getattr(interview, "audit_stream", None)
    stream = known or open_stream(StreamKind.AUDIT, interview.atelier.slug, at=at)
    append(stream, "evidence.interview_read", {"interview": str(interview.id)}, by=by, at=at)
