"""When the Atelier works and meets, what is handed in and when, who gives it how many days."""

from collections import defaultdict
from datetime import date

from django.utils.text import get_text_list

from atelier_local.clock import day_of
from atelier_local.ground.files.typography import NBSP
from atelier_local.ground.ui.typography import short_date
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.governance.enums import MeetingKind
from atelier_local.steps.competition.enums import Phase
from atelier_local.steps.contract.queries import Spread, by_phase
from atelier_local.steps.contract.rules import halved

from ..queries.due import due_dates
from .calendars import months
from .material import Material
from .shapes import Shape, dates_of, titled


def calendar(material: Material) -> Shape | None:
    stages = [
        (stage, material.stages[stage])
        for stage in Stage
        if stage in material.stages and Stage.FRAMING.rank <= stage.rank <= Stage.FEEDBACK.rank
    ]
    if len(stages) < 2:
        return None
    start = stages[0][1].starts_on
    end = max(found.ends_on or found.starts_on for _, found in stages)
    scale = months(start, end)
    rows = []
    for stage, found in stages:
        last = found.ends_on or found.starts_on
        short = stage is Stage.FEEDBACK or (last - found.starts_on).days < 10
        rows.append(
            {
                "label": stage.label,
                "bars": []
                if short
                else [
                    {
                        "word": "",
                        "start": scale.at(found.starts_on),
                        "end": scale.at(last),
                        "tone": "mid",
                    }
                ],
                "dates": [scale.at(found.starts_on)] if short else [],
            }
        )
    return {
        "figure": {
            "draw": "gantt",
            "periods": scale.periods,
            "rows": rows,
            "source": "calendrier arrêté au cadrage. Losange : atelier ou restitution.",
        },
        "dates": _dates(material),
        "why": material.framing.justification if material.framing else "",
    }


_CALLED = (
    MeetingKind.FRAMING,
    MeetingKind.STEERING,
    MeetingKind.TECHNICAL,
    MeetingKind.FEEDBACK,
)
"""The meetings of the calendar, besides the days of the workshops."""


def _dates(material: Material) -> list[Shape]:
    """By day: meetings, workshops, documents to hand in."""
    listed = [
        (day_of(m.starts_at), short_date(day_of(m.starts_at)), m.title, m.place)
        for m in material.meetings
        if m.kind in _CALLED
    ]
    for workshop in material.workshops:
        days = list(workshop.days.all())
        if days:
            first = day_of(days[0].meeting.starts_at)
            listed.append((first, dates_of(workshop), titled(workshop), workshop.place))
    feedback = material.stages.get(Stage.FEEDBACK)
    if feedback:
        listed.append((feedback.starts_on, short_date(feedback.starts_on), "Restitution", ""))
    handed: dict[date, list[str]] = defaultdict(list)
    for kind, day in due_dates(material.atelier).items():
        handed[day].append(kind.label)
    for day, names in handed.items():
        said = f"Remise{NBSP}: {get_text_list([name.lower() for name in names], 'et')}"
        listed.append((day, short_date(day), said, ""))
    return [
        {"date": written_date, "label": label, "place": place}
        for _, written_date, label, place in sorted(listed)
    ]


def team(material: Material) -> Shape | None:
    """Who works, for how many days in each phase: none is drawn while nobody's are spread."""
    everyone = material.contract.team.all() if material.contract else []
    present = [member for member in everyone if member.to_on is None]
    if not present:
        return None
    spread = [Spread(member, member.half_days) for member in present]
    phases = list(Phase) if any(one.written for one in spread) else []
    return {
        "phases": [SHORT[phase] for phase in phases],
        "note": LEGEND if phases else "",
        "people": [
            {
                "name": one.member.person.full_name,
                "firm": str(one.member.person.organisation or ""),
                "speciality": one.member.speciality,
                "days": [_days(one.half_days.get(phase, 0)) for phase in phases],
                "total": str(one.member.days),
            }
            for one in spread
        ],
        "totals": [
            *by_phase(spread)[: len(phases)],
            str(sum(member.days for member in present)),
        ],
    }


SHORT = {
    Phase.FRAMING: "Cadr.",
    Phase.WORKSHOP_1: "At. 1",
    Phase.BETWEEN_1: "Int. 1",
    Phase.WORKSHOP_2: "At. 2",
    Phase.BETWEEN_2: "Int. 2",
    Phase.WORKSHOP_3: "At. 3",
    Phase.PRODUCTION: "Prod.",
}
"""The phases as narrow columns name them."""
LEGEND = (
    "Cadr. : cadrage ; At. : atelier ; Int. : inter-atelier ; Prod. : production et restitution. "
    "La dernière colonne est celle du marché, où une demi-journée restante compte pour un jour."
)


def _days(half_days: int) -> str:
    return halved(half_days) if half_days else "–"
