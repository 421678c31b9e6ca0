"""Actions and objectives that a hall added or changed, steps and words it noted: what stands once
it is home."""

from atelier_local.ground.journal.fields import Standing
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.steps.roadmap import events as roadmap
from atelier_local.steps.strategy import events as strategy

from .. import rules
from ..enums import Remark
from ..rules import Noted

KINDS = strategy.KINDS | roadmap.KINDS
"""Lines that a room tells besides those of its wall."""


def standing(atelier: Atelier) -> tuple[Standing, Standing]:
    return strategy.standing(atelier), roadmap.standing(atelier)


def refold(atelier: Atelier) -> tuple[Standing, Standing]:
    """Bring objectives, then the sheets that answer them, to what all lines say."""
    return strategy.refold(atelier), roadmap.refold(atelier)


def remarks(before: tuple[Standing, ...], after: tuple[Standing, ...]) -> list[Noted]:
    """What got a number here, clashes and lines without sense that came with a bundle."""
    known = {clash for each in before for clash in each.clashes}
    strange = {line for each in before for line in each.strange}
    return [
        *(
            rules.noted(Remark.NUMBERED, **numbered._asdict())
            for each in after
            for numbered in each.numbered
        ),
        *(
            rules.noted(Remark.WRITTEN_TWICE, **clash._asdict())
            for each in after
            for clash in each.clashes
            if clash not in known
        ),
        *(
            rules.noted(Remark.NOT_UNDERSTOOD, line=line)
            for each in after
            for line in each.strange
            if line not in strange
        ),
    ]
