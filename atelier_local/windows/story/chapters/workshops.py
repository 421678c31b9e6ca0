"""The three workshops, and the two phases between them."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from atelier_local.clock import PARIS, day_of
from atelier_local.programme.ateliers.enums import Audience, Horizon
from atelier_local.programme.thread import operations as thread
from atelier_local.steps.evidence import operations as evidence
from atelier_local.steps.evidence.enums import DocumentKind, Visibility
from atelier_local.steps.evidence.models import Document, Finding, Interview
from atelier_local.steps.strategy import operations as strategy
from atelier_local.steps.strategy import queries as scenarios
from atelier_local.steps.strategy.enums import RecommendationKind
from atelier_local.steps.wall import operations as wall
from atelier_local.steps.wall.enums import Channel, ContributionKind
from atelier_local.steps.wall.models import Activity, Contribution, Participant
from atelier_local.steps.workshops import operations as workshops
from atelier_local.steps.workshops.models import Workshop

from ..telling import Telling, spread
from . import actions, contracts, kits, tables
from .asking import ask
from .deciding import carry_out, decided, disagree, record
from .paper import type_sheets
from .pictures import joined, read_over
from .voting import choose


def first_workshop(t: Telling) -> None:
    """Two days to look together: cards from phones, paper and scribes, then groups."""
    _hold(t, 1)


def second_workshop(t: Telling) -> None:
    """Key issues, axes and objectives, chosen by the room."""
    contracts.admit(t, 160)
    contracts.widen(t)
    at = _noon(t, 2)
    for told in t.says["issues"]:
        known = [s for s in told["rests_on"] if s["key"] in t.known]
        strategy.add_issue(
            t.atelier,
            told["title"],
            text=told["text"].strip(),
            families=told["families"],
            votes=told["votes"],
            rests_on=t.sources(known),
            by=t.lead,
            at=at,
        )
    axes = {
        told["key"]: strategy.add_axis(
            t.atelier,
            told.get("name", told["title"]),
            title=told["title"] if "name" in told else "",
            text=told["text"].strip(),
            by=t.lead,
            at=at,
        )
        for told in t.says["axes"]
    }
    for told in t.says["objectives"]:
        strategy.add_objective(
            axes[told["axis"]],
            told["title"],
            text=tables.draft(told, "text").strip(),
            families=told["families"],
            rests_on=t.sources(told["rests_on"]),
            by=t.lead,
            at=at + timedelta(hours=1),
        )
    _hold(t, 2)
    _weigh(t, at + timedelta(hours=6))


def _weigh(t: Telling, at: datetime) -> None:
    """The futures that were compared, with what the room gave each, on phones or by hand."""
    voted = {option.words: option for option in scenarios.options(t.atelier)}
    for told in t.says.get("scenarios", ()):
        strategy.add_scenario(
            t.atelier,
            title=told["title"],
            text=told["text"],
            kept=told["kept"],
            reason=told["reason"],
            option=voted.get(told["title"]),
            by_hand=told.get("by_hand"),
            by=t.lead,
            at=at,
        )


def third_workshop(t: Telling) -> None:
    """Recommendations, then actions with owner, cost, funders and horizon; pledges aloud."""
    contracts.hear(t)
    contracts.admit(t, 258)
    at = _noon(t, 3)
    disagree(t, at - timedelta(days=7), since=(1, 2))
    for told in t.says.get("recommendations", ()):
        strategy.add_recommendation(
            t.atelier,
            told["title"],
            addressee=told["addressee"],
            horizon=Horizon(told["horizon"]),
            kind=RecommendationKind(told["kind"]),
            text=told["text"].strip(),
            rests_on=t.sources(told["rests_on"]),
            by=t.lead,
            at=at - timedelta(days=8),
        )
    tables.reword(t, at)
    for told in t.says["actions"]:
        actions.act(t, told, at)
    _hold(t, 3)
    disagree(t, at + timedelta(days=3), since=(3,))


def first_interim(t: Telling) -> None:
    """Documents read, people heard, and a first set of findings."""
    turn = (t.calendar.workshops[2] - t.calendar.t0).days
    _read(t, t.says["documents"], at=t.at(80))
    _hear(t, [i for i in t.says["interviews"] if i["days_after_t0"] < turn])
    for told in t.says["figures"]:
        evidence.add_figure(
            t.atelier,
            label=told["label"].strip(),
            value=f"{told['value']:g}".replace(".", ",") if _is_number(told) else told["value"],
            unit=told["unit"],
            vintage=t.calendar.t0.year + told["vintage_offset"],
            source=told["source"],
            comparator=told.get("comparator", ""),
            fictitious=told.get("fictitious", False),
            by=t.lead,
            at=t.at(100),
        )
    _find(t, at=t.at(150))
    record(t, t.calendar.day(160))
    evidence.end_interim(t.atelier, by=t.lead, at=t.at(160))


def second_interim(t: Telling) -> None:
    """More people heard; findings completed with what the second workshop said."""
    listen_again(t)
    carry_out(t, t.calendar.day(262))
    evidence.end_interim(t.atelier, by=t.lead, at=t.at(262))


def listen_again(t: Telling) -> None:
    """The second phase under way: told alone for an Atelier that stops between 2 and 3."""
    turn = (t.calendar.workshops[2] - t.calendar.t0).days
    _hear(t, [i for i in t.says["interviews"] if i["days_after_t0"] >= turn])
    at = t.at(216)
    for told in t.says["findings"]:
        if told["key"] in t.known:
            _complete(t, told, at)
    _find(t, at=at)
    record(t, t.calendar.day(216))
    disagree(t, at, since=(1, 2))
    for told in t.says["issues"]:
        issue = t.node(told["key"])
        for source, why in t.sources(s for s in told["rests_on"] if s["key"] in t.known):
            thread.cite(source, issue, why, by=t.lead, at=at)


def _is_number(told: dict[str, Any]) -> bool:
    return isinstance(told["value"], int | float)


def _read(t: Telling, told_documents: Iterable[dict[str, Any]], *, at: datetime) -> None:
    for told in told_documents:
        document = evidence.add_document(
            t.atelier,
            title=told["title"],
            author=told["author"],
            kind=DocumentKind(told["kind"]),
            year=t.calendar.t0.year + told["year_offset"],
            pages=told.get("pages"),
            note=told["note"].strip(),
            by=t.lead,
            at=at,
        )
        _extract(t, told["key"], document, at=at)


def _hear(t: Telling, told_interviews: Iterable[dict[str, Any]]) -> None:
    for told in told_interviews:
        at = t.at(told["days_after_t0"], 17)
        interview = evidence.add_interview(
            t.atelier,
            function=told["function"],
            audience=Audience(told["audience"]),
            held_on=t.calendar.day(told["days_after_t0"]),
            minutes=told.get("minutes"),
            synthesis=told["synthesis"].strip(),
            visibility=Visibility(told["visibility"]),
            by=t.lead,
            at=at,
        )
        if told["validated"]:
            evidence.validate_interview(interview, by=t.lead, at=at + timedelta(days=6))
            _extract(t, told["key"], interview, at=at + timedelta(days=7))


def _extract(t: Telling, key: str, source: Document | Interview, *, at: datetime) -> None:
    for told in t.says["excerpts"]:
        if told["source"] == key:
            evidence.extract(
                source,
                told["words"].strip(),
                page=told.get("page"),
                family=told.get("family", ""),
                by=t.lead,
                at=at,
            )


def _find(t: Telling, *, at: datetime) -> None:
    """Write the findings that something already supports and that are not written yet."""
    t.look_again()
    for told in t.says["findings"]:
        known = [s for s in told["rests_on"] if s["key"] in t.known]
        if known and told["key"] not in t.known:
            evidence.add_finding(
                t.atelier,
                told["title"],
                t.with_numbers(told["text"]),
                families=told["families"],
                silent_audiences=told["silent_audiences"],
                rests_on=t.sources(known),
                by=t.lead,
                at=at,
            )
    t.look_again()


def _complete(t: Telling, told: dict[str, Any], at: datetime) -> None:
    """Give a finding the sources it could not have before."""
    node = t.node(told["key"])
    for source, why in t.sources(s for s in told["rests_on"] if s["key"] in t.known):
        thread.cite(source, node, why, by=t.lead, at=at)
    text = t.with_numbers(told["text"])
    evidence.revise_finding(Finding.objects.get(pk=node.pk), text, by=t.lead, at=at)


def _noon(t: Telling, ordinal: int) -> datetime:
    return datetime.combine(t.calendar.workshops[ordinal], time(12), PARIS)


def _hold(t: Telling, ordinal: int) -> None:
    """Open the room, let cards in, group them, close the register."""
    told = next(w for w in t.says["workshops"] if w["ordinal"] == ordinal)
    workshop = Workshop.objects.select_related("atelier__framework", "atelier__stream", "stream")
    held = workshop.get(atelier=t.atelier, ordinal=ordinal)
    starts = _noon(t, ordinal) - timedelta(hours=4)
    workshops.open_workshop(held, by=t.lead, at=starts)
    kit = kits.leave(t, held, starts)
    evening = starts + timedelta(days=told["days"] - 1, hours=10, minutes=30)
    last = max(_run(t, held, activity) for activity in told["activities"])
    ask(held, told.get("questions", ()), by=t.lead, at=evening - timedelta(hours=3))
    for vote in told.get("votes", ()):
        began = vote.get("begins")
        day = datetime.combine(day_of(starts), began, PARIS) if began else None
        choose(t, held, vote, day or evening - timedelta(hours=2))
    ends = max(evening, last + timedelta(minutes=30))
    _group(t, held, ends - timedelta(minutes=20))
    minutes = told.get("minutes", [{}])[0]
    wall.close_workshop(
        held,
        attendance={Audience(code): count for code, count in told["attendance"].items()},
        minutes=minutes.get("text", told["purpose"]),
        decisions=decided(t, minutes.get("decisions", ()), day_of(starts)),
        by=t.lead,
        at=ends,
    )
    workshops.leave_open(
        held,
        disagreements=told.get("disagreements", ()),
        open_questions=told.get("open_questions", ()),
        by=t.lead,
        at=ends + timedelta(minutes=30),
    )
    kits.come_home(t, kit, ends + timedelta(hours=16))
    t.atelier.refresh_from_db()
    t.look_again()


def _run(t: Telling, held: Workshop, told: dict[str, Any]) -> datetime:
    """One question put to the room, so many minutes `late`, with everything the room answered; when
    it was closed."""
    asked = Activity.objects.select_related("sequence__day__meeting")
    activity = asked.get(workshop=held, question=told["question"])
    activity.workshop, planned = held, activity.sequence
    assert planned is not None
    day = day_of(planned.day.meeting.starts_at)
    at = datetime.combine(day, planned.starts_at, PARIS) + timedelta(minutes=told["late"])
    wall.open_activity(activity, by=t.lead, at=at)
    cards = [c for c in t.says["contributions"] if c["activity"] == told["key"]]
    if told.get("sheets"):
        cards = type_sheets(t, activity, told, cards, at + timedelta(minutes=45))
    lasts = told["lasts"]
    phones: dict[tuple[str, int | None], Participant] = {}
    said = [
        _said(t, held, card, phones, moment)
        for card, moment in zip(cards, spread(len(cards), at, lasts - 5), strict=True)
    ]
    ends = at + timedelta(minutes=lasts)
    read_over(wall.contribute_all(activity, said), by=t.lead, at=ends - timedelta(minutes=3))
    wall.close_activity(activity, by=t.lead, at=ends)
    return ends


def _said(
    t: Telling,
    held: Workshop,
    card: dict[str, Any],
    phones: dict[tuple[str, int | None], Participant],
    at: datetime,
) -> wall.Said:
    channel = Channel(card["channel"])
    who = (card["audience"], card.get("table"))
    if channel is Channel.PHONE and who not in phones:
        phones[who] = wall.join(held, audience=who[0], table=who[1], at=at)
    return wall.Said(
        words=card["words"].strip(),
        kind=ContributionKind(card["kind"]),
        family=card["family"],
        audience=card["audience"],
        channel=channel,
        table=card.get("table"),
        place=card.get("place", ""),
        who=card.get("who", ""),
        due=card.get("due", ""),
        **joined(held, card, at),
        by=phones[who] if channel is Channel.PHONE else t.lead,
        at=at,
    )


def _group(t: Telling, held: Workshop, at: datetime) -> None:
    t.look_again()
    for told in t.says["groups"]:
        if told["workshop"] == held.ordinal:
            keys = [t.node(member).pk for member in told["members"]]
            cards = list(Contribution.objects.filter(pk__in=keys))
            wall.group(held, told["title"], cards, by=t.lead, at=at)
