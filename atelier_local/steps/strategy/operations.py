"""From what was found to what is aimed at."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from atelier_local.ground.journal import fields, union
from atelier_local.ground.journal.fields import Values
from atelier_local.ground.journal.operations import append
from atelier_local.programme.ateliers.enums import Horizon
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.governance.enums import College
from atelier_local.programme.people.models import Person
from atelier_local.programme.thread.enums import Kind
from atelier_local.programme.thread.events import Sources
from atelier_local.programme.thread.operations import refuse_citations
from atelier_local.refusal import Reasons, reasons, refuse_if
from atelier_local.steps.workshops import operations as workshops

from . import events, rules
from .enums import RecommendationKind
from .events import Addition
from .models import Axis, Disagreement, KeyIssue, Objective, Recommendation, Scenario


@transaction.atomic
def add_issue(
    atelier: Atelier,
    title: str,
    *,
    rests_on: Sources,
    by: Person,
    at: datetime,
    text: str = "",
    families: Iterable[str] = (),
    votes: int = 0,
) -> KeyIssue:
    """A key issue, ranked after those already there."""
    refuse_if(rules.against_issue(title, rests_on))
    values = {"title": title, "text": text, "families": "".join(sorted(families)), "votes": votes}
    made = _add(events.ISSUE, atelier, values, rests_on, by=by, at=at)
    assert isinstance(made, KeyIssue)
    return made


@transaction.atomic
def add_scenario(atelier: Atelier, *, by: Person, at: datetime, **said: Any) -> Scenario:
    """One more future that was weighed; `said` by the fields of `Scenario`."""
    refuse_if(_against_scenario(atelier, said))
    atelier.lock()
    position = Scenario.objects.filter(atelier=atelier).count() + 1
    scenario = Scenario.objects.create(atelier=atelier, position=position, **said)
    append(atelier.stream, "strategy.scenario_added", _scenario_said(scenario), by=by, at=at)
    return scenario


@transaction.atomic
def revise_scenario(scenario: Scenario, *, by: Person, at: datetime, **said: Any) -> None:
    """Tell it otherwise; what was told before stays in the journal."""
    refuse_if(_against_scenario(scenario.atelier, said))
    for name, value in said.items():
        setattr(scenario, name, value)
    scenario.save(update_fields=list(said))
    stream = scenario.atelier.stream
    append(stream, "strategy.scenario_revised", _scenario_said(scenario), by=by, at=at)


def _against_scenario(atelier: Atelier, said: Mapping[str, Any]) -> Reasons:
    option = said.get("option")
    elsewhere = option is not None and option.activity.workshop.atelier_id != atelier.pk
    counted = said.get("by_hand") is not None
    words = {name: said[name] for name in ("title", "text", "reason", "kept")}
    return rules.against_scenario(**words, voted=option is not None, counted=counted) + reasons(
        (elsewhere, "ce choix a été voté dans un autre Atelier")
    )


def _scenario_said(scenario: Scenario) -> dict[str, Any]:
    names = ("title", "text", "kept", "reason", "by_hand")
    told = {name: getattr(scenario, name) for name in names}
    option = str(scenario.option_id) if scenario.option_id else None
    return told | {"scenario": str(scenario.id), "option": option}


@transaction.atomic
def add_disagreement(atelier: Atelier, *, by: Person, at: datetime, **said: Any) -> Disagreement:
    """One more point on which parties do not agree; `said` by the fields of `Disagreement`."""
    refuse_if(_against_disagreement(atelier, said))
    atelier.lock()
    position = Disagreement.objects.filter(atelier=atelier).count() + 1
    made = Disagreement.objects.create(atelier=atelier, position=position, **said)
    append(atelier.stream, "strategy.disagreement_added", _disagreed(made), by=by, at=at)
    return made


@transaction.atomic
def revise_disagreement(made: Disagreement, *, by: Person, at: datetime, **said: Any) -> None:
    """Tell it otherwise, or how it was settled; what was told before stays in the journal."""
    refuse_if(_against_disagreement(made.atelier, said))
    for name, value in said.items():
        setattr(made, name, value)
    made.save(update_fields=list(said))
    append(made.atelier.stream, "strategy.disagreement_revised", _disagreed(made), by=by, at=at)


def _against_disagreement(atelier: Atelier, said: Mapping[str, Any]) -> Reasons:
    workshop = said["workshop"]
    elsewhere = workshop is not None and workshop.atelier_id != atelier.pk
    positions = {college.label: said[college.value] for college in College}
    return rules.against_disagreement(said["title"], said["text"], positions) + reasons(
        (elsewhere, "cet atelier est celui d’un autre territoire")
    )


def _disagreed(made: Disagreement) -> dict[str, Any]:
    names = (
        "title", "text", "local_authority", "state", "partners", "residents", "next", "settled",
    )  # fmt: skip
    told = {name: getattr(made, name) for name in names}
    workshop = str(made.workshop_id) if made.workshop_id else None
    return told | {"disagreement": str(made.id), "workshop": workshop}


@transaction.atomic
def add_axis(
    atelier: Atelier, name: str, *, by: Person, at: datetime, title: str = "", text: str = ""
) -> Axis:
    """A strand of the strategy, after those already there."""
    refuse_if(rules.against_axis(name))
    values = {"name": name, "title": title, "text": text}
    made = _add(events.AXIS, atelier, values, (), by=by, at=at)
    assert isinstance(made, Axis)
    return made


@transaction.atomic
def add_objective(
    axis: Axis,
    title: str,
    *,
    rests_on: Sources,
    by: Person,
    at: datetime,
    text: str = "",
    families: Iterable[str] = (),
) -> Objective:
    """An objective of an axis, numbered after it, at the office or in a hall."""
    refuse_if(rules.against_objective(title, rests_on))
    values = {
        "title": fields.of_lines(title),
        "text": fields.of_lines(text),
        "families": "".join(sorted(families)),
    }
    refuse_if(events.against_adding(values))
    stream = workshops.take_turn(axis.atelier)
    refuse_citations(axis.atelier, Kind.OBJECTIVE, rests_on)
    objective = events.add(axis, values, rests_on, by=by, at=at)
    payload = events.told_of(objective, rests_on)
    append(stream, events.ADDED, payload, by=by, at=at, id=objective.pk)
    return objective


@transaction.atomic
def reword(objective: Objective, read: Values, said: Values, *, by: Person, at: datetime) -> bool:
    """Write an objective otherwise than it was read, at the office or in a hall; whether anything
    changed. A field that somebody else changed meanwhile refuses all of it."""
    stream = workshops.take_turn(objective.node.atelier)
    now = events.values_of(Objective.objects.select_related("node").get(pk=objective.pk))
    refuse_if(rules.against_rewording(said.get("title", now["title"])))
    refuse_if(fields.against_writing(now, read, said, events.LABELS))
    changes = fields.changes(now, read, said)
    sound = events.sound(objective.node.atelier)
    refuse_if(fields.against_saying(str(objective.pk), changes, sound, events.LABELS))
    if changes:
        after = union.later(events.told(objective.node.atelier), at)
        payload = {"node": str(objective.pk), "number": objective.node.number, "changes": changes}
        append(stream, events.REWORDED, payload, by=by, at=after, received_at=at)
        events.write(objective.pk, {name: change["said"] for name, change in changes.items()})
    return bool(changes)


@transaction.atomic
def add_recommendation(
    atelier: Atelier,
    title: str,
    *,
    addressee: str,
    horizon: Horizon | str,
    kind: RecommendationKind,
    rests_on: Sources,
    by: Person,
    at: datetime,
    text: str = "",
) -> Recommendation:
    """Something the team recommends to someone."""
    refuse_if(rules.against_recommending(title, addressee, horizon, rests_on))
    values = {
        "title": title, "addressee": addressee, "horizon": str(horizon), "kind": str(kind),
        "text": text,
    }  # fmt: skip
    made = _add(events.RECOMMENDATION, atelier, values, rests_on, by=by, at=at)
    assert isinstance(made, Recommendation)
    return made


def _add(
    addition: Addition,
    atelier: Atelier,
    given: Values,
    rests_on: Sources,
    *,
    by: Person,
    at: datetime,
) -> Axis | KeyIssue | Recommendation:
    """At the office or in a hall: where it is told, home adds it too."""
    values = {n: fields.of_lines(v) if isinstance(v, str) else v for n, v in given.items()}
    refuse_if(addition.against_adding(values))
    stream = workshops.take_turn(atelier)
    if addition.kind:
        refuse_citations(atelier, addition.kind, rests_on)
    made = addition.add(atelier, values, rests_on, by=by, at=at)
    append(stream, addition.line, addition.told_of(made, rests_on), by=by, at=at, id=made.pk)
    return made
