"""Pictures drawn for the demonstration, since no photograph of an invented Atelier exists."""

from collections.abc import Callable, Mapping

from . import bocage, land, rooms, streets

CREDIT = "image dessinée pour la démonstration (fictif)"

SCENES: Mapping[str, Callable[[], bytes]] = {
    "far_town": land.far_town,
    "river": land.river,
    "gate": land.gate,
    "dry_brook": land.dry_brook,
    "closed_house": streets.closed_house,
    "station": streets.station,
    "mirror": streets.mirror,
    "table_from_above": rooms.table_from_above,
    "wall_of_cards": rooms.wall_of_cards,
    "wall_of_cards_again": rooms.wall_of_cards_again,
    "workbench": bocage.workbench,
    "lamp_stop": bocage.lamp_stop,
    "long_hedge": bocage.long_hedge,
}
"""What each picture shows, by the name that the content calls it (JPEG)."""
