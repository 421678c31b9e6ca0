"""What meetings decided, who carries it, what was carried out since; what stays in dispute."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from atelier_local.clock import PARIS, day_of
from atelier_local.programme.governance import operations as governance
from atelier_local.programme.governance.models import Decision
from atelier_local.programme.governance.queries import called
from atelier_local.programme.governance.rules import Decided
from atelier_local.steps.framing.enums import CommitteeKind
from atelier_local.steps.strategy import operations as strategy
from atelier_local.steps.workshops.models import Workshop

from ..telling import Telling


def decided(t: Telling, told: Iterable[str | Mapping[str, Any]], day: date) -> list[Decided]:
    """What a meeting of that day decided: a sentence, or its text, who, in how many months."""
    return [
        Decided(t.numbered(one))
        if isinstance(one, str)
        else Decided(t.numbered(one["text"]), one["who"], t.calendar.months(day, one["months"]))
        for one in told
    ]


def record(t: Telling, until: date) -> None:
    """Write the minutes of the committees that met before that day."""
    last = min(until, t.today)
    for told in t.says.get("committees", ()):
        kind = CommitteeKind(told["kind"]).meeting
        said = [one["record"] for one in told.get("meetings", ())]
        for meeting, minutes in zip(called(t.atelier).filter(kind=kind or ""), said, strict=True):
            if meeting.held_at or day_of(meeting.ends_at) > last:
                continue
            meeting.atelier = t.atelier
            *came, _ = meeting.invitations.select_related("person").order_by("pk")
            present = [one.person for one in came]
            at = meeting.ends_at + timedelta(minutes=20)
            governance.hold(meeting, minutes=minutes, present=present, by=t.pilot, at=at)


def carry_out(t: Telling, until: date) -> None:
    """Say which decisions were `done`, so many months after they were taken, before that day."""
    record(t, until)
    done = [one for one in _told(t) if "done" in one and t.knows(one["text"])]
    after = {t.numbered(one["text"]): one["done"] for one in done}
    taken = Decision.objects.filter(meeting__atelier=t.atelier, done_at=None, text__in=after)
    for decision in taken.select_related("meeting").order_by("number"):
        held_on = day_of(decision.meeting.starts_at)
        day = t.calendar.months(held_on, after[decision.text])
        if day <= min(until, t.today):
            decision.meeting.atelier = t.atelier
            at = datetime.combine(day, time(16), PARIS)
            governance.carry_out(decision, by=t.pilot, at=at)


def disagree(t: Telling, at: datetime, since: Collection[int]) -> None:
    """What parties do not agree on since these workshops, each college in its words."""
    heard = {one.ordinal: one for one in Workshop.objects.filter(atelier=t.atelier)}
    for told in t.says.get("disagreements", ()):
        if told["workshop"] in since:
            said = dict.fromkeys(("residents", "next", "settled"), "") | told
            said["workshop"] = heard[told["workshop"]]
            strategy.add_disagreement(t.atelier, **said, by=t.lead, at=at)


def _told(t: Telling) -> Iterator[Mapping[str, Any]]:
    minutes = [m for workshop in t.says["workshops"] for m in workshop.get("minutes", ())]
    for meeting in [*minutes, *t.says.get("reviews", ())]:
        yield from (one for one in meeting.get("decisions", ()) if not isinstance(one, str))
