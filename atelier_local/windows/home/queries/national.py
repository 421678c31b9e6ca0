"""The national team's home: what is late, what is to be decided, where, how much is left."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from atelier_local.ground.ui.templatetags.ui import Mark
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.governance.models import Task
from atelier_local.programme.territories.plates import Plate
from atelier_local.programme.territories.queries import facts_of, together
from atelier_local.steps.application.enums import NoteState
from atelier_local.steps.application.models import OpportunityNote

from .frameworks import Framework, frameworks
from .standing import Standing, standings

_ROWS = (
    ("Candidature", (Stage.APPLICATION,)),
    ("Consultation", (Stage.COMPETITION,)),
    ("Cadrage", (Stage.FRAMING,)),
    (
        "Ateliers in situ",
        (Stage.WORKSHOP_1, Stage.INTERIM_1, Stage.WORKSHOP_2, Stage.INTERIM_2, Stage.WORKSHOP_3),
    ),
    ("Production", (Stage.PRODUCTION,)),
    ("Restitution", (Stage.FEEDBACK,)),
    ("Suivi", (Stage.FOLLOW_UP,)),
)


@dataclass(frozen=True)
class Urgent:
    """An Atelier where something is late: what, since how many days, awaited of whom."""

    atelier: Atelier
    days: int
    what: str
    who: str
    url: str


@dataclass(frozen=True)
class Place:
    """An Atelier with its main département."""

    standing: Standing
    department: str


@dataclass(frozen=True)
class National:
    """Every Atelier of the programme."""

    places: Sequence[Place]
    urgent: Sequence[Urgent]
    to_decide: Sequence[OpportunityNote]
    frameworks: Sequence[Framework]
    outlines: Plate

    @property
    def pipeline(self) -> list[tuple[str, list[Place]]]:
        """The Ateliers under way by stage, in the order of the story; empty stages kept."""
        return [
            (
                label,
                [p for p in self.under_way if p.standing.atelier.at_stage in stages],
            )
            for label, stages in _ROWS
        ]

    @property
    def under_way(self) -> list[Place]:
        return [place for place in self.places if not place.standing.atelier.ending]

    @property
    def most(self) -> int:
        return max((len(places) for _, places in self.pipeline), default=0)

    @property
    def marks(self) -> Mapping[str, Mark]:
        """What each département's tile shows."""
        counted = Counter(place.department for place in self.under_way if place.department)
        late = {one.atelier.pk for one in self.urgent}
        alerted = {p.department for p in self.under_way if p.standing.atelier.pk in late}
        begun = {p.department for p in self.under_way if p.standing.position > 1}
        return {
            code: Mark(_css(count, code in begun, code in alerted), _label(count, code))
            for code, count in counted.items()
        }


def _css(count: int, begun: bool, alerted: bool) -> str:
    shade = "prep" if not begun else "d2" if count > 1 else "d1"
    return f"{shade} al" if alerted else shade


def _label(count: int, code: str) -> str:
    return f"Département {code} : {count} Atelier{'s' if count > 1 else ''}"


def national(today: date) -> National:
    """Eleven queries, whatever the number of Ateliers."""
    listed = standings(Atelier.objects.all(), {}, today)
    territories = [one.atelier.epci for one in listed if not one.atelier.ending]
    facts = facts_of({one.atelier.epci_id for one in listed})
    where = {siren: (*found.department_codes, "")[0] for siren, found in facts.items()}
    return National(
        places=[Place(one, where[one.atelier.epci_id]) for one in listed],
        urgent=_urgent(listed, today),
        to_decide=_to_decide(),
        frameworks=frameworks(today, [o.atelier for o in listed if not o.atelier.ending]),
        outlines=together(territories, "Contours des territoires en Atelier"),
    )


def _urgent(listed: Sequence[Standing], today: date) -> list[Urgent]:
    """The most overdue task of each Atelier, or its stage that lasts too long; worst first."""
    found: dict[object, Urgent] = {}
    overdue = Task.objects.filter(done_at=None, due_on__lt=today, atelier__ending="")
    for task in overdue.select_related("atelier").order_by("due_on"):
        assert task.due_on is not None  # the filter
        days = (today - task.due_on).days
        found.setdefault(
            task.atelier_id,
            Urgent(task.atelier, days, task.title, task.get_role_display(), task.url),
        )
    for one in listed:
        if one.late:
            what = f"L’étape « {one.atelier.at_stage.label} » devait être finie."
            found.setdefault(one.atelier.pk, Urgent(one.atelier, one.late, what, "Pilote", ""))
    return sorted(found.values(), key=lambda urgent: -urgent.days)


def _to_decide() -> list[OpportunityNote]:
    """The notes that await the national team, oldest first (one query)."""
    submitted = OpportunityNote.objects.filter(state=NoteState.SUBMITTED, atelier__ending="")
    return list(submitted.select_related("atelier").order_by("submitted_at"))
