"""The story, one short function a step: what a newcomer reads first.

Each chapter calls the operations of its rooms, in order, with a person and a date, as the
interface would. Nothing here sets a field.
"""

from collections.abc import Callable

from atelier_local.programme.ateliers.enums import Stage

from ..plots import Until
from ..telling import Telling
from .beginnings import apply, frame, open_competition
from .choosing import choose_team
from .outcome import close, follow_up, produce
from .workshops import (
    first_interim,
    first_workshop,
    second_interim,
    second_workshop,
    third_workshop,
)

type Chapter = Callable[[Telling], None]

STORY: tuple[tuple[Chapter, Until, Stage | None], ...] = (
    (apply, Until.APPLICATION, None),
    (open_competition, Until.COMPETITION, Stage.APPLICATION),
    (choose_team, Until.FRAMING, Stage.COMPETITION),
    (frame, Until.FRAMING, Stage.FRAMING),
    (first_workshop, Until.WORKSHOP_1, Stage.WORKSHOP_1),
    (first_interim, Until.WORKSHOP_2, Stage.INTERIM_1),
    (second_workshop, Until.WORKSHOP_2, Stage.WORKSHOP_2),
    (second_interim, Until.WORKSHOP_3, Stage.INTERIM_2),
    (third_workshop, Until.WORKSHOP_3, Stage.WORKSHOP_3),
    (produce, Until.PUBLISHED, Stage.PRODUCTION),
    (close, Until.PUBLISHED, Stage.FEEDBACK),
    (follow_up, Until.FOLLOW_UP, Stage.FOLLOW_UP),
)
"""Each chapter, how far one must tell to hear it, and the stage from which it is told."""
