"""What a group that asked to change is answered, and how the report tells it (art. R2142-26)."""

from datetime import datetime

from atelier_local.ground.files.papers import Block, Heading, Paper, Para, Quote, Signatures

from ..models import GroupChange, MiniCompetition
from . import words
from .frame import article, remedies, sheet, to_one


def group_decision(competition: MiniCompetition, change: GroupChange, *, at: datetime) -> Paper:
    """The buyer's consent, with both of its reasons, or its refusal."""
    signer = change.decided_by.full_name if change.decided_by else ""
    says = "accepte" if change.accepted else "refuse"
    blocks: list[Block] = [
        Para(
            f"Le {words.day(change.asked_at)}, vous avez demandé, pour "
            f"l’{words.subject(competition)}, que votre groupement change avant la signature du "
            f"marché : {change.said}."
        ),
        Quote(change.reason, change.get_ground_display().lower()),
        Heading(1, "Décision"),
        Para(f"L’acheteur {says} ce changement{article(competition, 'group_change')}."),
        *_why(change),
        *([] if change.accepted else remedies(competition)),
        Signatures((f"{signer}\nPour l’acheteur, le {words.day(at)}",)),
    ]
    title = "Composition de votre groupement"
    to = to_one(change.invitation)
    return sheet(competition, title, "group-decision", blocks, at=at, recipient=to)


def _why(change: GroupChange) -> list[Block]:
    if not change.accepted:
        return [Quote(change.verdict_reason, "motif du refus")]
    return [
        Quote(change.capacities, "capacités du groupement"),
        Quote(change.equality, "égalité de traitement"),
    ]


def group_lines(changes: list[GroupChange], *, own: int | None, whole: bool) -> list[Block]:
    """Each request that was answered, for the report; its reasons to the buyer and to that group
    only: why a firm leaves is its own secret."""
    blocks: list[Block] = []
    for one in changes:
        assert one.decided_at is not None
        blocks.append(
            Para(
                f"{one.invitation.name}, demande du {words.day(one.asked_at)} : {one.said} "
                f"({one.get_ground_display().lower()}). {one.get_verdict_display()} le "
                f"{words.day(one.decided_at)}."
            )
        )
        if whole or one.invitation_id == own:
            blocks += [Quote(one.reason, "ce qui arrive"), *_why(one)]
    return blocks
