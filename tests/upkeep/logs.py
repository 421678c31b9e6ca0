"""Logs of one room held on several laptops, made at random; and bringing them home."""

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from atelier_local.ground.journal import bundles
from atelier_local.ground.journal.models import Stream
from atelier_local.ground.journal.operations import Draft
from atelier_local.ground.journal.rules import ERASED, Payload
from atelier_local.ground.journal.union import Log
from atelier_local.steps.roadmap import events as roadmap
from atelier_local.steps.roadmap.events import COMPLETED
from atelier_local.steps.roadmap.models import Action
from atelier_local.steps.strategy import events as strategy
from atelier_local.steps.strategy.events import REWORDED
from atelier_local.steps.strategy.models import Axis, KeyIssue, Objective
from atelier_local.steps.wall.folding import state_of
from atelier_local.windows.upkeep.operations import merge_opened
from tests.upkeep.additions import (
    MONEY,
    WORKS,
    a_recommendation,
    an_action,
    an_axis,
    an_issue,
    an_objective,
)
from tests.upkeep.states import state_of_sheets

MORNING = datetime.fromisoformat("2026-04-07T07:30:00+00:00")


@dataclass
class Room:
    """What laptops know of the room before they leave: ids only."""

    stream: Stream
    workshop: str
    activities: Sequence[str]
    options: Sequence[str]
    facilitator: str
    sheets: Sequence[tuple[str, str]] = ()
    """Kinds of lines, and the objective or the action that each is about."""
    axis: str = ""
    issue: str = ""
    owner: str = ""
    lines: list = field(default_factory=list)


@dataclass
class Laptop:
    """One machine of a hall: its log in memory, its phones."""

    room: Room
    dice: random.Random
    device: UUID
    log: Log
    phones: dict[UUID, dict[str, Any]] = field(default_factory=dict)

    def say(self, kind: str, payload: Payload, *, by: str, at: datetime, id: UUID) -> None:
        self.log.add(
            Draft(
                stream_id=self.room.stream.pk, kind=kind, payload=payload, by=by, at=at,
                received_at=at, id=id,
            )
        )  # fmt: skip

    def bundle(self, kit: UUID) -> dict[str, Any]:
        stream = self.log.stream
        return {
            "kit": str(kit),
            "device": str(self.device),
            "workshop": self.room.workshop,
            "at": MORNING.isoformat(),
            "head": {"seq": stream.head_seq, "hash": bytes(stream.head_hash).hex()},
            "lines": [bundles.line_to_json(line) for line in self.log.lines],
            "rows": [
                {"model": "wall.participant", "pk": str(pk), "fields": told}
                for pk, told in self.phones.items()
            ],
        }


