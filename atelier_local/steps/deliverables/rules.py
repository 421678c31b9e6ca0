"""What each document needs before it is put to the colleges, frozen, published."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from atelier_local.refusal import Reason, Reasons, reasons

from .enums import FOLLOWING, DeliverableKind, DeliverableState, Place


@dataclass(frozen=True, slots=True)
class Facts:
    """What the Atelier holds, counted: what a document can be made of."""

    sections: int = 0
    methodology: bool = False
    calendar: bool = False
    workshops_held: int = 0
    contributions: int = 0
    unanswered: int = 0
    findings: int = 0
    issues: int = 0
    recommendations: int = 0
    without_source: int = 0
    actions: int = 0
    unbalanced: int = 0
    undated: int = 0
    asked: int = 0
    unmet: int = 0

    @property
    def met(self) -> int:
        return self.asked - self.unmet


def missing(kind: DeliverableKind, facts: Facts) -> Reasons:
    """What the document still lacks (domain dossier, completeness tests); `lift` names the page
    where it is supplied.
    """
    unwritten = reasons((facts.sections == 0, "aucune section n’est écrite"))
    return _at("deliverables:deliverable", unwritten) + _MISSING[kind](facts)


def _at(route: str, found: Reasons) -> Reasons:
    return tuple(Reason(reason.label, route) for reason in found)


def _framing_note(facts: Facts) -> Reasons:
    return _at(
        "framing:framing",
        reasons(
            (not facts.methodology, "la méthode n’est pas écrite"),
            (not facts.calendar, "le calendrier n’est pas fixé"),
        ),
    )


def _logbook(facts: Facts) -> Reasons:
    held = facts.workshops_held
    few = reasons((held < 3, f"{held} {_s(held, 'atelier')} {_s(held, 'tenu')} sur 3"))
    empty = reasons((facts.contributions == 0, "le registre des contributions est vide"))
    return _at("workshops:workshops", few) + _at("wall:wall", empty)


def _final_report(facts: Facts) -> Reasons:
    strategy = reasons(
        (facts.issues == 0, "aucun enjeu"),
        (facts.recommendations == 0, "aucune préconisation"),
    )
    strategy += _without_source(facts)
    unproved = reasons((facts.findings == 0, "aucun constat"))
    return _at("evidence:evidence", unproved) + _at("strategy:strategy", strategy)


def _roadmap(facts: Facts) -> Reasons:
    odd, undated = facts.unbalanced, facts.undated
    lost = _at("strategy:strategy", _without_source(facts))
    return lost + _at(
        "roadmap:roadmap",
        reasons(
            (facts.actions == 0, "aucune action"),
            (odd > 0, f"{odd} {_s(odd, 'plan')} de financement {_does(odd)} pas"),
            (undated > 0, f"{undated} {_s(undated, 'action')} sans dates"),
        ),
    )


def _booklet(facts: Facts) -> Reasons:
    no_issue = reasons((facts.issues == 0, "aucun enjeu"))
    no_action = reasons((facts.actions == 0, "aucune action"))
    strategy = _at("strategy:strategy", no_issue + _without_source(facts))
    return strategy + _at("roadmap:roadmap", no_action)


def _without_source(facts: Facts) -> Reasons:
    lost = facts.without_source
    said = f"{lost} {_s(lost, 'préconisation')} ou {_s(lost, 'action')} sans source"
    return reasons((lost > 0, said))


def _s(count: int, word: str) -> str:
    return f"{word}s" if count > 1 else word


def _does(count: int) -> str:
    return "ne s’équilibrent" if count > 1 else "ne s’équilibre"


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


MOST_WORDS = 2000
"""Signs of a remark."""


def against_commenting(state: DeliverableState, words: str) -> Reasons:
    """A section is remarked upon until the document is frozen."""
    over = state in (DeliverableState.FROZEN, DeliverableState.PUBLISHED)
    return reasons(
        (over, f"le document est {state.label} : il ne se discute plus"),
        (not words.strip(), "écrivez votre remarque"),
        (len(words) > MOST_WORDS, f"une remarque a {MOST_WORDS} signes au plus"),
    )


def against_moving(state: DeliverableState, to: DeliverableState) -> Reasons:
    """Draft, asked, shared, frozen, published: one at a time."""
    return reasons((FOLLOWING.get(state) is not to, f"le document est {state.label}"))


def against_publishing(state: DeliverableState, unfounded: Sequence[str]) -> Reasons:
    """Nothing is published while something that it recommends rests on nothing."""
    return against_moving(state, DeliverableState.PUBLISHED) + reasons(
        *((True, f"« {words} » ne repose plus sur rien") for words in unfounded)
    )


def against_taking_back(state: DeliverableState) -> Reasons:
    """Back from the colleges to its authors, who may then write again."""
    return reasons((state is not DeliverableState.ASKED, f"le document est {state.label}"))


PAGES: Mapping[DeliverableKind, tuple[int, int]] = {DeliverableKind.BOOKLET: (36, 44)}
"""How long a document may be: forty pages, 10 % more or less (domain dossier, § 3.5)."""


def warnings_on_pages(kind: DeliverableKind, pages: int) -> Reasons:
    """A document too short or too long for its reader: said, never refused."""
    low, high = PAGES.get(kind, (0, pages))
    return reasons(
        (pages < low, f"{pages} pages : on en attend au moins {low}"),
        (pages > high, f"{pages} pages : on en attend au plus {high}"),
    )


BUDGET: Mapping[DeliverableKind, tuple[tuple[str, str, int], ...]] = {
    DeliverableKind.BOOKLET: (
        ("cover", "Couverture, sommaire", 2),
        ("prefaces", "Préfaces", 2),
        ("plates", "Le territoire en cartes", 4),
        ("question", "La question posée", 2),
        ("method", "La méthode et la frise", 2),
        ("sessions", "Trois ateliers racontés", 9),
        ("issues", "Les enjeux, et ce qui divise", 2),
        ("strategy", "Stratégie et plan-guide", 4),
        ("zooms", "Des lieux de plus près", 4),
        ("actions", "La feuille de route", 2),
        ("sheets", "Quatre fiches phares", 4),
        ("lessons", "Ce que nous avons appris", 2),
        ("sources", "Sources, crédits, licence", 1),
    )
}
"""How many pages each part is given (domain dossier, § 3.5): key, name, pages; forty in all."""


@dataclass(frozen=True, slots=True)
class Spent:
    """The pages that a part takes, beside those that it is given."""

    part: str
    label: str
    pages: int
    budget: int

    @property
    def over(self) -> int:
        return max(0, self.pages - self.budget)


def spent(kind: DeliverableKind, pages: int, parts: Sequence[tuple[str, int]]) -> list[Spent]:
    """What each part of the document takes, from where each begins: `(part, page)`, in order.

    A page belongs to the last part that begins on it or before it.
    """
    owners: dict[int, str] = {}
    for part, page in parts:
        owners[page] = part
    taken: dict[str, int] = dict.fromkeys((key for key, _, _ in BUDGET.get(kind, ())), 0)
    here = ""
    for page in range(1, pages + 1):
        here = owners.get(page, here)
        if here in taken:
            taken[here] += 1
    return [Spent(key, label, taken[key], given) for key, label, given in BUDGET.get(kind, ())]


def against_unknown(codes: Sequence[str]) -> Reasons:
    """A document explains every code that it cites before it is frozen."""
    return reasons(*((True, f"« {code} » est cité et ne désigne rien") for code in codes))


def against_ending_production(states: Mapping[DeliverableKind, DeliverableState]) -> Reasons:
    """The five documents are frozen before they are presented."""
    done = (DeliverableState.FROZEN, DeliverableState.PUBLISHED)
    return reasons(
        *(
            (states.get(kind) not in done, f"« {kind.label} » n’est pas figé")
            for kind in DeliverableKind
        )
    )


def against_closing(states: Collection[DeliverableState], facts: Facts) -> Reasons:
    """Three workshops held, five documents published, every contribution and every item of the
    specification answered; an Atelier without a specification has none.
    """
    published = sum(state is DeliverableState.PUBLISHED for state in states)
    held, waiting, unmet = facts.workshops_held, facts.unanswered, facts.unmet
    return reasons(
        (held < 3, f"{held} {_s(held, 'atelier')} in situ {_s(held, 'tenu')} sur 3"),
        (
            published < len(DeliverableKind),
            f"{published} {_s(published, 'document')} {_s(published, 'publié')} sur 5",
        ),
        (waiting > 0, f"{waiting} {_s(waiting, 'contribution')} sans réponse"),
        (unmet > 0, f"{unmet} {_s(unmet, 'article')} du cahier des charges sans réponse"),
    )


def against_meeting(*, expects_answer: bool, closed: bool) -> Reasons:
    """An item is answered or dropped while the Atelier is not closed, if it asks something."""
    return reasons(
        (not expects_answer, "cet article informe : il n’attend pas de réponse"),
        (closed, "l’Atelier est clos : le constat de conformité ne change plus"),
    )


def against_dropping(reason: str) -> Reasons:
    return reasons((not reason.strip(), "écrivez pourquoi l’article est écarté"))


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


def axis_words(names: Iterable[str]) -> list[str]:
    """The words by which a key names an axis: « Se rejoindre » answers to `rejoindre`."""
    words = (word for name in names for word in re.findall(r"\w+", _bare(name)))
    return [word for word in words if len(word) > 3]


def _bare(text: str) -> str:
    """Lower case, without accents, as keys are."""
    whole = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in whole if not unicodedata.combining(c))


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
