"""Writing, putting to the colleges, freezing, publishing, closing the Atelier."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.text import slugify

from atelier_local.ground.files.enums import MediaType
from atelier_local.ground.files.operations import store
from atelier_local.ground.journal.operations import append
from atelier_local.programme.ateliers import operations as ateliers
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.governance import operations as governance
from atelier_local.programme.governance.enums import College, Opinion
from atelier_local.programme.governance.models import CoValidation
from atelier_local.programme.people.enums import Role
from atelier_local.programme.people.models import Person
from atelier_local.programme.thread import operations as thread
from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.programme.thread.models import Citation, Node
from atelier_local.refusal import Refused, refuse_if
from atelier_local.steps.application.models import SpecificationItem

from .. import queries, rules
from ..enums import DeliverableKind, DeliverableState, Place
from ..models import BaselineAnswer, Comment, Deliverable, Section, Wording

LARGEST_PDF = 60_000_000

Sources = Sequence[tuple[Node, str]]


@transaction.atomic
def start_deliverable(
    atelier: Atelier, kind: DeliverableKind, *, by: Person, at: datetime
) -> Deliverable:
    """Begin a document; beginning it twice is beginning it once."""
    deliverable, started = Deliverable.objects.get_or_create(
        atelier=atelier, kind=kind, defaults={"started_at": at}
    )
    if started:
        append(atelier.stream, "deliverables.started", {"kind": str(kind)}, by=by, at=at)
    return deliverable


def refuse_to_write(deliverable: Deliverable) -> None:
    """Refuse what is no longer a draft, now and until the transaction ends: who puts it to the
    colleges meanwhile waits.
    """
    held = Deliverable.objects.select_for_update().get(pk=deliverable.pk)
    refuse_if(rules.against_writing(DeliverableState(held.state)))


@transaction.atomic
def add_section(
    deliverable: Deliverable,
    place: Place,
    title: str,
    text: str,
    *,
    by: Person,
    at: datetime,
    cites: Sources = (),
) -> Section:
    """Write a section more, even of the title of another."""
    refuse_to_write(deliverable)
    key = rules.fresh_key(place, slugify(title), deliverable.sections.values_list("key", flat=True))
    return write_section(deliverable, key, title, text, by=by, at=at, cites=cites)


@transaction.atomic
def write_section(
    deliverable: Deliverable,
    key: str,
    title: str,
    text: str,
    *,
    by: Person,
    at: datetime,
    cites: Sources = (),
    read: str = "",
) -> Section:
    """Write a section, or rewrite it; what it rests on is added to what it rested on. `read` is
    what its writer had in view (`Section.seen`): refused if it was written since.
    """
    refuse_to_write(deliverable)
    refuse_if([] if title.strip() and text.strip() else ["une section a un titre et un texte"])
    thread.refuse_citations(deliverable.atelier, Kind.SECTION, cites)
    section = deliverable.sections.filter(key=key).select_related("node").first()
    refuse_if(rules.against_overwriting(overtaken=bool(section and read not in ("", section.seen))))
    if section is None:
        node = Node.add(deliverable.atelier, Kind.SECTION, title, by=by, at=at)
        section = Section.objects.create(
            node=node,
            deliverable=deliverable,
            key=key,
            position=deliverable.sections.count() + 1,
            text=text,
        )
    else:
        Node.unfiltered.filter(pk=section.pk).update(words=title)
        section.text = text
        section.save(update_fields=["text"])
    for source, why in cites:
        Citation.link(source, section.node, why, by=by, at=at)
    payload = {"kind": deliverable.kind, "section": key, "title": title, "text": text}
    append(deliverable.atelier.stream, "deliverables.section_written", payload, by=by, at=at)
    return section


@transaction.atomic
def comment(section: Section, words: str, *, by: Person, at: datetime) -> Comment:
    """Remark upon a section, for its authors."""
    deliverable = section.deliverable
    refuse_if(rules.against_commenting(DeliverableState(deliverable.state), words))
    said = Comment.objects.create(section=section, words=words.strip(), by=by, at=at)
    payload = {"kind": deliverable.kind, "section": section.key, "comment": said.pk, "words": words}
    append(deliverable.atelier.stream, "deliverables.commented", payload, by=by, at=at)
    return said


@transaction.atomic
def settle(said: Comment, *, by: Person, at: datetime) -> None:
    """Say that a remark was taken into account; said twice, it is said once."""
    waiting = Comment.objects.filter(pk=said.pk, settled_at=None)
    if waiting.update(settled_by=by, settled_at=at):
        deliverable = said.section.deliverable
        payload = {
            "kind": deliverable.kind,
            "section": said.section.key,
            "comment": said.pk,
        }
        append(deliverable.atelier.stream, "deliverables.settled", payload, by=by, at=at)


@transaction.atomic
def ask_validation(
    deliverable: Deliverable, *, due_on: date, by: Person, at: datetime
) -> CoValidation:
    """Put the document to the three colleges, once nothing is missing."""
    kind = DeliverableKind(deliverable.kind)
    atelier, sections = deliverable.atelier, list(deliverable.sections.select_related("node"))
    missing = queries.missing(kind, queries.facts(atelier, len(sections)), atelier.slug)
    refuse_if(missing + queries.against_references(atelier, sections))
    _move(deliverable, DeliverableState.ASKED)
    return governance.ask_validation(
        atelier,
        str(kind),
        kind.label,
        url=reverse("deliverables:deliverable", args=[atelier.slug, kind.value]),
        due_on=due_on,
        by=by,
        at=at,
    )


@transaction.atomic
def approve(
    deliverable: Deliverable,
    college: College,
    opinion: Opinion,
    *,
    roles: Iterable[Role],
    by: Person,
    at: datetime,
    reservation: str = "",
) -> bool:
    """Give a college's opinion on the document; True once the three share it. After a no, the
    team is asked to take the document back.
    """
    asked = _asked(deliverable)
    shared = governance.approve(
        asked, college, opinion, reservation=reservation, roles=roles, by=by, at=at
    )
    if shared:
        _move(deliverable, DeliverableState.SHARED)
    rework = f"rework:{deliverable.kind}"
    if Opinion.UNFAVOURABLE in governance.opinions(asked).values():
        title = f"Reprendre : {asked.title}"
        governance.assign(asked.atelier, rework, title, role=Role.TEAM, url=f"{asked.url}#avis")
    else:
        governance.complete(asked.atelier, rework, at=at)
    return shared


def _asked(deliverable: Deliverable) -> CoValidation:
    found = CoValidation.objects.current().filter(atelier=deliverable.atelier_id)
    asked = found.filter(subject=deliverable.kind).select_related("atelier__stream").first()
    if asked is None:
        raise Refused(["le document n’est pas soumis aux collèges"])
    return asked


@transaction.atomic
def take_back(deliverable: Deliverable, why: str, *, by: Person, at: datetime) -> None:
    """Take the document back from the colleges after a no, to change it and put it again."""
    refuse_if(rules.against_taking_back(DeliverableState(deliverable.state)))
    asked = _asked(deliverable)
    governance.take_back(asked, why, by=by, at=at)
    _become(deliverable, DeliverableState.DRAFT)
    governance.complete(asked.atelier, f"rework:{deliverable.kind}", at=at)
    append(
        asked.atelier.stream, "deliverables.taken_back", {"kind": deliverable.kind}, by=by, at=at
    )


@transaction.atomic
def freeze(
    deliverable: Deliverable,
    pdf: bytes,
    pages: int,
    parts: rules.Parts = (),
    photographs: Sequence[str] = (),
    *,
    by: Person,
    at: datetime,
) -> Deliverable:
    """Keep the document as it is, with its digest: its words and sources no longer change. What it
    says (`parts`) and the `photographs` that it prints are kept as well, for a later correction to
    tell what else it changes, and to know what it prints of what is taken back.
    """
    _move(deliverable, DeliverableState.FROZEN)
    stored = store(
        io.BytesIO(pdf),
        name=DeliverableKind(deliverable.kind).file_name,
        accept=[MediaType.PDF],
        max_bytes=LARGEST_PDF,
        by=by,
        at=at,
    )
    deliverable.pdf, deliverable.pages, deliverable.frozen_at = stored, pages, at
    deliverable.save(update_fields=["pdf", "pages", "frozen_at"])
    keep_words(deliverable, 1, parts, photographs)
    sections = deliverable.sections.values("pk")
    Node.unfiltered.filter(pk__in=sections).update(frozen=True)
    payload = {"kind": deliverable.kind, "sha256": stored.sha256, "pages": pages}
    append(deliverable.atelier.stream, "deliverables.frozen", payload, by=by, at=at)
    return deliverable


def keep_words(
    deliverable: Deliverable, number: int, parts: rules.Parts, photographs: Sequence[str]
) -> None:
    """What the version just kept says, and which photographs it prints."""
    if parts:
        told = {"parts": [list(part) for part in parts], "photographs": list(photographs)}
        Wording.objects.create(deliverable=deliverable, number=number, **told)


@transaction.atomic
def publish(deliverable: Deliverable, *, by: Person, at: datetime) -> None:
    """Show the document to everyone, with what it rests on, as far as each source allows."""
    state = DeliverableState(deliverable.state)
    gone = queries.taken_back_of_latest(deliverable)
    refuse_if(rules.against_publishing(state, queries.unfounded(deliverable), gone))
    _move(deliverable, DeliverableState.PUBLISHED)
    deliverable.published_at = at
    deliverable.save(update_fields=["published_at"])
    thread.reveal(queries.publishable(deliverable), Sight.PUBLIC, by=by, at=at)
    payload = {"kind": deliverable.kind}
    append(deliverable.atelier.stream, "deliverables.published", payload, by=by, at=at)


@transaction.atomic
def answer_item(
    item: SpecificationItem, section: Section, *, by: Person, at: datetime
) -> BaselineAnswer:
    """Say which section answers an item of the specification; again, to name another."""
    atelier = item.specification.note.atelier
    _refuse_to_meet(item, atelier)
    other = section.node.atelier_id != atelier.pk
    refuse_if(["la section est d’un autre Atelier"] if other else [])
    told = {"number": item.number, "section": section.key, "title": section.node.words}
    return _meet(item, {"section": section, "reason": ""}, "item_answered", told, by, at)


@transaction.atomic
def drop_item(item: SpecificationItem, reason: str, *, by: Person, at: datetime) -> BaselineAnswer:
    """Say that no document answers an item, and why whoever asked for it agrees."""
    _refuse_to_meet(item, item.specification.note.atelier)
    refuse_if(rules.against_dropping(reason))
    told = {"number": item.number, "reason": reason}
    return _meet(item, {"section": None, "reason": reason}, "item_dropped", told, by, at)


def _refuse_to_meet(item: SpecificationItem, atelier: Atelier) -> None:
    closed = Atelier.objects.filter(pk=atelier.pk, stage=Stage.FOLLOW_UP).exists()
    refuse_if(rules.against_meeting(expects_answer=item.expects_answer, closed=closed))


def _meet(
    item: SpecificationItem,
    what: Mapping[str, Any],
    kind: str,
    told: dict[str, Any],
    by: Person,
    at: datetime,
) -> BaselineAnswer:
    """What was said last counts; the same again changes nothing."""
    known = BaselineAnswer.objects.filter(item=item, **what).first()
    if known:
        return known
    facts = {**what, "by": by, "at": at}
    answer, _ = BaselineAnswer.objects.update_or_create(item=item, defaults=facts)
    append(item.specification.note.atelier.stream, f"deliverables.{kind}", told, by=by, at=at)
    return answer


@transaction.atomic
def end_production(atelier: Atelier, *, by: Person, at: datetime) -> None:
    """The five documents are frozen: they can be presented."""
    refuse_if(rules.against_ending_production(queries.states(atelier)))
    ateliers.advance(atelier, Stage.FEEDBACK, by=by, at=at)


@transaction.atomic
def close_atelier(atelier: Atelier, *, by: Person, at: datetime) -> None:
    """Everything was held, published and answered: the public sees it, the follow-up begins."""
    states = queries.states(atelier)
    refuse_if(rules.against_closing(list(states.values()), queries.facts(atelier)))
    thread.reveal(queries.revealable_contributions(atelier), Sight.PUBLIC, by=by, at=at)
    ateliers.make_public(atelier, by=by, at=at)
    ateliers.advance(atelier, Stage.FOLLOW_UP, by=by, at=at)


def _move(deliverable: Deliverable, to: DeliverableState) -> None:
    refuse_if(rules.against_moving(DeliverableState(deliverable.state), to))
    _become(deliverable, to)


def _become(deliverable: Deliverable, to: DeliverableState) -> None:
    """Of two acts at once, one wins."""
    moved = Deliverable.objects.filter(pk=deliverable.pk, state=deliverable.state)
    if not moved.update(state=to):
        raise Refused(["le document a changé d’état entre-temps : rechargez la page"])
    deliverable.state = to
