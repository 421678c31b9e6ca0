"""The five documents, the answers, the closing, and the years after."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from typing import Any

from atelier_local.clock import PARIS
from atelier_local.programme.ateliers.access import roles_in
from atelier_local.programme.governance.enums import College, Opinion
from atelier_local.programme.people.enums import Role
from atelier_local.programme.people.models import Person
from atelier_local.programme.thread import operations as thread
from atelier_local.programme.thread.enums import Fate, Kind, Sight
from atelier_local.programme.thread.models import Node
from atelier_local.steps.application.queries import baseline
from atelier_local.steps.deliverables import operations as deliverables
from atelier_local.steps.deliverables.assembly import printing
from atelier_local.steps.deliverables.assembly.booklet import KEYWORDS, SIGNATURE
from atelier_local.steps.deliverables.changes import correction
from atelier_local.steps.deliverables.enums import DeliverableKind, Place
from atelier_local.steps.deliverables.models import Deliverable
from atelier_local.steps.deliverables.queries import states, written
from atelier_local.steps.roadmap import operations as roadmap
from atelier_local.steps.roadmap.enums import Progress
from atelier_local.steps.roadmap.models import Action, Update

from ..telling import Telling
from . import contracts
from .deciding import carry_out, decided
from .pictures import illustrate

CITED = {
    DeliverableKind.FRAMING_NOTE: (),
    DeliverableKind.LOGBOOK: (Kind.CONTRIBUTION, Kind.GROUP),
    DeliverableKind.FINAL_REPORT: (Kind.FINDING, Kind.ISSUE, Kind.RECOMMENDATION),
    DeliverableKind.ROADMAP: (Kind.OBJECTIVE, Kind.ACTION),
    DeliverableKind.BOOKLET: (Kind.ISSUE, Kind.OBJECTIVE, Kind.ACTION),
}
"""What each document rests on; each thing is cited by the section that speaks of it most."""

DELAYS = {
    DeliverableKind.FRAMING_NOTE: 36,
    DeliverableKind.LOGBOOK: 300,
    DeliverableKind.FINAL_REPORT: 330,
    DeliverableKind.ROADMAP: 335,
    DeliverableKind.BOOKLET: 350,
}
"""Days after T0 when each is put to the colleges."""


def produce(t: Telling) -> None:
    """Every contribution answered, the documents written, approved and frozen that are not yet: the
    framing note was, before the first workshop.
    """
    contracts.admit(t, 274)
    contracts.amend(t)
    _answer(t)
    begun = states(t.atelier)
    for kind in DeliverableKind:
        if kind not in begun:
            document(t, kind)
    _meet(t)
    deliverables.end_production(t.atelier, by=t.pilot, at=t.at(378))


def _meet(t: Telling) -> None:
    """Each item of the specification: the section that says most of it, or why none does."""
    dropped = t.says["application"].get("dropped", {})
    sections = list(written(t.atelier, Sight.TEAM).values())
    said = [_words(f"{section.node.words} {section.text}") for section in sections]
    for item in baseline(t.atelier).select_related("specification__note__atelier__stream"):
        if item.number in dropped:
            deliverables.drop_item(item, dropped[item.number], by=t.pilot, at=t.at(372))
            continue
        common = [len(_words(item.text) & words) for words in said]
        section = sections[common.index(max(common))]
        deliverables.answer_item(item, section, by=t.lead, at=t.at(370))


def close(t: Telling) -> None:
    """The five documents published, the Atelier closed: what it said becomes public."""
    for published in Deliverable.objects.filter(atelier=t.atelier):
        published.atelier = t.atelier
        deliverables.publish(published, by=t.pilot, at=t.at(388))
    deliverables.close_atelier(t.atelier, by=t.pilot, at=t.at(406))
    contracts.admit(t, 408)


def follow_up(t: Telling) -> None:
    """News of the actions and reviews of the roadmap, as far as today."""
    if Update.objects.filter(action__node__atelier=t.atelier).exists():
        return
    closed_on = t.calendar.day(406)
    carry_out(t, closed_on)
    for told in t.says.get("errata", ()):
        day = t.calendar.months(closed_on, told["months_after_close"])
        if day < t.today:
            _correct(t, told, datetime.combine(day, time(11), PARIS))
    for told in sorted(t.says.get("updates", ()), key=lambda u: u["months_after_close"]):
        at = datetime.combine(
            t.calendar.months(closed_on, told["months_after_close"]), time(11), PARIS
        )
        if at.date() <= t.today:
            _update(t, told, at)
    for told in t.says.get("reviews", ()):
        day = t.calendar.months(closed_on, told["months_after_close"])
        if day < t.today:
            starts_at = datetime.combine(day, time(14), PARIS)
            roadmap.hold_review(
                t.atelier,
                months_after=told["months_after_close"],
                summary=told["summary"].strip(),
                starts_at=starts_at,
                place="Siège de la communauté de communes",
                decisions=decided(t, told["decisions"], day),
                by=t.pilot,
                at=starts_at + timedelta(hours=3),
            )
    carry_out(t, t.today)


def _correct(t: Telling, told: dict[str, Any], at: datetime) -> None:
    """A published document corrected, as somebody who read it asked."""
    found = Deliverable.objects.select_related("pdf").get(atelier=t.atelier, kind=told["document"])
    found.atelier = t.atelier
    section = found.sections.select_related("node").get(key=told["section"])
    text, reason = section.text.replace(told["said"], told["becomes"]), told["reason"]
    change = correction(found, reason, section, text, at=at)
    made = printing(found, at=at, correction=change)
    deliverables.correct(
        found,
        2,
        reason,
        made.pdf,
        made.pages,
        section=section,
        text=text,
        moved=change.moved,
        parts=made.parts,
        photographs=made.photographs,
        by=t.pilot,
        at=at,
    )


def _update(t: Telling, told: dict[str, Any], at: datetime) -> None:
    action = Action.objects.select_related("node__atelier__stream").get(
        pk=t.node(told["action"]).pk
    )
    progress, by = Progress(told["status"]), t.people_as(Role.LOCAL_AUTHORITY)[0]
    roadmap.update_action(
        action,
        progress=progress,
        percent=100 if progress is Progress.DONE else told["progress"],
        news=told["news"],
        next_step=told.get("next_step", ""),
        by=by,
        at=at,
    )
    awaited = action.milestones.filter(done_at=None)
    if progress is Progress.STARTED:  # it has behind it what was due half a year ago
        awaited = awaited.filter(due_on__lt=at - timedelta(days=183))
    if progress in (Progress.STARTED, Progress.DONE):
        for milestone in awaited:
            roadmap.reach_milestone(milestone, by=by, at=at)


def _answer(t: Telling) -> None:
    """Tell each person what became of what they said."""
    for told in t.says["contributions"]:
        node = t.node(told["key"])
        fate = Fate(told["fate"])
        thread.answer(node, fate, told["fate_reason"], by=t.lead, at=t.at(280))


def document(t: Telling, kind: DeliverableKind) -> None:
    """Written by the team, put to the colleges, approved and frozen."""
    days = DELAYS[kind]
    begun = deliverables.start_deliverable(t.atelier, kind, by=t.lead, at=t.at(days - 20))
    begun.atelier = t.atelier
    sections = list(_sections(t, kind))
    cited = _shared_out(
        Node.unfiltered.filter(atelier=t.atelier, kind__in=[k.value for k in CITED[kind]]),
        [f"{title} {text}" for _, title, text in sections],
    )
    for (key, title, text), nodes in zip(sections, cited, strict=True):
        deliverables.write_section(
            begun,
            key,
            title,
            text,
            cites=[(node, "repris dans cette section") for node in nodes],
            by=t.lead,
            at=t.at(days - 15),
        )
    for told in t.says.get("glossary", ()) if kind is DeliverableKind.FINAL_REPORT else ():
        deliverables.explain(begun, told["term"], told["definition"], by=t.lead, at=t.at(days - 15))
    illustrate(t, begun, t.at(days - 10))
    due_on = t.calendar.day(days + 21)
    deliverables.ask_validation(begun, due_on=due_on, by=t.lead, at=t.at(days))
    for rank, told in enumerate(a for a in t.says["approvals"] if a["document"] == kind):
        person = _speaker(t, College(told["college"]))
        deliverables.approve(
            begun,
            College(told["college"]),
            Opinion(told["opinion"]),
            reservation=told.get("reservation", ""),
            roles=roles_in(t.atelier, person),
            by=person,
            at=t.at(days + 5 + 3 * rank, 15),
        )
    at = t.at(days + 16)
    deliverables.freeze(begun, *printing(begun, at=at).kept, by=t.pilot, at=at)


def _sections(t: Telling, kind: DeliverableKind) -> Iterator[tuple[str, str, str]]:
    """What the team wrote of a document: key, title, text; the booklet has two prefaces first
    and lessons for other Ateliers last.
    """
    whole = kind is DeliverableKind.BOOKLET
    for rank, told in enumerate(t.says["prefaces"] if whole else (), 1):
        name = told["name"] if "name" in told else t.person(told["author"]).full_name
        signed = f"{told['text'].strip()}\n{SIGNATURE}{name}, {told['function']}"
        yield f"{Place.PREFACE}-{rank}", told["title"], signed
    for told in t.says["sections"]:
        if told["document"] == kind:
            yield told["key"], told["title"], t.with_numbers(told["text"])
    for rank, told in enumerate(t.says["lessons"] if whole else (), 1):
        text = f"{told['text'].strip()}\n{KEYWORDS} {', '.join(told['tags'])}"
        yield f"{Place.LESSON}-{rank}", told["title"], text


def _shared_out(nodes: Iterable[Node], texts: list[str]) -> list[list[Node]]:
    """Each node with the text that shares most of its words; the first when none does."""
    vocabularies = [_words(text) for text in texts]
    shared: list[list[Node]] = [[] for _ in texts]
    for node in nodes:
        common = [len(_words(node.words) & known) for known in vocabularies]
        shared[common.index(max(common))].append(node)
    return shared


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.lower()) if len(word) > 4}


def _speaker(t: Telling, college: College) -> Person:
    return {
        College.LOCAL_AUTHORITY: lambda: t.people_as(Role.ELECTED)[0],
        College.STATE: lambda: t.pilot,
        College.PARTNERS: lambda: t.people_as(Role.PARTNER)[0],
    }[college]()
