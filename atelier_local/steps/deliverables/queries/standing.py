"""What the documents are made of, and what may be shown of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import (
    Count,
    OuterRef,
    Prefetch,
    Q,
    StringAgg,
    Subquery,
    Value,
    prefetch_related_objects,
)
from django.urls import reverse

from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.governance.enums import College, Opinion
from atelier_local.programme.governance.models import Approval, CoValidation
from atelier_local.programme.governance.queries import validations
from atelier_local.programme.governance.rules import against_sharing
from atelier_local.programme.thread.enums import Sight
from atelier_local.programme.thread.models import Citation
from atelier_local.refusal import Reason, Reasons
from atelier_local.steps.strategy.models import Axis

from .. import rules
from ..enums import Consent, DeliverableKind, DeliverableState, Place
from ..models import Deliverable, Erratum, Section, Term
from ..rules import Facts
from .counting import APART, facts
from .due import due_dates
from .needing import untaken
from .referring import against_references, against_references_by_document


def states(atelier: Atelier) -> dict[DeliverableKind, DeliverableState]:
    """How far each document that was begun has come (one query)."""
    rows = Deliverable.objects.filter(atelier=atelier).values_list("kind", "state")
    return {DeliverableKind(kind): DeliverableState(state) for kind, state in rows}


def begun_or_draft(atelier: Atelier, kind: DeliverableKind) -> Deliverable:
    """The document, or an empty draft of it, kept nowhere (one query)."""
    found = Deliverable.objects.filter(atelier=atelier, kind=kind).first()
    deliverable = found or Deliverable(atelier=atelier, kind=kind)
    deliverable.atelier = atelier
    return deliverable


def missing(kind: DeliverableKind, found: Facts, slug: str) -> Reasons:
    """What the document lacks, each with the address where it is supplied."""
    return _addressed(rules.missing(kind, found), kind, slug)


def _addressed(told: Reasons, kind: DeliverableKind, slug: str) -> Reasons:
    return tuple(Reason(reason.label, _address(reason.lift, slug, kind)) for reason in told)


def _address(route: str, slug: str, kind: DeliverableKind) -> str:
    """Of a route that may name a thing of the page (`room:page/12`) or a part of it (`#part`)."""
    whole, _, part = route.partition("#")
    name, _, thing = whole.partition("/")
    args = [slug, *filter(None, [thing, kind if name in _OF_A_DOCUMENT else ""])]
    return reverse(name, args=args) + (f"#{part}" if part else "")


_OF_A_DOCUMENT = frozenset(
    f"deliverables:{name}" for name in ("deliverable", "write_section", "terms")
)


@dataclass(frozen=True)
class Standing:
    """Where one of the five documents stands: what it lacks, who said what of it."""

    kind: DeliverableKind
    deliverable: Deliverable | None
    missing: Reasons
    due_on: date | None
    opinions: Mapping[College, Approval]
    round: int = 1
    earlier: Sequence[tuple[CoValidation, Mapping[College, Approval]]] = ()
    gaps: Reasons = ()
    axes: Sequence[str] = ()
    promised: date | None = None
    """The day for which it was promised at the framing."""

    @property
    def state(self) -> DeliverableState | None:
        return DeliverableState(self.deliverable.state) if self.deliverable else None

    @property
    def colleges(self) -> list[tuple[College, Approval | None]]:
        """The three colleges, with the opinion of those that gave one."""
        return [(college, self.opinions.get(college)) for college in College]

    @property
    def history(self) -> list[tuple[CoValidation, list[tuple[College, Approval | None]]]]:
        """Earlier rounds, latest first, each with its three colleges."""
        return [
            (asked, [(college, given.get(college)) for college in College])
            for asked, given in reversed(self.earlier)
        ]

    @property
    def refused(self) -> bool:
        """Whether a college said no: the team may take the document back."""
        given = {approval.opinion for approval in self.opinions.values()}
        return self.state is DeliverableState.ASKED and Opinion.UNFAVOURABLE in given

    @property
    def awaited(self) -> Reasons:
        """What the colleges have not said yet, or said against."""
        given = {college: Opinion(a.opinion) for college, a in self.opinions.items()}
        return tuple(Reason(why.label, "#avis") for why in against_sharing(given))

    @property
    def against_asking(self) -> Reasons:
        return self.missing

    @property
    def against_freezing(self) -> Reasons:
        state = self.state
        if state is DeliverableState.SHARED:
            return ()
        if state is DeliverableState.ASKED:
            return self.awaited
        return (Reason("les trois collèges ne l’ont pas encore partagé"), *self.missing)


@dataclass(frozen=True)
class Board:
    """The five documents, and whether the Atelier may go on without them."""

    standings: list[Standing]
    facts: Facts

    @property
    def states(self) -> dict[DeliverableKind, DeliverableState]:
        return {one.kind: one.state for one in self.standings if one.state}

    @property
    def against_ending(self) -> Reasons:
        return rules.against_ending_production(self.states)

    @property
    def against_closing(self) -> Reasons:
        return rules.against_closing(list(self.states.values()), self.facts)


def board(atelier: Atelier, sight: Sight) -> Board:
    """The five documents side by side (at most seven queries)."""
    begun = Deliverable.objects.filter(atelier=atelier).annotate(written=Count("sections"))
    by_kind = {DeliverableKind(one.kind): one for one in begun}
    asked = {found.subject: (found, given) for found, given in validations(atelier)}
    found = facts(atelier)
    drafts = [one.pk for one in begun if one.state == DeliverableState.DRAFT and one.written]
    written = Section.objects.seen_by(sight).filter(deliverable__in=drafts)
    sections = list(written.order_by("deliverable", "position")) if drafts else []
    referring = against_references_by_document(atelier, sections)
    promised = due_dates(atelier)
    listed = []
    for kind in DeliverableKind:
        one = by_kind.get(kind)
        draft = one is None or one.state == DeliverableState.DRAFT
        known = replace(found, sections=one.written if one else 0)
        cited = referring.get(one.pk, ()) if one else ()
        co_validation, given = asked.get(kind, (None, {}))
        listed.append(
            Standing(
                kind,
                one,
                missing(kind, known, atelier.slug) + cited if draft else (),
                co_validation.due_on if co_validation else None,
                given,
                promised=promised.get(kind),
            )
        )
    return Board(listed, found)


def _written_at(place: Place) -> Count:
    """How many sections have a key that names this place."""
    named = Q(sections__key__regex=rf"(^|-){place}(-|$)")
    return Count("sections", named, distinct=True)


_OWN: Mapping[str, Count] = {
    "lessons": Count("sections", Q(sections__key__startswith=Place.LESSON.value), distinct=True),
    "guarantees": _written_at(Place.GUARANTEES),
    "zooms": _written_at(Place.ZOOM),
    "terms": Count("lexicon", distinct=True),
    "remarks": Count("sections__comments", Q(sections__comments__settled_at=None), distinct=True),
    "silent": Count(
        "sections__photographs",
        ~Q(sections__photographs__consent__in=[c for c in Consent if c.lets_out]),
        distinct=True,
    ),
}
"""What a document itself still asks for, counted."""


_AXES = Subquery(
    Axis.objects.filter(atelier=OuterRef("atelier"))
    .order_by()
    .values("atelier")
    .annotate(all=StringAgg("name", Value(APART)))
    .values("all")
)
"""The names of the axes, which keys of sections may hold."""


def standing(atelier: Atelier, kind: DeliverableKind, sections: Sequence[Section]) -> Standing:
    """One document, with what was said of it in earlier rounds (at most four queries, and one
    of what a framing note says of the team).
    """
    asked = CoValidation.objects.current().filter(
        atelier=OuterRef("atelier"), subject=OuterRef("kind")
    )
    begun = Deliverable.objects.filter(atelier=atelier, kind=kind).select_related("pdf")
    due_on = Subquery(asked.values("due_on"))
    one = begun.annotate(due_on=due_on, axes=_AXES, **_OWN).first()
    rounds = _rounds(atelier, kind)
    earlier = [(asked, given) for asked, given in rounds if asked.withdrawn_at]
    draft = one is None or one.state == DeliverableState.DRAFT
    found = facts(atelier, len(sections)) if draft else Facts()
    if draft and kind is DeliverableKind.FRAMING_NOTE:
        found = replace(found, untaken=len(untaken(atelier)))
    if one:
        found = replace(found, **{name: getattr(one, name) for name in _OWN})
    return Standing(
        kind,
        one,
        missing(kind, found, atelier.slug) + against_references(atelier, sections) if draft else (),
        one.due_on if one else None,
        next((given for asked, given in rounds if not asked.withdrawn_at), {}),
        round=len(earlier) + 1,
        earlier=earlier,
        gaps=_addressed(rules.gaps(kind, found), kind, atelier.slug) if draft else (),
        axes=(one.axes or "").split(APART) if one else (),
    )


def terms(deliverable: Deliverable) -> list[Term]:
    """The words that a document explains, in the order of a dictionary (one query)."""
    found = Term.objects.filter(deliverable=deliverable) if deliverable.started_at else ()
    return sorted(found, key=lambda one: rules.bare(one.term))


def versions(deliverable: Deliverable | None) -> list[Deliverable | Erratum]:
    """A frozen document, then as corrected (one query); none of a draft."""
    if deliverable is None or not deliverable.pdf:
        return []
    told = Erratum.objects.select_related("pdf", "by", "section__node")
    prefetch_related_objects([deliverable], Prefetch("errata", told))
    return deliverable.versions


def _rounds(
    atelier: Atelier, kind: DeliverableKind
) -> list[tuple[CoValidation, dict[College, Approval]]]:
    """The rounds in which a college spoke, each with the latest opinions given (one query)."""
    found = Approval.objects.filter(co_validation__atelier=atelier, co_validation__subject=kind)
    by_round: dict[int, tuple[CoValidation, dict[College, Approval]]] = {}
    listed = found.select_related("co_validation", "by__organisation")
    for approval in listed.order_by("co_validation__round", "at", "id"):
        asked = approval.co_validation
        _, given = by_round.setdefault(asked.round, (asked, {}))
        given[College(approval.college)] = approval
    return list(by_round.values())


def placed(standing: Standing, sections: list[Section]) -> list[tuple[Section, Place]]:
    """Each section with where it stands in the document."""
    keys = [section.key for section in sections]
    axes = rules.axis_words(standing.axes)
    return list(zip(sections, rules.places(standing.kind, keys, axes), strict=True))


def sections(atelier: Atelier, kind: DeliverableKind, sight: Sight) -> list[Section]:
    """The sections of a document in order, with what each rests on (two queries)."""
    found = Section.objects.seen_by(sight).filter(
        deliverable__atelier=atelier, deliverable__kind=kind
    )
    cited = Citation.objects.filter(withdrawn_at=None, source__seen_by__gte=sight)
    return list(
        found.prefetch_related(
            Prefetch("node__rests_on", cited.select_related("source"), to_attr="cited")
        )
    )
