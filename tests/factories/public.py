"""A published Atelier: cards, an action that rests on them, everything shown to everyone."""

from dataclasses import dataclass
from datetime import UTC, datetime

from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.ateliers.operations import make_public
from atelier_local.programme.thread.enums import Sight
from atelier_local.programme.thread.models import Node
from atelier_local.programme.thread.operations import reveal
from atelier_local.steps.roadmap.models import Action
from tests.factories.people import Cast
from tests.factories.roadmap import a_strategy, an_action

PUBLISHED = datetime(2027, 10, 4, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Published:
    atelier: Atelier
    action: Action
    contributions: list[Node]


def a_published_atelier(cast: Cast, **where) -> Published:
    strategy = a_strategy(cast, **where)
    action = an_action(cast, strategy)
    atelier = strategy.atelier
    publish(atelier, cast)
    return Published(atelier, action, strategy.contributions)


def publish(atelier: Atelier, cast: Cast) -> None:
    """Show the Atelier and all that it holds."""
    everything = Node.unfiltered.filter(atelier=atelier).select_related("atelier__stream")
    reveal(everything, Sight.PUBLIC, by=cast.camille, at=PUBLISHED)
    make_public(atelier, by=cast.camille, at=PUBLISHED)
