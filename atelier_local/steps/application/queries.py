"""Reading a note: its headings as they stand, who wrote them, what is missing."""

from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.http import Http404

from atelier_local.programme.agreement.models import FrameworkAgreement
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.refusal import Reasons

from . import rules, specifying
from .differences import Piece, between
from .enums import EligibilityItem, Heading, LetterKind, NoteState
from .models import (
    EligibilityCheck,
    Letter,
    NoteVersion,
    OpportunityNote,
    Specification,
    SpecificationItem,
)


@dataclass(frozen=True)
class HeadingView:
    """One heading as it stands, and every version of it, the latest first."""

    heading: Heading
    versions: list[NoteVersion] = field(default_factory=list)

    @property
    def latest(self) -> NoteVersion | None:
        return self.versions[0] if self.versions else None

    @property
    def text(self) -> str:
        return self.latest.text if self.latest else ""

    @property
    def words(self) -> int:
        return len(self.text.split())


@dataclass(frozen=True)
class NoteView:
    """All that the pages of a note show."""

    note: OpportunityNote
    headings: list[HeadingView]
    letters: dict[LetterKind, Letter]

    @property
    def missing(self) -> Reasons:
        texts = {view.heading: view.text for view in self.headings}
        return rules.against_submitting(texts, self.letters.keys())

    @property
    def written(self) -> int:
        return sum(bool(view.text.strip()) for view in self.headings)

    @property
    def writable(self) -> bool:
        return self.note.at_state in rules.WRITABLE

    @property
    def pieces(self) -> list[tuple[LetterKind, Letter | None]]:
        return [(kind, self.letters.get(kind)) for kind in LetterKind]

    def of(self, heading: Heading) -> HeadingView:
        return next(view for view in self.headings if view.heading is heading)


def note_of(atelier: Atelier) -> OpportunityNote:
    """The note of an Atelier, with the specialities it asks for (two queries)."""
    notes = OpportunityNote.objects.select_related("atelier__stream")
    note = notes.prefetch_related("needed_specialities").filter(atelier=atelier).first()
    if note is None:
        raise Http404("Cet Atelier n’a pas de note d’opportunité.")
    return note


def view(note: OpportunityNote) -> NoteView:
    """The note as it stands, whatever the number of versions (two queries)."""
    versions: dict[str, list[NoteVersion]] = {}
    for version in note.versions.select_related("by__organisation").order_by("-id"):
        versions.setdefault(version.heading, []).append(version)
    return NoteView(
        note=note,
        headings=[HeadingView(heading, versions.get(heading, [])) for heading in Heading],
        letters={LetterKind(one.kind): one for one in note.letters.select_related("stored")},
    )


def latest(note: OpportunityNote, heading: Heading) -> NoteVersion | None:
    return note.versions.filter(heading=heading).select_related("by").last()


def unanswered(note: OpportunityNote) -> list[EligibilityItem]:
    """Points of the grid without a verdict (one query)."""
    answered = set(note.checks.values_list("item", flat=True))
    return [item for item in EligibilityItem if item not in answered]


def grid(note: OpportunityNote) -> list[tuple[EligibilityItem, EligibilityCheck | None]]:
    """The eight points, with what was answered (one query)."""
    checks = {check.item: check for check in note.checks.select_related("by")}
    return [(item, checks.get(item)) for item in EligibilityItem]


@dataclass(frozen=True)
class Comparison:
    """Two versions of a heading, and what changed from one to the other."""

    old: NoteVersion | None
    new: NoteVersion

    @property
    def pieces(self) -> list[Piece]:
        return between(self.old.text if self.old else "", self.new.text)


def compare(shown: HeadingView, new: int | None, old: int | None) -> Comparison | None:
    """The versions asked for by their keys; by default the latest and the one before it. Among
    versions of another heading, nothing is found.
    """
    keys = [version.pk for version in shown.versions]
    if not keys:
        return None
    if not {new or keys[0], old or keys[0]} <= set(keys):
        raise Http404("Aucune version à cette adresse.")
    place = keys.index(new) if new else 0
    before = keys.index(old) if old else place + 1
    place, before = min(place, before), max(place, before)
    earlier = shown.versions[before] if before < len(keys) else None
    return Comparison(earlier, shown.versions[place])


def texts(note: OpportunityNote) -> dict[Heading, str]:
    """Each heading as it stands."""
    return {Heading(v.heading): v.text for v in note.versions.order_by("id")}


def awaiting_decision() -> QuerySet[OpportunityNote]:
    """Notes handed in that the national team has not decided on, the oldest first (one query)."""
    handed_in = OpportunityNote.objects.filter(state=NoteState.SUBMITTED)
    return handed_in.select_related("atelier").order_by("submitted_at")


# The specification ----------------------------------------------------------------------


def to_specify(note: OpportunityNote) -> list[specifying.Item]:
    """What the note would ask of the consortia if it became their specification (three queries)."""
    agreement = note.atelier.framework
    needed = note.needed_specialities.order_by("position")
    return specifying.items(
        texts(note),
        [(speciality.slug, speciality.label) for speciality in needed],
        _bounds(agreement),
    )


def _bounds(agreement: FrameworkAgreement) -> specifying.Bounds:
    return specifying.Bounds(
        months=(agreement.duration_min_months, agreement.duration_max_months),
        sessions=agreement.sessions,
        days=(agreement.session_days_min, agreement.session_days_max),
    )


def frame_of(agreement: FrameworkAgreement) -> list[str]:
    """What a specification made today would say that the agreement fixes."""
    return list(specifying.frame(_bounds(agreement)))


def specification_of(atelier: Atelier) -> Specification | None:
    """What the consortia of an Atelier are asked, `items.all()` in order; None while the note is
    no specification yet (two queries). For `application/items.html`, which shows it, and for the
    rooms that answer it.
    """
    found = Specification.objects.select_related("made_by", "note").prefetch_related("items")
    return found.filter(note__atelier=atelier).first()


def specified(note: OpportunityNote) -> bool:
    """Whether the note became a specification (one query)."""
    return Specification.objects.filter(note=note).exists()


def needs(atelier: Atelier) -> QuerySet[SpecificationItem]:
    """The items that ask for a speciality, which the team has to cover (one query)."""
    asked = SpecificationItem.objects.filter(specification__note__atelier=atelier)
    return asked.exclude(speciality=None).select_related("speciality")


def baseline(atelier: Atelier) -> QuerySet[SpecificationItem]:
    """The items that the deliverables answer, or drop with a reason (one query)."""
    asked = SpecificationItem.objects.filter(specification__note__atelier=atelier)
    return asked.filter(expects_answer=True)
