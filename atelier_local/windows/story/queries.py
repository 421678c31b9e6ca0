"""Where the demo stands: its Ateliers by stage, and a receipt for Nour, who has no account."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.ateliers.models import Atelier, RoleGrant
from atelier_local.programme.people.enums import Role
from atelier_local.programme.thread.enums import Fate, Sight
from atelier_local.steps.wall.models import Contribution
from atelier_local.steps.wall.rules import shown_receipt
from atelier_local.steps.workshops.enums import WorkshopState
from atelier_local.steps.workshops.models import Workshop

from .plots import PLOTS

PILOTS = {plot.slug: plot.pilot for plot in PLOTS}
SIDES = {
    Role.ELECTED: "lyons-andelle",
    Role.OPERATOR: "lyons-andelle",
    Role.PREFECTURE: "cote-ouest-centre-manche",
    Role.PARTNER: "collines-du-perche",
}
"""Roles that nobody of the cast has, and an Atelier where someone has it."""


def told_ateliers() -> QuerySet[Atelier]:
    return Atelier.objects.filter(slug__in=PILOTS)


def told() -> list[tuple[Atelier, str]]:
    """The Ateliers of the demo, the furthest first, each with the key of its pilot."""
    found = sorted(told_ateliers(), key=lambda atelier: (-atelier.at_stage.rank, atelier.name))
    return [(atelier, PILOTS[atelier.slug]) for atelier in found]


def sides() -> list[RoleGrant]:
    """Someone for each of these roles, the first who got it there, in the order of SIDES."""
    there = Q()
    for role, slug in SIDES.items():
        there |= Q(role=role, atelier__slug=slug)
    given = RoleGrant.objects.filter(there, revoked_at=None).order_by("-id")
    found = {one.role: one for one in given.select_related("person__organisation", "atelier")}
    return [found[role] for role in SIDES if role in found]


@dataclass(frozen=True)
class Receipt:
    """A card of the demo, as its author finds it again."""

    atelier: Atelier
    words: str
    code: str


def receipt() -> Receipt | None:
    """A published card that was taken up, with its code: the demo's people are invented."""
    cards = Contribution.objects.seen_by(Sight.PUBLIC).filter(
        node__atelier__fictitious=True,
        node__atelier__stage=Stage.FOLLOW_UP,
        node__answers__fate=Fate.AMENDED,
        hidden_at=None,
    )
    card = cards.select_related("node__atelier").order_by("node__number").first()
    if card is None:
        return None
    return Receipt(card.node.atelier, card.node.words, shown_receipt(card.receipt))


def open_room() -> Workshop | None:
    """A workshop whose room is open now, if any."""
    rooms = Workshop.objects.filter(atelier__fictitious=True, state=WorkshopState.OPEN)
    return rooms.select_related("atelier").first()
