"""The cockpit of an Atelier: where it stands, what is next, what blocks, who must act."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Count, Exists, F, OuterRef, Subquery, prefetch_related_objects
from django.urls import reverse

from atelier_local.clock import day_of
from atelier_local.ground.ui.typography import short_date
from atelier_local.programme.ateliers.access import Visit
from atelier_local.programme.ateliers.enums import Family, Stage
from atelier_local.programme.ateliers.models import Atelier, ProblemStatement, StageDate
from atelier_local.programme.ateliers.rules import months_between, warnings_on_duration
from atelier_local.programme.governance import queries as governance
from atelier_local.programme.governance.enums import College, MeetingKind, Opinion
from atelier_local.programme.governance.models import CoValidation, Meeting, Task
from atelier_local.programme.people.enums import Role
from atelier_local.programme.territories import queries as territories
from atelier_local.programme.territories.plates import Plate
from atelier_local.programme.thread import queries as thread
from atelier_local.programme.thread.access import sight_of
from atelier_local.programme.thread.enums import Kind
from atelier_local.programme.thread.models import Answer
from atelier_local.refusal import Reason, Reasons, reasons
from atelier_local.steps.application import queries as application
from atelier_local.steps.application.enums import NoteState
from atelier_local.steps.application.models import OpportunityNote
from atelier_local.steps.competition import rules as competition
from atelier_local.steps.competition.enums import CompetitionState, Mode
from atelier_local.steps.competition.models import MiniCompetition
from atelier_local.steps.competition.queries import officer_states
from atelier_local.steps.deliverables import rules as deliverables
from atelier_local.steps.deliverables.enums import DeliverableKind, DeliverableState
from atelier_local.steps.deliverables.models import Deliverable
from atelier_local.steps.evidence import rules as evidence
from atelier_local.steps.evidence.models import Document
from atelier_local.steps.framing import rules as framing
from atelier_local.steps.framing.models import Framing
from atelier_local.steps.roadmap.enums import Progress
from atelier_local.steps.roadmap.models import Action
from atelier_local.steps.wall.enums import Channel
from atelier_local.steps.wall.models import Contribution
from atelier_local.steps.workshops.enums import STAGE_OF, WorkshopState
from atelier_local.steps.workshops.models import Workshop

from .. import calendar


@dataclass(frozen=True)
class Said:
    """What was said, counted every way the page needs."""

    total: int
    answered: int
    on_paper: int
    by_family: Mapping[str, int]
    by_commune: Mapping[str, int]

    @property
    def families(self) -> list[tuple[Family, int]]:
        return [(family, self.by_family.get(family, 0)) for family in Family]

    @property
    def most(self) -> int:
        return max(self.by_family.values(), default=0)

    @property
    def coverage(self) -> int:
        """Answered, in percent."""
        return round(100 * self.answered / self.total) if self.total else 0


@dataclass(frozen=True)
class DocumentRow:
    """One of the five documents, and what each college said of it."""

    kind: DeliverableKind
    state: DeliverableState
    asked: CoValidation | None
    opinions: Mapping[College, Opinion]

    @property
    def columns(self) -> list[tuple[College, Opinion | None]]:
        return [(college, self.opinions.get(college)) for college in College]

    @property
    def shared(self) -> bool:
        return self.asked is not None and self.asked.shared_at is not None

    @property
    def day(self) -> date | None:
        if self.asked is None:
            return None
        return day_of(self.asked.shared_at) if self.asked.shared_at else self.asked.due_on


@dataclass(frozen=True)
class Overview:
    """All that the cockpit shows."""

    visit: Visit
    today: date
    counts: Counter[Kind]
    statements: Sequence[ProblemStatement]
    tasks: Sequence[Task]
    said: Said
    plate: Plate
    documents: Sequence[DocumentRow]
    against: Reasons

    @property
    def atelier(self) -> Atelier:
        return self.visit.atelier

    @cached_property
    def dates(self) -> dict[Stage, StageDate]:
        return {Stage(d.stage): d for d in self.atelier.dates.all()}

    @property
    def shared(self) -> int:
        return sum(row.shared for row in self.documents)

    @property
    def reworded(self) -> ProblemStatement | None:
        """The current wording, when it is not the first."""
        return self.statements[-1] if len(self.statements) > 1 else None

    @property
    def to_do(self) -> list[tuple[str, list[Task]]]:
        """Who must act: the open tasks by role, the visitor's own roles first."""
        by_role: dict[str, list[Task]] = {}
        for task in self.tasks:
            by_role.setdefault(task.role, []).append(task)
        mine = {role.value for role in self.visit.roles}
        listed = sorted(by_role.items(), key=lambda pair: pair[0] not in mine)
        return [(Role(role).label, tasks) for role, tasks in listed]

    @property
    def mine(self) -> Task | None:
        """The first task that awaits the visitor."""
        roles = {role.value for role in self.visit.roles}
        return next((task for task in self.tasks if task.role in roles), None)

    @property
    def months(self) -> tuple[float, float] | None:
        feedback = self.dates.get(Stage.FEEDBACK)
        if self.atelier.t0 is None or feedback is None:
            return None
        whole = months_between(self.atelier.t0, feedback.starts_on)
        return min(whole, max(0.0, months_between(self.atelier.t0, self.today))), whole

    @property
    def warnings(self) -> Reasons:
        """What the agreement's bounds say of the duration."""
        feedback, agreed = self.dates.get(Stage.FEEDBACK), self.atelier.framework
        if self.atelier.t0 is None or feedback is None:
            return ()
        return warnings_on_duration(
            self.atelier.t0,
            feedback.starts_on,
            months_min=agreed.duration_min_months,
            months_max=agreed.duration_max_months,
        )

    @property
    def next_stage(self) -> Stage | None:
        return self.atelier.at_stage.next

    @property
    def next_date(self) -> StageDate | None:
        return self.dates.get(self.next_stage) if self.next_stage else None

    @cached_property
    def calendar(self) -> calendar.Drawing | None:
        marked = [(row.kind.label, row.day, row.shared) for row in self.documents if row.day]
        periods = {stage: (d.starts_on, d.ends_on) for stage, d in self.dates.items()}
        return calendar.draw(periods, marked, here=self.atelier.at_stage, today=self.today)

    @property
    def schedule(self) -> list[tuple[Stage, StageDate]]:
        return [(stage, self.dates[stage]) for stage in Stage if stage in self.dates]


