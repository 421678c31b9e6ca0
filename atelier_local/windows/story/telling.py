"""One Atelier being told: who is in it, what was said so far, on which days."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import F

from atelier_local.programme.agreement.models import FrameworkAgreement
from atelier_local.programme.ateliers import operations as ateliers
from atelier_local.programme.ateliers.enums import PartyKind
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.people import operations as people
from atelier_local.programme.people.enums import OrganisationKind, Role
from atelier_local.programme.people.models import Organisation, Person
from atelier_local.programme.thread.enums import Kind
from atelier_local.programme.thread.models import Node

from . import content
from .cast import AGENTS, BY_KEY
from .plots import Calendar, Plot

_MARK = re.compile(r"\[\[([a-z0-9-]+)\]\]")
_KINDS = {
    "contributions": (Kind.CONTRIBUTION, "words"),
    "groups": (Kind.GROUP, "title"),
    "excerpts": (Kind.EXCERPT, "words"),
    "figures": (Kind.FIGURE, "label"),
    "findings": (Kind.FINDING, "title"),
    "issues": (Kind.ISSUE, "title"),
    "objectives": (Kind.OBJECTIVE, "title"),
    "recommendations": (Kind.RECOMMENDATION, "title"),
    "actions": (Kind.ACTION, "title"),
}
_ORGANISATIONS = {
    PartyKind.LOCAL_AUTHORITY: OrganisationKind.LOCAL_AUTHORITY,
    PartyKind.OPERATOR: OrganisationKind.STATE_OPERATOR,
    PartyKind.PILOT: OrganisationKind.STATE_SERVICE,
    PartyKind.PARTNER: OrganisationKind.PARTNER,
}


def _kind(party: Mapping[str, Any]) -> OrganisationKind:
    """A grouping of local authorities may take part as a partner."""
    known = party.get("organisation")
    return OrganisationKind(known) if known else _ORGANISATIONS[PartyKind(party["kind"])]


def told_person(key: str) -> Person:
    """A character of the cast, as a person."""
    return Person.objects.select_related("organisation").get(email=BY_KEY[key].email)


@dataclass
class Telling:
    """What the chapters of one Atelier share."""

    plot: Plot
    today: date
    framework: FrameworkAgreement
    _nodes: dict[str, Node] = field(default_factory=dict)

    @cached_property
    def calendar(self) -> Calendar:
        return self.plot.calendar(self.today)

    @cached_property
    def says(self) -> dict[str, Any]:
        return content.read(self.plot.slug)

    @cached_property
    def atelier(self) -> Atelier:
        return Atelier.objects.with_place().get(slug=self.plot.slug)

    @cached_property
    def pilot(self) -> Person:
        return told_person(self.plot.pilot)

    @cached_property
    def local_agent(self) -> Person:
        """Who deals with it at the local authority."""
        return self.people_as(Role.LOCAL_AUTHORITY)[0]

    @cached_property
    def lead(self) -> Person:
        """Who leads the chosen team."""
        return told_person(AGENTS[self.says["competition"]["winner"]])

    def at(self, days: int, hour: int = 10, minute: int = 0) -> datetime:
        return self.calendar.at(days, hour, minute)

    # People and organisations ---------------------------------------------------------

    def organisation(self, name: str) -> Organisation:
        """The party of that name, or an organisation that is none."""
        kinds = {party["name"]: _kind(party) for party in self.says["parties"]}
        return people.register_organisation(
            kind=kinds.get(name, OrganisationKind.PARTNER),
            name=name,
            fictitious=True,
            by=None,
            at=self.at(-235),
        )

    @cached_property
    def local_authority(self) -> Organisation:
        name = next(p["name"] for p in self.says["parties"] if p["kind"] == "local_authority")
        return self.organisation(name)

    def people_as(self, role: Role) -> list[Person]:
        """Those who hold the role in this Atelier, in the order they are introduced."""
        wanted = [p["key"] for p in self.says["people"] if p["role"] == role]
        return [self.person(key) for key in wanted]

    def person(self, key: str) -> Person:
        return Person.objects.select_related("organisation").get(email=self._email(key))

    def _email(self, key: str) -> str:
        return f"{key}@{self.plot.slug}.example"

    def introduce(self, *, by: Person, at: datetime) -> None:
        """Bring in the parties and the people of the Atelier, each with their role."""
        for party in self.says["parties"]:
            if party["kind"] != "pilot":
                ateliers.join_party(
                    self.atelier,
                    self.organisation(party["name"]),
                    PartyKind(party["kind"]),
                    role=party.get("role", "")[:300],
                    by=by,
                    at=at,
                )
        for known in self.says["people"]:
            person = people.register_person(
                email=self._email(known["key"]),
                first_name=known["first_name"],
                last_name=known["last_name"],
                function=known["function"],
                organisation=self.organisation(known["organisation"]),
                by=by,
                at=at,
            )
            people.open_account(person, by=by, at=at)
            ateliers.grant(self.atelier, person, Role(known["role"]), by=by, at=at)
        if self.plot.local_agent:
            agent = told_person(self.plot.local_agent)
            ateliers.grant(self.atelier, agent, Role.LOCAL_AUTHORITY, by=by, at=at)

    # The thread -----------------------------------------------------------------------

    @property
    def known(self) -> dict[str, Node]:
        """What was told so far, by key."""
        if not self._nodes:
            self.look_again()
        return self._nodes

    def node(self, key: str) -> Node:
        """What was told under this key."""
        if key not in self._nodes:
            self.look_again()
        return self._nodes[key]

    def look_again(self) -> None:
        """Find what was told by its words, so that telling can resume where it stopped."""
        known = {
            (node.kind, node.words): node
            for node in Node.unfiltered.filter(atelier=self.atelier).order_by(F("at").desc())
        }
        for table, (kind, words) in _KINDS.items():
            for told in self.says.get(table, ()):
                found = known.get((kind.value, told[words].strip()))
                if found:
                    self._nodes[told["key"]] = found

    def sources(self, told: Iterable[Mapping[str, str]]) -> list[tuple[Node, str]]:
        """What a thing rests on, each with why."""
        return [(self.node(source["key"]), source["why"]) for source in told]

    def knows(self, text: str) -> bool:
        """Whether all that it marks is there: a later meeting speaks of what is not written yet."""
        return all(mark[1] in self.known for mark in _MARK.finditer(text))

    def numbered(self, text: str) -> str:
        """The same, as one writes it where no mark is read: `[[t-halle]]` is `A1.2`."""
        return _MARK.sub(lambda match: self.known[match[1]].number, text).strip()

    def with_numbers(self, text: str) -> str:
        """`[[c-gare-07]]` as readers know it: `[[C-1-047]]`; a key without number disappears."""

        def number(match: re.Match[str]) -> str:
            found = self.known.get(match[1])
            return f"[[{found.number}]]" if found and found.number else ""

        return _MARK.sub(number, text).strip()


def spread(count: int, start: datetime, minutes: int) -> Sequence[datetime]:
    """`count` moments evenly spread over so many minutes."""
    step = timedelta(minutes=minutes) / max(1, count)
    return [start + step * rank for rank in range(count)]