class Hall:
    """Two to five laptops that share some phones, cards and minds, whose clocks do not agree."""

    def __init__(self, room: Room, seed: int, laptops: int, acts: int = 16) -> None:
        self.room, self.dice = room, random.Random(seed)
        self.laptops = [
            Laptop(room, self.dice, self.uuid(), Log.after(room.stream, room.lines))
            for _ in range(laptops)
        ]
        self.skews = [timedelta(seconds=self.dice.randint(-400, 400)) for _ in self.laptops]
        self.phones = [self.uuid() for _ in range(4)]
        self.cards: list[UUID] = []
        self.groups: list[UUID] = []
        self.questions: list[UUID] = []
        self.objectives = [node for kind, node in room.sheets if kind == REWORDED]
        self.actions = [node for kind, node in room.sheets if kind == COMPLETED]
        self.told: list[tuple[str, UUID, dict]] = []
        for minute in range(acts):
            self.act(MORNING + timedelta(seconds=self.dice.randint(0, 50) + 10 * minute))

    def uuid(self) -> UUID:
        return UUID(int=self.dice.getrandbits(128), version=4)

    def act(self, at: datetime) -> None:
        """One thing happens, on one laptop or, resent, on two."""
        dice = self.dice
        act = dice.choices(list(_ACTS), weights=list(_ACTS.values()))[0]
        twice = act != "erase" and dice.random() < 0.25
        where = dice.sample(range(len(self.laptops)), min(1 + twice, len(self.laptops)))
        kind, payload, by = getattr(self, f"_{act}")()
        id = self.uuid()
        made = {"card": self.cards, "group": self.groups, "ask": self.questions}
        made.get(act, []).append(id)
        if act in ("aim", "plan", "weigh"):
            payload["node"] = str(id)
        if act in ("aim", "plan"):
            (self.objectives if act == "aim" else self.actions).append(str(id))
        self.told.append((kind, id, payload))
        for n, place in enumerate(where):
            laptop, told = self.laptops[place], dict(payload)
            if act == "card":
                told["receipt"] = f"{place + 2}2" + "".join(dice.choices("ABCDEF", k=4))
                if n and dice.random() < 0.3:
                    told["words"] += ", autrement"
            if by.startswith("participant:"):
                who = {"workshop": self.room.workshop, "joined_at": MORNING.isoformat()}
                who |= {"audience": dice.choice(["", "HA", "EL"]), "table": dice.choice([None, 1])}
                laptop.phones.setdefault(UUID(by.partition(":")[2]), who)
            moment = at + self.skews[place] + timedelta(seconds=n)
            if act == "erase":
                self._forget(laptop, moment, id)
            else:
                laptop.say(kind, told, by=by, at=moment, id=id)

    def _card(self) -> tuple[str, dict, str]:
        words = f"carte {self.dice.randint(0, 9999)}"
        payload = {
            "activity": self.dice.choice(self.room.activities), "words": words, "kind": "besoin",
            "family": "", "audience": "HA", "channel": "phone", "table": 1, "place": "",
            "waiting": False, "receipt": "",
        }  # fmt: skip
        return "wall.contributed", payload, self._phone()

    def _phone(self) -> str:
        return f"participant:{self.dice.choice(self.phones)}"

    def _vote(self) -> tuple[str, dict, str]:
        phone = self._phone()
        choices = {self.dice.choice(self.room.options): self.dice.randint(1, 2)}
        activity = self.room.activities[0]
        payload = {"activity": activity, "choices": choices, "voter": phone.partition(":")[2]}
        return "wall.voted", payload, phone

    def _hide(self) -> tuple[str, dict, str]:
        payload = {"contribution": self._a_card(), "reason": "Un essai"}
        return "wall.hidden", payload, self.room.facilitator

    def _show(self) -> tuple[str, dict, str]:
        return "wall.shown", {"contribution": self._a_card()}, self.room.facilitator

    def _a_card(self) -> str:
        return str(self.dice.choice(self.cards) if self.cards else self.uuid())

    def _group(self) -> tuple[str, dict, str]:
        members = [str(c) for c in self.dice.sample(self.cards, min(3, len(self.cards)))]
        title = f"ensemble {self.dice.randint(0, 99)}"
        return "wall.grouped", {"title": title, "members": members}, self.room.facilitator

    def _join(self) -> tuple[str, dict, str]:
        group = self.dice.choice(self.groups) if self.groups else self.uuid()
        payload = {"group": str(group), "members": [self._a_card()]}
        return "wall.joined", payload, self.room.facilitator

    def _pin(self) -> tuple[str, dict, str]:
        kind = self.dice.choice(["wall.pinned", "wall.pinned", "wall.unpinned"])
        return kind, {"contribution": self._a_card()}, self.room.facilitator

    def _undo(self) -> tuple[str, dict, str]:
        undoable = [one for one in self.told if one[0] in _UNDOABLE]
        if not undoable:
            return self._hide()
        kind, id, payload = self.dice.choice(undoable)
        payload = {**payload, "act": kind, "line": str(id)}
        return "wall.undone", payload, self.room.facilitator

    def _ask(self) -> tuple[str, dict, str]:
        words = f"question {self.dice.randint(0, 9999)}"
        return "wall.asked", {"words": words, "audience": "HA", "table": 1}, self._phone()

    def _support(self) -> tuple[str, dict, str]:
        phone = self._phone()
        payload = {"question": self._a_question(), "voter": phone.partition(":")[2]}
        return "wall.supported", payload, phone

    def _reply(self) -> tuple[str, dict, str]:
        kind = self.dice.choice(["wall.admitted", "wall.dismissed", "wall.replied"])
        payload = {"question": self._a_question(), "answer": "oui"}
        return kind, payload, self.room.facilitator

    def _a_question(self) -> str:
        return str(self.dice.choice(self.questions) if self.questions else self.uuid())

    def _move(self) -> tuple[str, dict, str]:
        kind = self.dice.choice(
            ["wall.activity_opened", "wall.activity_closed", "wall.activity_revealed"]
        )
        payload = {"activity": self.dice.choice(self.room.activities)}
        return kind, payload, self.room.facilitator

    def _count(self) -> tuple[str, dict, str]:
        option = self.dice.choice(self.room.options)
        payload = {"option": option, "count": self.dice.randint(1, 30)}
        return "wall.counted", payload, self.room.facilitator

    def _write(self) -> tuple[str, dict, str]:
        """A field of a sheet or of an objective, by somebody who read it or not."""
        if not self.room.sheets:
            return self._hide()
        kind = self.dice.choice([REWORDED, COMPLETED])
        node = self.dice.choice(self.objectives if kind == REWORDED else self.actions)
        name, words = self.dice.choice(_WRITABLE[kind])
        was, said = self.dice.choice(words), self.dice.choice(words)
        changes = {name: {"was": was, "said": said}}
        return kind, {"node": node, "changes": changes}, self.room.facilitator

    def _aim(self) -> tuple[str, dict, str]:
        """A new objective; one in some answers an issue that is not there."""
        if not self.room.sheets:
            return self._hide()
        source = self.dice.choice([self.room.issue] * 4 + [str(self.uuid())])
        payload = an_objective(self.room, f"Ouvrir {self.dice.randint(0, 99)}", source=source)
        return strategy.ADDED, payload, self.room.facilitator

    def _weigh(self) -> tuple[str, dict, str]:
        """An issue, a strand or a recommendation; some rest on what is not here, some say what
        cannot be."""
        if not self.room.sheets:
            return self._hide()
        rests = [str(one) for one in self.groups[:1]] or [str(self.uuid())]
        aims = [*self.objectives, str(self.uuid())]
        made = {
            strategy.ISSUE.line: an_issue(self.dice.choice(["Comment rester ?", "Rester"]), rests),
            strategy.AXIS.line: an_axis(self.dice.choice(["Se relier", " "])),
            strategy.RECOMMENDATION.line: a_recommendation([self.dice.choice(aims)]),
        }
        kind, payload = self.dice.choice(list(made.items()))
        return kind, payload, self.room.facilitator

    def _plan(self) -> tuple[str, dict, str]:
        """A new action of home or of the hall, perhaps of a group; some cannot be."""
        if not self.room.sheets:
            return self._hide()
        dates = [["2027-01-01", None], [None, None], ["2028-01-01", "2027-01-01"]]
        payload = an_action(self.room, "Rouvrir", self.dice.choice(self.objectives))
        payload["values"]["dates"] = self.dice.choice(dates)
        payload["rests_on"] += [
            [str(one), "le dit"] for one in self.groups[: self.dice.randint(0, 1)]
        ]
        return roadmap.ADDED, payload, self.room.facilitator

    def _promise(self) -> tuple[str, dict, str]:
        """A step or a word given, on an action of home or of the hall; some cannot be."""
        if not self.room.sheets:
            return self._hide()
        about = {"node": self.dice.choice(self.actions), "number": "A1.1"}
        step = {"label": "Permis", "due_on": self.dice.choice(["2027-03-01", "demain"])}
        word = {"words": self.dice.choice(["Je signe.", ""]), "by_label": "Le maire"}
        kind, told = self.dice.choice([(roadmap.MILESTONE, step), (roadmap.PLEDGED, word)])
        return kind, about | told, self.room.facilitator

    def _senseless(self) -> tuple[str, dict, str]:
        kind = self.dice.choice(["wall.pinned", "wall.contributed", "wall.joined", "wall.undone"])
        return kind, {"contribution": "?", "members": 3}, self.room.facilitator

    def _unknown(self) -> tuple[str, dict, str]:
        return "wall.of_a_later_version", {"what": [1, {"x": "é"}]}, self.room.facilitator

    def _erase(self) -> tuple[str, dict, str]:
        return ERASED, {}, self.room.facilitator

    def _forget(self, laptop: Laptop, at: datetime, id: UUID) -> None:
        said = [line for line in laptop.log.lines if line.kind == "wall.contributed"]
        if not said or (line := self.dice.choice(said)).payload is None:
            return
        facts = {"line": str(line.id), "seq": line.seq, "reason": "à sa demande"}
        told = Draft(
            stream_id=self.room.stream.pk, kind=ERASED, payload=facts, at=at, received_at=at,
            by=self.room.facilitator, id=id,
        )  # fmt: skip
        laptop.log.erase(line, told)


