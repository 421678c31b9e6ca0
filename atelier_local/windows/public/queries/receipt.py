"""What became of a card, told to whoever holds its receipt."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from atelier_local.programme.ateliers.enums import PartyKind
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.people.models import Organisation
from atelier_local.programme.thread import queries as thread
from atelier_local.programme.thread.enums import Fate, Kind, Sight
from atelier_local.programme.thread.models import Answer, Citation
from atelier_local.steps.roadmap.enums import Progress
from atelier_local.steps.roadmap.models import Action
from atelier_local.steps.wall import queries as wall
from atelier_local.steps.wall.models import Contribution

from .paths import Step, steps
from .space import with_news


@dataclass(frozen=True)
class Fortune:
    """Everything that whoever holds the receipt may know of their card."""

    card: Contribution
    path: thread.Path
    together: int
    actions: Sequence[Action]
    pilot: Organisation
    """Whom its author asks to erase it."""

    @property
    def hidden(self) -> bool:
        return self.card.hidden_at is not None

    @property
    def public(self) -> bool:
        return self.card.node.seen_by == Sight.PUBLIC

    @property
    def answer(self) -> Answer | None:
        return self.path.answer

    @property
    def favourable(self) -> bool:
        return self.answer is not None and self.answer.fate in (Fate.ADOPTED, Fate.AMENDED)

    @cached_property
    def steps(self) -> list[Step]:
        """Before publication, only the groups: they were made on the wall, before everyone."""
        found = steps(self.path)
        return found if self.public else [step for step in found if step.kind is Kind.GROUP]

    @property
    def under_way(self) -> list[Action]:
        """The actions whose end is still awaited."""
        over = (Progress.DONE, Progress.ABANDONED)
        return [action for action in self.actions if action.at_progress not in over]


def fortune(atelier: Atelier, code: str) -> Fortune | None:
    """What became of the card of this receipt, in this Atelier (at most seven queries)."""
    card = wall.by_receipt(atelier, code)
    if card is None:
        return None
    public = card.node.seen_by == Sight.PUBLIC
    path = thread.around(card.node, Sight.PUBLIC if public else Sight.PARTIES)
    groups = [node.pk for node in path.ahead if node.at_kind is Kind.GROUP]
    kept = Citation.objects.filter(target__in=groups, withdrawn_at=None)
    together = kept.filter(source_kind=Kind.CONTRIBUTION).values("source").distinct().count()
    ahead = [node.pk for node in path.ahead if public and node.at_kind is Kind.ACTION]
    actions = with_news(Action.objects.filter(pk__in=ahead)).order_by("position")
    pilot = atelier.parties.select_related("organisation").get(kind=PartyKind.PILOT).organisation
    return Fortune(card, path, together, list(actions), pilot)
