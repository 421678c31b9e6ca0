"""What each document needs before it is put to the colleges, frozen, published."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from atelier_local.refusal import Reasons, reasons

from .enums import FOLLOWING, DeliverableKind, DeliverableState, Place


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


PLACES: Mapping[DeliverableKind, tuple[Place, ...]] = {
    DeliverableKind.FRAMING_NOTE: (
        Place.CONTEXT,
        Place.GOVERNANCE,
        Place.METHOD,
        Place.GUARANTEES,
    ),
    DeliverableKind.LOGBOOK: (
        Place.WORKSHOP_1,
        Place.INTERIM_1,
        Place.WORKSHOP_2,
        Place.INTERIM_2,
        Place.WORKSHOP_3,
    ),
    DeliverableKind.FINAL_REPORT: (
        Place.SUMMARY,
        Place.PORTRAIT,
        Place.VISION,
        Place.RECOMMENDATIONS,
        Place.CONDITIONS,
        Place.DISAGREEMENT,
    ),
    DeliverableKind.ROADMAP: (Place.READING, Place.FIRST_DAYS, Place.GOVERNANCE),
    DeliverableKind.BOOKLET: (
        Place.PREFACE,
        Place.OPENING,
        Place.PORTRAIT,
        Place.QUESTION,
        Place.METHOD,
        Place.WORKSHOP_1,
        Place.INTERIM_1,
        Place.WORKSHOP_2,
        Place.INTERIM_2,
        Place.WORKSHOP_3,
        Place.ISSUES,
        Place.STRATEGY,
        Place.ZOOM,
        Place.DISAGREEMENT,
        Place.LESSON,
        Place.CLOSING,
    ),
}
"""Where sections may stand in each document, in reading order."""

_SYNONYMS = {
    "seuil": Place.OPENING,
    "resume": Place.SUMMARY,
    "diagnostic": Place.PORTRAIT,
    "pays": Place.PORTRAIT,
    "scenarios": Place.VISION,
    "refus": Place.DISAGREEMENT,
    "rythme": Place.GOVERNANCE,
    "inter": Place.INTERIM_1,
    "1": Place.WORKSHOP_1,
    "2": Place.WORKSHOP_2,
    "3": Place.WORKSHOP_3,
    "haltes": Place.ZOOM,
    "demain": Place.CLOSING,
}


def places(kind: DeliverableKind, keys: Iterable[str], axes: Sequence[str] = ()) -> list[Place]:
    """Where each section belongs, in order: a word of its key says it, or the name of an axis;
    else it follows the section before it (a workshop then what came after it, an axis then a
    place seen closer).
    """
    allowed = PLACES[kind]
    words: dict[str, Place] = {place.value: place for place in Place} | _SYNONYMS
    words |= dict.fromkeys(axes, Place.STRATEGY)
    found: list[Place] = []
    for key in keys:
        named = (words[word] for word in key.split("-") if word in words)
        place = next((place for place in named if place in allowed), None)
        found.append(place or _after(kind, found[-1] if found else None))
    return found


def _after(kind: DeliverableKind, place: Place | None) -> Place:
    """Where a section goes whose key says nothing, after one that stands at `place`."""
    allowed = PLACES[kind]
    if place is None:
        return Place.PORTRAIT if Place.PORTRAIT in allowed else allowed[0]
    follows = kind is DeliverableKind.LOGBOOK or place is Place.STRATEGY
    if follows and place is not allowed[-1]:
        return allowed[allowed.index(place) + 1]
    return place


def spread(amount: int, start: date, end: date) -> dict[int, int]:
    """Whole euros over the years of an operation, by its days in each; no euro is lost."""
    years = range(start.year, end.year + 1)
    total = (end - start).days + 1
    shared: dict[int, int] = {}
    for year in years:
        last = min(end, date(year, 12, 31))
        so_far = amount * ((last - start).days + 1) // total
        shared[year] = so_far - sum(shared.values())
    return shared
