"""What each document needs before it is put to the colleges, frozen, published."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from atelier_local.refusal import Reasons, reasons

from .enums import FOLLOWING, DeliverableKind, DeliverableState


@dataclass(frozen=True, slots=True)
class Facts:
    """What the Atelier holds, counted: what a document can be made of."""

    sections: int = 0
    methodology: bool = False
    calendar: bool = False
    workshops_held: int = 0
    contributions: int = 0
    findings: int = 0
    issues: int = 0
    recommendations: int = 0
    without_source: int = 0
    actions: int = 0
    unbalanced: int = 0
    undated: int = 0


def missing(kind: DeliverableKind, facts: Facts) -> Reasons:
    """What the document still lacks (domain dossier, completeness tests)."""
    return reasons((facts.sections == 0, "aucune section n’est écrite")) + _MISSING[kind](facts)


def _framing_note(facts: Facts) -> Reasons:
    return reasons(
        (not facts.methodology, "la méthode n’est pas écrite"),
        (not facts.calendar, "le calendrier n’est pas fixé"),
    )


def _logbook(facts: Facts) -> Reasons:
    held = facts.workshops_held
    return reasons(
        (held < 3, f"{held} atelier{'s' if held > 1 else ''} tenu{'s' if held > 1 else ''} sur 3"),
        (facts.contributions == 0, "le registre des contributions est vide"),
    )


def _final_report(facts: Facts) -> Reasons:
    return reasons(
        (facts.findings == 0, "aucun constat"),
        (facts.issues == 0, "aucun enjeu"),
        (facts.recommendations == 0, "aucune préconisation"),
        (
            facts.without_source > 0,
            f"{facts.without_source} préconisation ou action n’a pas de source",
        ),
    )


def _roadmap(facts: Facts) -> Reasons:
    return reasons(
        (facts.actions == 0, "aucune action"),
        (facts.unbalanced > 0, f"{facts.unbalanced} plan de financement ne s’équilibre pas"),
        (facts.undated > 0, f"{facts.undated} action n’a pas de dates"),
    )


def _booklet(facts: Facts) -> Reasons:
    return reasons(
        (facts.issues == 0, "aucun enjeu"),
        (facts.actions == 0, "aucune action"),
    )


_MISSING = {
    DeliverableKind.FRAMING_NOTE: _framing_note,
    DeliverableKind.LOGBOOK: _logbook,
    DeliverableKind.FINAL_REPORT: _final_report,
    DeliverableKind.ROADMAP: _roadmap,
    DeliverableKind.BOOKLET: _booklet,
}


def against_writing(state: DeliverableState) -> Reasons:
    """What is put to the colleges no longer changes under their eyes."""
    return reasons(
        (
            state is not DeliverableState.DRAFT,
            f"le document est {state.label} : il ne s’écrit plus",
        )
    )


def against_moving(state: DeliverableState, to: DeliverableState) -> Reasons:
    """Draft, asked, shared, frozen, published: one at a time."""
    return reasons((FOLLOWING.get(state) is not to, f"le document est {state.label}"))


def against_ending_production(states: Mapping[DeliverableKind, DeliverableState]) -> Reasons:
    """The five documents are frozen before they are presented."""
    done = (DeliverableState.FROZEN, DeliverableState.PUBLISHED)
    return reasons(
        *(
            (states.get(kind) not in done, f"« {kind.label} » n’est pas figé")
            for kind in DeliverableKind
        )
    )


def against_closing(
    states: Collection[DeliverableState], *, workshops_held: int, unanswered: int
) -> Reasons:
    """Three workshops held, five documents published, every contribution answered."""
    published = sum(state is DeliverableState.PUBLISHED for state in states)
    return reasons(
        (workshops_held < 3, f"{workshops_held} atelier in situ tenu sur 3"),
        (published < len(DeliverableKind), f"{published} documents publiés sur 5"),
        (
            unanswered > 0,
            f"{unanswered} contribution{'s' if unanswered > 1 else ''} sans réponse",
        ),
    )
