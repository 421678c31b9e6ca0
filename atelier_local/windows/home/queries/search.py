"""Finding what one may see: things said and decided, Ateliers, territories."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.people.enums import Role
from atelier_local.programme.people.models import Person
from atelier_local.programme.territories import queries as territories
from atelier_local.programme.territories import rules
from atelier_local.programme.territories.queries import Found
from atelier_local.programme.thread import queries as thread
from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.programme.thread.models import Node

from .today import roles_of, sees_all

MOST = 50


@dataclass(frozen=True)
class Results:
    ateliers: Sequence[Atelier]
    nodes: Sequence[Node]
    territories: Sequence[Found]

    @property
    def count(self) -> int:
        return len(self.ateliers) + len(self.nodes) + len(self.territories)


def results(person: Person, asked: str) -> Results:
    """Six queries, whatever is found."""
    roles = roles_of(person)
    everything = Atelier.objects.all()
    mine = list(everything if sees_all(person) else everything.filter(pk__in=roles))
    in_team = [atelier for atelier, held in roles.items() if Role.TEAM in held]
    visible = Q(atelier__in=in_team) | Q(atelier__in=mine, seen_by__gte=Sight.PARTIES)
    nodes = thread.search(Node.objects.seen_by(Sight.TEAM).filter(visible), asked)
    written = nodes.exclude(kind=Kind.SECTION).select_related("atelier").order_by("kind", "number")
    return Results(
        ateliers=[atelier for atelier in mine if _answers(atelier, asked)],
        nodes=list(written[:MOST]),
        territories=territories.search(asked),
    )


def _answers(atelier: Atelier, asked: str) -> bool:
    """Whether the name or the question has every word asked."""
    known = set(rules.words(f"{atelier.name} {atelier.question}"))
    return all(any(word.startswith(said) for word in known) for said in rules.words(asked))