_WRITABLE = {
    REWORDED: [("title", ["Rouvrir", "Habiter", ""]), ("text", ["", "Ici"])],
    COMPLETED: [
        ("title", ["Rénover", "Louer"]), ("horizon", ["short", "long", "jamais"]),
        ("dates", [["2027-09-01", None], ["2028-01-01", "2027-01-01"]]), ("climate", ["AM", "MA"]),
        ("costs", [[], [[*WORKS[0], 2028]]]), ("owner", ["", "?"]), ("unit", ["logements", 7]),
        ("funding", [[], MONEY, [[*MONEY[0][:4], "granted", "2028-01-31", "", ""]], ["?"]]),
    ],
}  # fmt: skip
"""What may be written in each field, and what may not."""

_ACTS = {
    "card": 9, "vote": 4, "hide": 2, "show": 2, "group": 2, "join": 2, "pin": 2, "undo": 3,
    "ask": 2, "support": 2, "reply": 2, "move": 2, "count": 2, "write": 4,
    "aim": 1, "plan": 2, "promise": 2, "weigh": 3,
    "unknown": 1, "senseless": 1, "erase": 1,
}  # fmt: skip
_UNDOABLE = ("wall.hidden", "wall.pinned", "wall.grouped", "wall.joined")


def a_room(activity: Any, vote: Any, facilitator: str) -> Room:
    """What is at home when kits leave: two questions, one of which is a vote."""
    workshop = activity.workshop
    workshop.stream.refresh_from_db()
    return Room(
        stream=workshop.stream,
        workshop=str(workshop.pk),
        activities=[str(vote.pk), str(activity.pk)],
        options=[str(option.pk) for option in vote.options.all()],
        sheets=[
            *((REWORDED, str(one.pk)) for one in Objective.objects.order_by("pk")),
            *((COMPLETED, str(one.pk)) for one in Action.objects.order_by("pk")),
        ],
        facilitator=facilitator,
        axis=_first(Axis.objects.filter(atelier=workshop.atelier)),
        issue=_first(KeyIssue.objects.filter(node__atelier=workshop.atelier)),
        owner=_first(workshop.atelier.parties.all(), "organisation_id"),
        lines=list(workshop.stream.lines.order_by("seq")),
    )


def _first(rows: Any, name: str = "pk") -> str:
    return str(getattr(rows.first(), name, ""))


def bring_home(kits: Sequence, told: Sequence[dict], order: Sequence[int], by: Any) -> str:
    """Bring bundles home in this order, some of them more than once; the digests of the room and of
    its sheets."""
    for turn, number in enumerate(order):
        name = sha256(f"{number} {turn}".encode()).hexdigest()
        merge_opened(kits[number], told[number], sha256=name, by=by, at=MORNING + timedelta(days=1))
    return state_of(kits[0].workshop) + state_of_sheets(kits[0].workshop.atelier)


def orders(count: int, dice: random.Random, most: int) -> Iterator[list[int]]:
    """Every order of that many bundles, or `most` of them; one in two has repetitions."""
    listed = list(itertools.permutations(range(count)))
    for order in dice.sample(listed, min(most, len(listed))):
        again = dice.choices(range(count), k=dice.choice([0, 1, 2]))
        yield [*order, *again]
