"""What may rest on what, and what an answer must say."""

from atelier_local.refusal import Reasons, reasons

from .enums import Fate, Kind

REASON_AT_MOST = 500
"""Characters of the reason of a citation: one or two sentences."""

ALLOWED: frozenset[tuple[Kind, Kind]] = frozenset(
    {
        (Kind.PASSAGE, Kind.EXCERPT),
        (Kind.CONTRIBUTION, Kind.GROUP),
        (Kind.CONTRIBUTION, Kind.FINDING),
        (Kind.FIGURE, Kind.FINDING),
        (Kind.EXCERPT, Kind.FINDING),
        (Kind.GROUP, Kind.FINDING),
        (Kind.CONTRIBUTION, Kind.ISSUE),
        (Kind.GROUP, Kind.ISSUE),
        (Kind.FINDING, Kind.ISSUE),
        (Kind.CONTRIBUTION, Kind.OBJECTIVE),
        (Kind.FINDING, Kind.OBJECTIVE),
        (Kind.ISSUE, Kind.OBJECTIVE),
        (Kind.FINDING, Kind.RECOMMENDATION),
        (Kind.ISSUE, Kind.RECOMMENDATION),
        (Kind.OBJECTIVE, Kind.RECOMMENDATION),
        (Kind.CONTRIBUTION, Kind.ACTION),
        (Kind.GROUP, Kind.ACTION),
        (Kind.FINDING, Kind.ACTION),
        (Kind.OBJECTIVE, Kind.ACTION),
        (Kind.RECOMMENDATION, Kind.ACTION),
    }
    | {(kind, Kind.SECTION) for kind in Kind if kind is not Kind.SECTION}
)
"""(source, target): target rests on source. Every pair goes up in rank: no circle can be."""


def against_citing(
    source: Kind, target: Kind, *, same_atelier: bool, reason: str, target_frozen: bool = False
) -> Reasons:
    """Reasons why `target` may not rest on `source`."""
    return reasons(
        (not same_atelier, "les deux doivent appartenir au même Atelier"),
        (
            (source, target) not in ALLOWED,
            f"un élément « {target.label} » ne s’appuie pas sur un élément « {source.label} »",
        ),
        (not reason.strip(), "dites pourquoi l’un s’appuie sur l’autre"),
        (target_frozen, "le document est figé : ses sources ne changent plus"),
    )


def against_answering(fate: Fate, reason: str) -> Reasons:
    """Every fate is explained to the person, whatever it is."""
    return reasons(
        (not reason.strip(), f"« {fate.label} » demande un motif, écrit pour la personne")
    )
