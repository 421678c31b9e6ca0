"""What a tender answers, § by § of the specification, and the draft that answers it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from atelier_local.programme.agreement.enums import MembershipRole
from atelier_local.programme.agreement.models import ConsortiumMember, Speciality
from atelier_local.steps.application import queries as application
from atelier_local.steps.application.enums import Heading

from ..access import Side
from ..enums import TenderPart

ANSWERS = {
    TenderPart.UNDERSTANDING: (1, 2, 3, 6),
    TenderPart.METHOD: (4, 5, 7),
    TenderPart.OUTREACH: (4,),
    TenderPart.TEAM: (8,),
    TenderPart.CALENDAR: (9,),
    TenderPart.PRICE: (9,),
    TenderPart.COMMITMENTS: (9,),
    TenderPart.SAMPLES: (9,),
}
"""Which § of the specification each part answers: 1 to 7 are the headings of the note, 8 the
specialities it asks for, 9 what the agreement fixes."""

_TITLES = {n: str(heading.label) for n, heading in enumerate(Heading, 1)}
_TITLES |= {8: "Spécialités attendues", 9: "Ce que fixe l’accord-cadre"}


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


def paragraphs(numbers: Sequence[int]) -> str:
    """« § 1, 2 et 6 · porteurs, localisation, dynamiques du territoire »."""
    *most, last = [str(n) for n in numbers]
    told = f"{', '.join(most)} et {last}" if most else last
    return f"§ {told} · {', '.join(_TITLES[n].lower() for n in numbers)}"


def _called(member: ConsortiumMember) -> str:
    """By its name; with its role, when the agreement says it."""
    unsaid = member.role == MembershipRole.UNSPECIFIED
    return member.raw_label if unsaid else f"{member.raw_label}, {member.get_role_display()}"


class Brief:
    """What one side is asked, and with whom it may answer; four queries, once for a request."""

    def __init__(self, side: Side) -> None:
        members = side.consortium.members.select_related("organisation")
        self.members = {f"m:{one.pk}": _called(one) for one in members}
        self.note = application.note_of(side.atelier)
        self.needs = list(self.note.needed_specialities.all())
        roots = list(Speciality.objects.filter(parent=None))
        self.specialities = [*self.needs, *(s for s in roots if s not in self.needs)]
        framework = side.atelier.framework
        self.months = (framework.duration_min_months, framework.duration_max_months)
        self.competition = str(side.competition.stream_id)

    def words_asked(self, part: TenderPart) -> list[tuple[int, str, str]]:
        """(§, title, text) of what the part answers, as the note says it (one query)."""
        texts = application.texts(self.note)
        said = {n: texts.get(heading, "") for n, heading in enumerate(Heading, 1)}
        said[8] = ", ".join(need.label for need in self.needs) or "La note n’en impose pas."
        least, most = self.months
        said[9] = (
            f"De {least} à {most} mois, trois ateliers sur place et deux inter-ateliers, "
            "cinq livrables."
        )
        return [(n, _TITLES[n], said[n]) for n in ANSWERS[part]]