def overview(visit: Visit, now: datetime) -> Overview:
    """Eight queries at most, the frame's dates and counts included."""
    atelier = visit.atelier
    prefetch_related_objects([atelier], "dates")
    counts = thread.counts(atelier, sight_of(visit))
    begun = atelier.has_reached(Stage.FRAMING)
    said = _said(visit) if atelier.has_reached(Stage.WORKSHOP_1) else Said(0, 0, 0, {}, {})
    documents = _documents(atelier) if begun else []
    return Overview(
        visit=visit,
        today=day_of(now),
        counts=counts,
        statements=list(ProblemStatement.objects.filter(atelier=atelier)),
        tasks=list(governance.open_tasks(atelier)),
        said=said,
        plate=territories.plate(atelier.epci, pins=said.by_commune, names=3),
        documents=documents,
        against=_against(atelier, counts, said, documents, now),
    )


def _said(visit: Visit) -> Said:
    rows = (
        Contribution.objects.filter(node__atelier=visit.atelier, node__seen_by__gte=sight_of(visit))
        .annotate(answered=Exists(Answer.objects.filter(node=OuterRef("pk"))))
        .order_by()
        .values_list("commune", "family", "channel", "answered")
        .annotate(Count("pk"))
    )
    total = answered = on_paper = 0
    families, communes = Counter[str](), Counter[str]()
    for commune, family, channel, has_answer, count in rows:
        total += count
        answered += count * bool(has_answer)
        on_paper += count * (channel == Channel.PAPER)
        families[family] += count
        if commune:
            communes[commune] += count
    return Said(total, answered, on_paper, {f: n for f, n in families.items() if f}, communes)


def _documents(atelier: Atelier) -> list[DocumentRow]:
    """The five documents with the latest opinion of each college (one query)."""
    state = Deliverable.objects.filter(atelier=atelier, kind=OuterRef("subject")).values("state")
    given = (
        CoValidation.objects.current()
        .filter(atelier=atelier, subject__in=DeliverableKind.values)
        .annotate(college=F("approvals__college"), opinion=F("approvals__opinion"))
        .annotate(state=Subquery(state))
        .order_by("approvals__at", "approvals__id")
    )
    texts: dict[str, CoValidation] = {}
    opinions: dict[str, dict[College, Opinion]] = {kind: {} for kind in DeliverableKind}
    for text in given:
        texts[text.subject] = text
        if text.college:
            opinions[text.subject][College(text.college)] = Opinion(text.opinion)
    return [
        DocumentRow(kind, _state(texts.get(kind)), texts.get(kind), opinions[kind])
        for kind in DeliverableKind
    ]


