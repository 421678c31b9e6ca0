"""Photographs that cards bear, as documents may take them up."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef

from atelier_local.ground.journal.models import Copy, Line
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.thread.enums import Sight

from ..models import Contribution


def lent(atelier: Atelier) -> Sequence[Contribution]:
    """Cards that bear a photograph which documents may take up: whoever joined it said so with the
    card, on every device that holds it; the team has read it over, nothing hides it, and the
    register gave it its number.
    """
    said = Line.objects.filter(pk=OuterRef("pk"), payload__reuse=True)
    agreed = Copy.objects.filter(payload__reuse=True)
    unsaid = Copy.objects.filter(line=OuterRef("pk")).exclude(pk__in=agreed.values("pk"))
    borne = Contribution.objects.seen_by(Sight.PARTIES).filter(
        Exists(said), ~Exists(unsaid), node__atelier=atelier, photo__isnull=False, hidden_at=None
    )
    numbered = borne.exclude(node__number="").order_by("node__number")
    return list(numbered.select_related("photo__file"))
