"""How far a visitor sees along the thread."""

from atelier_local.programme.ateliers.access import Visit

from .enums import Sight


def sight_of(visit: Visit) -> Sight:
    """The team sees its drafts; every other member sees what the parties share."""
    return Sight.TEAM if visit.is_team else Sight.PARTIES