def _state(text: CoValidation | None) -> DeliverableState:
    state = getattr(text, "state", None)
    return DeliverableState(state) if state else DeliverableState.DRAFT


# What blocks, stage by stage --------------------------------------------------------------


def _against(
    atelier: Atelier,
    counts: Counter[Kind],
    said: Said,
    documents: Sequence[DocumentRow],
    now: datetime,
) -> Reasons:
    """Why the Atelier cannot move on yet, in the words of the room that would move it."""
    stage = atelier.at_stage
    states = {row.kind: row.state for row in documents}
    if atelier.ending:
        return reasons((True, f"l’Atelier est terminé : {atelier.get_ending_display().lower()}"))
    if stage is Stage.APPLICATION:
        return _application(atelier)
    if stage is Stage.COMPETITION:
        return _competition(atelier, now)
    if stage is Stage.FRAMING:
        return _framing(atelier)
    if stage in STAGE_OF.values():
        return _workshop(atelier, stage)
    if stage in (Stage.INTERIM_1, Stage.INTERIM_2):
        return evidence.against_ending_interim(
            in_interim=True,
            documents=Document.objects.filter(atelier=atelier).count(),
            excerpts=counts[Kind.EXCERPT],
            findings=counts[Kind.FINDING],
        )
    if stage is Stage.PRODUCTION:
        return deliverables.against_ending_production(states)
    if stage is Stage.FEEDBACK:
        facts = deliverables.Facts(workshops_held=3, unanswered=said.total - said.answered)
        return deliverables.against_closing(list(states.values()), facts)
    return _follow_up(atelier)


def _application(atelier: Atelier) -> Reasons:
    note = OpportunityNote.objects.filter(atelier=atelier).first()
    if note is None:
        return reasons((True, "la note d’opportunité n’est pas commencée"))
    if note.at_state is NoteState.SUBMITTED:
        return reasons((True, "la DGALN n’a pas encore décidé"))
    return application.view(note).missing


def _competition(atelier: Atelier, now: datetime) -> Reasons:
    found = MiniCompetition.objects.filter(atelier=atelier)
    running = found.prefetch_related("officers__person").first()
    if running is None:
        return reasons((True, "la consultation n’est pas préparée"))
    state = running.at_state
    if state is CompetitionState.DRAFT:
        return competition.against_publishing(
            keys=competition.against_publishing_keys(officer_states(running)),
            deadline=running.deadline,
            at=now,
            agreement_ends=atelier.framework.valid_to,
            day=day_of(now),
            unreachable=(),
            mode=Mode(running.mode),
        )
    if running.takes_tenders(now):
        return reasons(
            (True, f"les offres arrivent jusqu’au {short_date(day_of(running.deadline))}")
        )
    return reasons(
        (state is CompetitionState.OPEN, "les plis ne sont pas ouverts"),
        (state is CompetitionState.OPENED, "les grilles ne sont pas toutes rendues"),
        (state is CompetitionState.SCORED, "l’équipe n’est pas choisie"),
        (
            state in (CompetitionState.AWARDED, CompetitionState.DIRECT),
            "le marché n’est pas notifié",
        ),
    )


def _framing(atelier: Atelier) -> Reasons:
    held = Meeting.objects.filter(atelier=atelier, kind=MeetingKind.FRAMING).exclude(held_at=None)
    written = Framing.objects.filter(atelier=atelier).first()
    return framing.against_validating(
        meeting_held=held.exists(),
        methodology=written.methodology if written else "",
        scheduled=[Stage(d.stage) for d in atelier.dates.all()],
        validated=bool(written and written.validated_at),
    )


def _workshop(atelier: Atelier, stage: Stage) -> Reasons:
    ordinal = next(number for number, at in STAGE_OF.items() if at is stage)
    prepared = Workshop.objects.filter(atelier=atelier, ordinal=ordinal).first()
    return reasons(
        (prepared is None, "la session n’est pas préparée"),
        (
            prepared is not None and prepared.state == WorkshopState.PREPARED,
            "la salle n’est pas ouverte",
        ),
        (
            prepared is not None and prepared.state == WorkshopState.OPEN,
            "le registre des contributions n’est pas clos",
        ),
    )


def _follow_up(atelier: Atelier) -> Reasons:
    blocked = Action.objects.filter(node__atelier=atelier, progress=Progress.BLOCKED)
    follow_up = reverse("roadmap:follow_up", args=[atelier.slug])
    titles = blocked.values_list("node__number", "node__words")
    return tuple(Reason(f"action {n} bloquée : {words}", follow_up) for n, words in titles)
