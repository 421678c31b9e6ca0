"""A pack printed for an open room, with the contours of its territory."""

from dataclasses import dataclass
from functools import cache
from io import BytesIO

import numpy as np

from atelier_local.programme.territories.models import Commune, Contour
from atelier_local.steps.wall.models import Activity
from atelier_local.steps.wall.paper.operations import print_pack
from atelier_local.steps.workshops.models import Pack, Workshop
from atelier_local.steps.workshops.paper import operations as paper
from atelier_local.steps.workshops.paper import press
from tests.factories.people import Cast
from tests.factories.wall import a_vote, an_open_activity
from tests.factories.workshops import MORNING
from tests.photographs import printed


@dataclass(frozen=True)
class Hall:
    """An open question, a vote behind it, a pack: its poster is page 0, then the sheets below."""

    activity: Activity
    vote: Activity
    pack: Pack

    MAP, TABLE, TALLY, CARDS = 1, 2, 4, 5

    @property
    def workshop(self) -> Workshop:
        return self.activity.workshop

    @property
    def pages(self) -> list[np.ndarray]:
        return _pages(self.pack.pk, self.pack.key)


def two_squares(activity: Activity) -> None:
    """Contours: Bellême to the west, Igé to the east of the meridian 0.55."""
    communes = Commune.objects.filter(epci=activity.workshop.atelier.epci_id)
    for name, west in (("Bellême", 0.45), ("Igé", 0.55)):
        ring = [(west, 48.3), (west + 0.1, 48.3), (west + 0.1, 48.4), (west, 48.4), (west, 48.3)]
        Contour.objects.update_or_create(
            commune=communes.get(name=name),
            defaults={
                "geometry": {"type": "MultiPolygon", "coordinates": [[ring]]},
                "west": west, "east": west + 0.1, "south": 48.3, "north": 48.4, "source": "Essai",
            },
        )  # fmt: skip


def a_hall_with_paper(cast: Cast) -> Hall:
    """One map, one sheet for each of two tables, a tally sheet, eight cards, the poster."""
    activity = an_open_activity(cast)
    two_squares(activity)
    vote = a_vote(activity, cast)
    pack = print_pack(
        activity.workshop, activity, cards=8, by_table=1, maps=1, votes=[vote], poster=True,
        by=cast.dina, at=MORNING,
    )  # fmt: skip
    return Hall(activity, vote, pack)


@cache
def _pages(pk: int, key: str) -> list[np.ndarray]:
    """Printed once for all tests; the number alone may be that of a pack undone since, whose codes
    another key signed."""
    pack = Pack.objects.select_related("workshop__atelier__epci").get(pk=pk)
    return printed(press.typeset(pack))


def send(hall: Hall, picture: bytes, cast: Cast, name: str = "IMG_2041.JPG") -> paper.Received:
    """The facilitator sends a photograph."""
    upload = BytesIO(picture)
    return paper.receive(hall.workshop, upload, name=name, by=cast.dina, at=MORNING)
