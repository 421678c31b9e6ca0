"""Applying: writing the note together, submitting it, deciding it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.files import File
from django.db import transaction
from django.urls import reverse

from atelier_local.ground.files.enums import MediaType
from atelier_local.ground.files.models import Stored
from atelier_local.ground.files.operations import store
from atelier_local.ground.journal.operations import append
from atelier_local.programme.agreement.models import FrameworkAgreement, Speciality
from atelier_local.programme.ateliers.enums import Ending, PartyKind, Stage
from atelier_local.programme.ateliers.operations import (
    advance,
    end,
    join_party,
    open_atelier,
    state_problem,
)
from atelier_local.programme.governance.operations import assign, complete
from atelier_local.programme.people.enums import Role
from atelier_local.programme.people.models import Organisation, Person
from atelier_local.programme.territories.models import Epci
from atelier_local.refusal import refuse_if

from . import queries, rules, specifying
from .enums import EligibilityItem, Heading, LetterKind, NoteState, Verdict
from .models import (
    EligibilityCheck,
    Letter,
    NoteVersion,
    OpportunityNote,
    Specification,
    SpecificationItem,
)

type Answers = Mapping[EligibilityItem, tuple[Verdict, str]]

WRITE, DECIDE, PREPARE = "application:write", "application:decide", "competition:prepare"
"""Keys of the tasks that follow one another."""
AUTHORS = (Role.PILOT, Role.LOCAL_AUTHORITY)


@transaction.atomic
def begin_application(
    *,
    slug: str,
    epci: Epci,
    framework: FrameworkAgreement,
    pilot: Organisation,
    local_authority: Organisation,
    question: str,
    by: Person,
    at: datetime,
    fictitious: bool = False,
) -> OpportunityNote:
    """Open an Atelier with its pilot, its local authority, its question and an empty note."""
    atelier = open_atelier(
        slug=slug,
        epci=epci,
        framework=framework,
        pilot=pilot,
        by=by,
        at=at,
        fictitious=fictitious,
    )
    join_party(atelier, local_authority, PartyKind.LOCAL_AUTHORITY, by=by, at=at)
    state_problem(atelier, question, by=by, at=at)
    note = OpportunityNote.objects.create(atelier=atelier)
    _ask_authors(note, "Écrire la note d’opportunité")
    append(atelier.stream, "application.begun", {"note": note.pk}, by=by, at=at)
    return note


@transaction.atomic
def write_heading(
    note: OpportunityNote,
    heading: Heading,
    text: str,
    *,
    by: Person,
    at: datetime,
    read: int | None = None,
) -> NoteVersion:
    """Write one heading. `read` is the version its writer had in view (0: none was written).

    Refused if it was written since, by someone else or by the same person on another screen; the
    same text again changes nothing.
    """
    _lock(note)
    last = queries.latest(note, heading)
    if last and last.text == text:
        return last
    overtaken = last is not None and read is not None and last.pk != read
    name = last.by.full_name if last and overtaken else ""
    oneself = last is not None and last.by == by
    refuse_if(rules.against_writing(note.at_state, overtaken_by=name, by_oneself=oneself))
    version = NoteVersion.objects.create(note=note, heading=heading, text=text, by=by, at=at)
    payload = {"heading": str(heading), "version": version.pk}
    append(note.atelier.stream, "application.written", payload, by=by, at=at)
    return version


@transaction.atomic
def need(
    note: OpportunityNote, specialities: Iterable[Speciality], *, by: Person, at: datetime
) -> None:
    """Say which specialities the team will have to bring together."""
    _lock(note)
    refuse_if(rules.against_writing(note.at_state))
    listed = list(specialities)
    note.needed_specialities.set(listed)
    payload = {"specialities": [speciality.slug for speciality in listed]}
    append(note.atelier.stream, "application.needed", payload, by=by, at=at)


@transaction.atomic
def record_letter(
    note: OpportunityNote,
    kind: LetterKind,
    signatory: str,
    received_on: date,
    *,
    by: Person,
    at: datetime,
    upload: File | None = None,
) -> Letter:
    """Record that a letter was received, with its signed file if there is one; again, to correct
    it: without a file, the one that was there stays.
    """
    _lock(note)
    refuse_if(rules.against_writing(note.at_state))
    facts: dict[str, Any] = {"signatory": signatory, "received_on": received_on}
    if upload:
        facts["stored"] = _signed(upload, by, at)
    letter, _ = Letter.objects.update_or_create(note=note, kind=kind, defaults=facts)
    payload = {"kind": str(kind), "received_on": str(received_on)}
    if upload:
        payload["sha256"] = facts["stored"].sha256
    append(note.atelier.stream, "application.letter_recorded", payload, by=by, at=at)
    return letter


def _signed(upload: File, by: Person, at: datetime) -> Stored:
    return store(
        upload,
        name=upload.name or "",
        accept=[MediaType.PDF, MediaType.ODT, MediaType.DOCX],
        max_bytes=rules.LARGEST_LETTER,
        by=by,
        at=at,
    )


@transaction.atomic
def submit(note: OpportunityNote, *, by: Person, at: datetime) -> None:
    """Hand the complete note to the national team, which gets a task."""
    _lock(note)
    kinds = [LetterKind(letter.kind) for letter in note.letters.all()]
    refuse_if(rules.against_submitting(queries.texts(note), kinds))
    if not _move(note, NoteState.SUBMITTED, submitted_at=at):
        return
    complete(note.atelier, WRITE, at=at)
    assign(
        note.atelier,
        DECIDE,
        f"Décider la candidature : {note.atelier.name}",
        role=Role.NATIONAL_ADMIN,
        url=reverse("application:decide", args=[note.atelier.slug]),
    )
    append(note.atelier.stream, "application.submitted", {"note": note.pk}, by=by, at=at)


@transaction.atomic
def check_eligibility(note: OpportunityNote, answers: Answers, *, by: Person, at: datetime) -> None:
    """Answer points of the grid; those already answered alike are left alone."""
    _lock(note)
    known = {check.item: (check.verdict, check.remark) for check in note.checks.all()}
    new = {item: given for item, given in answers.items() if known.get(item) != given}
    if not new:
        return
    refuse_if(rules.against_checking(note.at_state, new))
    for item, (verdict, remark) in new.items():
        facts = {"verdict": verdict, "remark": remark, "by": by, "at": at}
        EligibilityCheck.objects.update_or_create(note=note, item=item, defaults=facts)
    told = {str(item): [str(verdict), remark] for item, (verdict, remark) in new.items()}
    append(note.atelier.stream, "application.eligibility_checked", told, by=by, at=at)


@transaction.atomic
def return_to_authors(note: OpportunityNote, reason: str, *, by: Person, at: datetime) -> None:
    """Hand the note back to be completed, and say what is missing. The grid may be unfinished:
    what could not be answered may be why it goes back.
    """
    refuse_if(rules.against_deciding(reason))
    if not _move(note, NoteState.RETURNED, decision_reason=reason):
        return
    complete(note.atelier, DECIDE, at=at)
    _ask_authors(note, "Compléter la note d’opportunité")
    append(note.atelier.stream, "application.returned", {"reason": reason}, by=by, at=at)


@transaction.atomic
def decide(note: OpportunityNote, selected: bool, reason: str, *, by: Person, at: datetime) -> None:
    """Select the territory, which then consults the consortia, or end its Atelier here."""
    refuse_if(rules.against_deciding(reason, queries.unanswered(note)))
    to = NoteState.SELECTED if selected else NoteState.REJECTED
    if not _move(note, to, decided_at=at, decision_reason=reason):
        return
    atelier = note.atelier
    complete(atelier, DECIDE, at=at)
    if selected:
        advance(atelier, Stage.COMPETITION, by=by, at=at)
        assign(
            atelier,
            PREPARE,
            "Préparer la consultation",
            role=Role.PILOT,
            url=reverse("competition:prepare", args=[atelier.slug]),
        )
    else:
        end(atelier, Ending.NOT_SELECTED, by=by, at=at)
    payload = {"selected": selected, "reason": reason}
    append(atelier.stream, "application.decided", payload, by=by, at=at)


@transaction.atomic
def make_specification(note: OpportunityNote, *, by: Person, at: datetime) -> Specification:
    """Make the selected note the specification of the consultation, in one act; making it twice
    is making it once.
    """
    _lock(note)
    made = Specification.objects.filter(note=note).first()
    if made:
        return made
    refuse_if(rules.against_specifying(note.at_state))
    listed = queries.to_specify(note)
    specification = Specification.objects.create(
        note=note, digest=specifying.digest(listed), made_by=by, made_at=at
    )
    SpecificationItem.objects.bulk_create(
        SpecificationItem(
            specification=specification,
            position=position,
            number=item.number,
            heading=item.heading,
            title=item.title,
            text=item.text,
            speciality_id=item.speciality or None,
            expects_answer=item.expects_answer,
        )
        for position, item in enumerate(listed, 1)
    )
    payload = {"items": len(listed), "digest": specification.digest}
    append(note.atelier.stream, "application.specification_made", payload, by=by, at=at)
    return specification


def _lock(note: OpportunityNote) -> None:
    """Of two people who write at once, the second reads what the first wrote."""
    locked = OpportunityNote.objects.select_for_update().filter(pk=note.pk)
    note.state = locked.values_list("state", flat=True).get()


def _ask_authors(note: OpportunityNote, title: str) -> None:
    url = reverse("application:note", args=[note.atelier.slug])
    for role in AUTHORS:
        assign(note.atelier, WRITE, title, role=role, url=url)


def _move(note: OpportunityNote, to: NoteState, **facts: Any) -> bool:
    """Compare and set; False when the note was there already, as after a second click."""
    reachable = OpportunityNote.objects.filter(pk=note.pk, state__in=rules.sources(to))
    moved = reachable.update(state=to, **facts)
    note.refresh_from_db(fields=["state", *facts])
    refuse_if(() if moved else rules.against_moving(note.at_state, to))
    return bool(moved)
