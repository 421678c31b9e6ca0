"""Correcting what is frozen: a version beside it, never in its place."""

import io
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from atelier_local.ground.files.enums import MediaType
from atelier_local.ground.files.operations import store
from atelier_local.ground.journal.operations import append
from atelier_local.programme.people.models import Person
from atelier_local.programme.thread import operations as thread
from atelier_local.programme.thread.enums import Sight
from atelier_local.refusal import refuse_if

from .. import queries, rules
from ..enums import DeliverableKind, DeliverableState
from ..models import Deliverable, Erratum, Section
from .documents import LARGEST_PDF, keep_words


@transaction.atomic
def correct(
    deliverable: Deliverable,
    number: int,
    reason: str,
    pdf: bytes,
    pages: int,
    *,
    by: Person,
    at: datetime,
    section: Section | None = None,
    text: str = "",
    moved: Sequence[str] = (),
    parts: rules.Parts = (),
    photographs: Sequence[str] = (),
) -> Erratum:
    """Keep version `number` of a frozen document, with why, which parts `moved` with the Atelier
    and what it says (`parts`) and shows (`photographs`); of a section, its text changes.

    The frozen bytes stay, and those of every version before. Of two corrections at once, one wins.
    Of a published document, a version is published as the first was: nothing in it rests on
    nothing, what it shows becomes public.
    """
    held = Deliverable.objects.select_for_update().get(pk=deliverable.pk)
    state = DeliverableState(held.state)
    texts = (section.text, text) if section else (None, None)
    refuse_if(rules.against_correcting(state, reason, *texts))
    if state is DeliverableState.PUBLISHED:
        refuse_if(rules.against_unfounded(queries.unfounded(held)))
    late = number != held.errata.count() + 2
    refuse_if(["le document a été corrigé entre-temps : rechargez la page"] if late else [])
    kind = DeliverableKind(held.kind)
    stored = store(
        io.BytesIO(pdf),
        name=kind.file_name,
        accept=[MediaType.PDF],
        max_bytes=LARGEST_PDF,
        by=by,
        at=at,
    )
    told = {"section": "", "title": "", "text": ""}
    if section:
        Section.objects.filter(pk=section.pk).update(text=text)
        section.text = text
        told = {"section": section.key, "title": section.node.words, "text": text}
    erratum = Erratum.objects.create(
        deliverable=held,
        number=number,
        section=section,
        reason=reason,
        moved=list(moved),
        pdf=stored,
        pages=pages,
        by=by,
        at=at,
    )
    keep_words(held, number, parts, photographs)
    if state is DeliverableState.PUBLISHED:
        news = queries.publishable(held).exclude(seen_by=Sight.PUBLIC)
        thread.reveal(news, Sight.PUBLIC, by=by, at=at)
    payload = {"kind": held.kind, "version": number, "reason": reason, "sha256": stored.sha256}
    payload["moved"] = list(moved)
    append(deliverable.atelier.stream, "deliverables.corrected", payload | told, by=by, at=at)
    return erratum
