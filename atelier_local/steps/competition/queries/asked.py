"""What a tender answers, § by § of the specification, and the draft that answers it."""

import json
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from atelier_local.programme.agreement.enums import MembershipRole
from atelier_local.programme.agreement.models import ConsortiumMember, Speciality

from ..access import Side
from ..enums import TenderPart
from ..rules.expecting import Item, answered_by, cited
from ..rules.letter import GIVES
from .expecting import asked_of


@dataclass(frozen=True)
class Written:
    """A draft opened: what was typed, the files joined, the receipts kept."""

    fields: dict[str, str] = field(default_factory=dict)
    files: list[dict[str, Any]] = field(default_factory=list)
    receipts: list[dict[str, Any]] = field(default_factory=list)

    def dump(self) -> bytes:
        return json.dumps({"v": 1, **vars(self)}, ensure_ascii=False).encode()


def written(draft: bytes) -> Written:
    """The draft as either page wrote it."""
    said = json.loads(draft)
    return Written(said.get("fields", {}), said.get("files", []), said.get("receipts", []))


def _called(member: ConsortiumMember) -> str:
    """By its name; with its role, when the agreement says it."""
    unsaid = member.role == MembershipRole.UNSPECIFIED
    return member.raw_label if unsaid else f"{member.raw_label}, {member.get_role_display()}"


class Brief:
    """What one side is asked, and with whom it may answer; three queries, once for a request."""

    def __init__(self, side: Side) -> None:
        members = list(side.consortium.members.select_related("organisation"))
        self.members = {f"m:{one.pk}": _called(one) for one in members}
        self.rates = {
            f"m:{one.pk}": int(one.daily_rate_eur * 100)
            for one in members
            if one.daily_rate_eur is not None
        }
        told = asked_of(side.competition)
        self.items = told.items
        self.needs = told.needs
        roots = list(Speciality.objects.filter(parent=None))
        self.specialities = [*self.needs, *(s for s in roots if s not in self.needs)]
        framework = side.atelier.framework
        self.months = (framework.duration_min_months, framework.duration_max_months)
        self.competition = str(side.competition.stream_id)

    def answers(self, part: TenderPart) -> str:
        """« § 4, 5 et 7 · objectifs… », or what the part gives where no item asks for it."""
        return cited(self.items, part) or GIVES[part]

    def where_asked(self, need: str) -> str:
        """« demandé au § 8.2 »."""
        number = next((item.number for item in self.items if item.need == need), "8")
        return f"demandé au § {number}"

    def words_asked(self, part: TenderPart) -> list[tuple[int, str, list[Item]]]:
        """(§, title, items) that the part answers."""
        mine = answered_by(self.items, part)
        return [
            (section, found[0].title, found)
            for section, grouped in groupby(mine, lambda item: item.section)
            if (found := list(grouped))
        ]
