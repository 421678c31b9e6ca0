"""What an Atelier holds, read once for a document: one query a concern, as the parties see it.

What was hidden, and what someone interviewed kept to the team, is not here to be printed.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from atelier_local.ground.files.typography import THIN
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.ateliers.models import Party, ProblemStatement, StageDate
from atelier_local.programme.governance import queries as governance
from atelier_local.programme.governance.enums import College
from atelier_local.programme.governance.models import Approval, Meeting
from atelier_local.programme.territories.models import Commune
from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.programme.thread.models import Answer, Citation, Node
from atelier_local.steps.contract.models import CallOffContract
from atelier_local.steps.evidence.enums import Visibility
from atelier_local.steps.evidence.models import Document, Excerpt, Figure, Finding, Interview
from atelier_local.steps.framing.models import Framing
from atelier_local.steps.framing.queries import whole
from atelier_local.steps.roadmap.models import Pledge, Update
from atelier_local.steps.roadmap.queries import Roadmap
from atelier_local.steps.roadmap.queries import roadmap as whole_roadmap
from atelier_local.steps.strategy.models import Axis, KeyIssue, Objective, Recommendation
from atelier_local.steps.wall.models import Activity, Contribution, Group
from atelier_local.steps.wall.queries import spells
from atelier_local.steps.wall.rules.running import Spell
from atelier_local.steps.workshops.models import Workshop
from atelier_local.steps.workshops.queries import Outcome, outcomes

from ..enums import DeliverableKind, Place
from ..models import Deliverable, Photograph, Section
from ..rules import axis_words, places
from .editions import Correction, Edition, corrected

MARK = re.compile(r"\[\[([^\[\]]{1,20})\]\]")

_ORPHAN = re.compile(r"(?<=\S) +(?=[.,)]|$)", re.MULTILINE)
"""A space that a withheld mark left before a stop."""


class Material:
    """Each property is read when a document first asks for it."""

    def __init__(
        self, deliverable: Deliverable, at: datetime, correction: Correction | None = None
    ) -> None:
        self.deliverable, self.at, self.correction = deliverable, at, correction
        self.kind = DeliverableKind(deliverable.kind)
        self.atelier = deliverable.atelier

    # Words ------------------------------------------------------------------------------

    @cached_property
    def sections(self) -> dict[Place, list[Section]]:
        """The narrative sections, in their order, by the place where each belongs."""
        found = self.deliverable.sections.select_related("node").order_by("position")
        written = [self._corrected(section) for section in found]
        axes = axis_words(axis.name for axis in self.axes)
        where = places(self.kind, [section.key for section in written], axes)
        placed: dict[Place, list[Section]] = defaultdict(list)
        for section, place in zip(written, where, strict=True):
            placed[place].append(section)
        return placed

    def _corrected(self, section: Section) -> Section:
        change = self.correction
        if change and change.section and change.section.pk == section.pk:
            section.text = change.text
        return section

    @cached_property
    def errata(self) -> list[Edition]:
        """The versions of a document that was corrected, the frozen one first; none of another."""
        frozen, change = self.deliverable, self.correction
        found = list(frozen.errata.select_related("section__node", "pdf"))
        if not frozen.pdf or not frozen.frozen_at or not (found or change):
            return []
        first = Edition(1, frozen.frozen_at, "Document figé.", frozen.pdf.sha256)
        told = [
            Edition(
                one.number, one.at, corrected(one.reason, one.section), one.pdf.sha256, one.moved
            )
            for one in found
        ]
        if change:
            why = corrected(change.reason, change.section)
            told.append(Edition(len(found) + 2, self.at, why, moved=change.moved))
        return [first, *told]

    @cached_property
    def photographs(self) -> dict[UUID, list[Photograph]]:
        """What each section shows; in a logbook, the sheets of a hall stand with its tables."""
        shown: dict[UUID, list[Photograph]] = defaultdict(list)
        for one in self.going_out:
            if not one.sheet or self.kind is not DeliverableKind.LOGBOOK:
                shown[one.section_id].append(one)
        return shown

    @cached_property
    def going_out(self) -> list[Photograph]:
        """But for those whom nobody agreed to show."""
        kept = Photograph.objects.going_out().filter(section__deliverable=self.deliverable)
        return list(kept.select_related("file", "sheet__pack"))

    def told(self, text: str) -> str:
        """The text with each `[[mark]]` a code that the document explains.

        An excerpt is told by its document or interview; what the parties may not see loses its
        mark, as if it had never been cited; a code that is nothing stays, to be seen and mended.
        """
        kept = MARK.sub(lambda match: self._mark(match[1].strip()), text)
        return _ORPHAN.sub("", kept)

    def _mark(self, code: str) -> str:
        node = self.by_number.get(code)
        if node is None:
            return "" if code in self.withheld else f"[[{code}]]"
        if node.at_kind is Kind.ISSUE:
            return f"({code.lower()})"
        return f"[[{self.code(node)}]]"

    def said(self, words: str) -> str:
        """The words of somebody else: brackets that designate nothing are theirs, no mark."""
        return MARK.sub(self._theirs, words)

    def _theirs(self, match: re.Match[str]) -> str:
        known = match[1] in self.by_number or match[1] in self.sources_by_number
        return match[0] if known else match[0].replace("[[", f"[{THIN}[")

    def code(self, node: Node) -> str:
        """How a document names the node: an excerpt by where it was read or heard."""
        excerpt = self.excerpts.get(node.pk)
        return excerpt.source.number if excerpt else node.number

    # The thread -------------------------------------------------------------------------

    @cached_property
    def _all_nodes(self) -> list[Node]:
        return list(Node.unfiltered.filter(atelier=self.atelier))

    @cached_property
    def nodes(self) -> dict[UUID, Node]:
        """What the parties see; not an excerpt, even published, once its interview is the team's
        alone again.
        """
        shown = (n for n in self._all_nodes if n.seen_by >= Sight.PARTIES)
        return {n.pk: n for n in shown if n.kind != Kind.EXCERPT or n.pk in self.excerpts}

    @cached_property
    def by_number(self) -> dict[str, Node]:
        return {node.number: node for node in self.nodes.values() if node.number}

    @cached_property
    def withheld(self) -> set[str]:
        """Numbers of what exists and may not be printed."""
        kept = {n.number for n in self._all_nodes if n.pk not in self.nodes}
        return kept | {i.number for i in self._all_interviews if i.pk not in self.interviews}

    @cached_property
    def citations(self) -> list[Citation]:
        found = Citation.objects.filter(target__atelier=self.atelier, withdrawn_at=None)
        return [c for c in found if c.source_id in self.nodes and c.target_id in self.nodes]

    @cached_property
    def _sources(self) -> dict[UUID, list[Node]]:
        found: dict[UUID, list[Node]] = defaultdict(list)
        for citation in self.citations:
            found[citation.target_id].append(self.nodes[citation.source_id])
        return found

    @cached_property
    def uses(self) -> Counter[UUID]:
        """How many things rest directly on each node."""
        return Counter(citation.source_id for citation in self.citations)

    def sources(self, key: UUID) -> list[Node]:
        """What the node directly rests on, what was said first."""
        return sorted(self._sources[key], key=lambda n: (n.at_kind.rank, n.number))

    def behind(self, key: UUID) -> set[Node]:
        """All that the node rests on, however far."""
        met: set[Node] = set()
        ahead = list(self._sources[key])
        while ahead:
            node = ahead.pop()
            if node not in met:
                met.add(node)
                ahead += self._sources[node.pk]
        return met

    @cached_property
    def became(self) -> dict[UUID, list[Node]]:
        """What directly rests on each node."""
        found: dict[UUID, list[Node]] = defaultdict(list)
        for citation in self.citations:
            found[citation.source_id].append(self.nodes[citation.target_id])
        return found

    @cached_property
    def answers(self) -> dict[UUID, Answer]:
        """The latest answer to each node."""
        given = Answer.objects.filter(node__atelier=self.atelier).order_by("at", "id")
        return {answer.node_id: answer for answer in given}

    # The frame --------------------------------------------------------------------------

    @cached_property
    def communes(self) -> list[Commune]:
        found = Commune.objects.filter(epci=self.atelier.epci_id)
        return list(found.select_related("contour", "department").order_by("-population"))

    @cached_property
    def territory(self) -> list[dict[str, Any]]:
        """The communes whose contour is known, as drawings read them."""
        return [
            {"code": c.code, "name": c.name, "rings": _rings(c.contour.geometry)}
            for c in self.communes
            if hasattr(c, "contour")
        ]

    @cached_property
    def code_of(self) -> dict[str, str]:
        """The code of each commune, by name."""
        return {commune.name: commune.code for commune in self.communes}

    @cached_property
    def stages(self) -> dict[Stage, StageDate]:
        return {Stage(d.stage): d for d in StageDate.objects.filter(atelier=self.atelier)}

    @cached_property
    def statements(self) -> list[ProblemStatement]:
        return list(ProblemStatement.objects.filter(atelier=self.atelier))

    @cached_property
    def parties(self) -> list[Party]:
        return list(Party.objects.filter(atelier=self.atelier).select_related("organisation"))

    @cached_property
    def framing(self) -> Framing | None:
        return whole(Framing.objects.filter(atelier=self.atelier)).first()

    @cached_property
    def contract(self) -> CallOffContract | None:
        found = CallOffContract.objects.filter(atelier=self.atelier).select_related("consortium")
        return found.prefetch_related("team__person__organisation").first()

    @cached_property
    def approvals(self) -> dict[College, Approval]:
        """The latest opinion of each college on this document."""
        asked = governance.validation(self.atelier, self.kind)
        if asked is None:
            return {}
        given = asked.approvals.select_related("by__organisation").order_by("at", "id")
        return {College(approval.college): approval for approval in given}

    @cached_property
    def meetings(self) -> list[Meeting]:
        return list(Meeting.objects.filter(atelier=self.atelier).prefetch_related("decisions"))

    # What was said ----------------------------------------------------------------------

    @cached_property
    def workshops(self) -> list[Workshop]:
        found = Workshop.objects.filter(atelier=self.atelier)
        return list(found.prefetch_related("days__meeting", "days__sequences", "tables"))

    @cached_property
    def outcomes(self) -> dict[int, Outcome]:
        return outcomes(self.atelier)

    @cached_property
    def activities(self) -> list[Activity]:
        """What was put to the rooms, in order."""
        found = Activity.objects.filter(workshop__atelier=self.atelier)
        return list(found.order_by("workshop__ordinal", "position"))

    @cached_property
    def spells(self) -> Mapping[str, list[Spell]]:
        """When each of them was before its room."""
        return spells(self.workshops)

    @cached_property
    def contributions(self) -> list[Contribution]:
        """Every card shown, in the order of the register."""
        found = Contribution.objects.seen_by(Sight.PARTIES).filter(
            node__atelier=self.atelier, hidden_at=None
        )
        shown = found.select_related("activity__workshop", "commune")
        for contribution in shown:
            contribution.node.words = self.said(contribution.node.words)
        return sorted(shown, key=lambda c: (c.activity.workshop.ordinal, c.node.number, c.node.at))

    @cached_property
    def contribution_of(self) -> dict[UUID, Contribution]:
        return {contribution.pk: contribution for contribution in self.contributions}

    def said_at(self, ordinal: int) -> list[Contribution]:
        return [c for c in self.contributions if c.activity.workshop.ordinal == ordinal]

    @cached_property
    def groups(self) -> list[Group]:
        found = Group.objects.seen_by(Sight.PARTIES).filter(node__atelier=self.atelier)
        return list(found.select_related("workshop").order_by("node__number"))

    # Evidence ---------------------------------------------------------------------------

    @cached_property
    def documents(self) -> list[Document]:
        return list(Document.objects.filter(atelier=self.atelier))

    @cached_property
    def _all_interviews(self) -> list[Interview]:
        return list(Interview.objects.filter(atelier=self.atelier))

    @cached_property
    def interviews(self) -> dict[UUID, Interview]:
        """Those that the person validated and did not keep to the team."""
        return {
            i.pk: i
            for i in self._all_interviews
            if i.validated_at and i.visibility != Visibility.INTERNAL
        }

    @cached_property
    def sources_by_number(self) -> dict[str, Document | Interview]:
        """Documents and interviews that may be cited, by number."""
        kept: list[Document | Interview] = [*self.documents, *self.interviews.values()]
        return {source.number: source for source in kept}

    @cached_property
    def excerpts(self) -> dict[UUID, Excerpt]:
        found = Excerpt.objects.seen_by(Sight.PARTIES).filter(node__atelier=self.atelier)
        shown = found.select_related("document", "interview").order_by("node__number")
        kept = (e for e in shown if e.document_id or e.interview_id in self.interviews)
        return {excerpt.pk: excerpt for excerpt in kept}

    @cached_property
    def figures(self) -> dict[UUID, Figure]:
        found = Figure.objects.seen_by(Sight.PARTIES).filter(node__atelier=self.atelier)
        return {figure.pk: figure for figure in found.order_by("node__number")}

    @cached_property
    def findings(self) -> list[Finding]:
        found = Finding.objects.seen_by(Sight.PARTIES).filter(node__atelier=self.atelier)
        return list(found.order_by("node__number"))

    # Strategy and roadmap ---------------------------------------------------------------

    @cached_property
    def issues(self) -> list[KeyIssue]:
        found = KeyIssue.objects.seen_by(Sight.PARTIES).filter(node__atelier=self.atelier)
        return list(found.order_by("rank"))

    @cached_property
    def axes(self) -> list[Axis]:
        return list(Axis.objects.filter(atelier=self.atelier))

    @cached_property
    def objectives(self) -> list[Objective]:
        found = Objective.objects.seen_by(Sight.PARTIES).filter(node__atelier=self.atelier)
        return list(found.order_by("axis__position", "position"))

    @cached_property
    def recommendations(self) -> list[Recommendation]:
        found = Recommendation.objects.seen_by(Sight.PARTIES).filter(node__atelier=self.atelier)
        return list(found.order_by("node__number"))

    @cached_property
    def roadmap(self) -> Roadmap:
        return whole_roadmap(self.atelier, Sight.PARTIES)

    @cached_property
    def news(self) -> dict[UUID, Update]:
        """The latest of each action."""
        told = Update.objects.filter(action__node__atelier=self.atelier).order_by("at", "id")
        return {update.action_id: update for update in told}

    @cached_property
    def pledges(self) -> list[Pledge]:
        return list(Pledge.objects.filter(action__node__atelier=self.atelier))


def _rings(geometry: dict[str, Any]) -> list[list[list[float]]]:
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    return [polygon[0] for polygon in polygons]
