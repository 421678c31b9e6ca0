"""What each document lacks before it is put to the colleges."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from atelier_local.programme.ateliers.enums import Audience, PartyKind
from atelier_local.refusal import Reason, Reasons, reasons
from atelier_local.steps.framing.enums import CommitteeKind

from ..enums import DeliverableKind


@dataclass(frozen=True, slots=True)
class Facts:
    """What the Atelier holds, counted: what a document can be made of. Of the document itself:
    its `sections`, the `remarks` to settle, the photographs kept `silent` for want of an agreement.
    """

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
    unfinished: int = 0
    unmarked: int = 0
    unvoted: int = 0
    uncounted: int = 0
    unlodged: int = 0
    asked: int = 0
    unmet: int = 0
    stakeholders: int = 0
    audiences: int = 0
    prepared: int = 0
    guarantees: int = 0
    untaken: int = 0
    risks: int = 0
    requests: int = 0
    unscheduled: Mapping[str, str] = field(default_factory=dict)
    """Titles of the documents awaited without a date, by the key of their request."""
    indicators: int = 0
    welcomed: int = 0
    approached: int = 0
    unplanned: int = 0
    unasking: int = 0
    unshown: int = 0
    objectives: int = 0
    lessons: int = 0
    zooms: int = 0
    scenarios: int = 0
    disagreements: int = 0
    terms: int = 0
    remarks: int = 0
    silent: int = 0
    mapped: bool = False
    sites: int = 0
    ruled: bool = False
    committees: Collection[str] = ()
    taking_part: Collection[str] = ()
    seated: Collection[str] = ()
    """Which bodies are composed; the places in which parties are there, and sit in one of them."""
    dated: int = 0
    unspread: int = 0
    out_of_bounds: Collection[str] = ()

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
    few = reasons((held < 3, f"{held} {plural(held, 'atelier')} {plural(held, 'tenu')} sur 3"))
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
            (odd > 0, f"{odd} {plural(odd, 'plan')} de financement {_does(odd)} pas"),
            (undated > 0, f"{undated} {plural(undated, 'action')} sans dates"),
            (
                facts.unfinished > 0,
                f"{facts.unfinished} {plural(facts.unfinished, 'fiche')} action à finir",
            ),
        ),
    )


def _booklet(facts: Facts) -> Reasons:
    no_issue = reasons((facts.issues == 0, "aucun enjeu"))
    no_action = reasons((facts.actions == 0, "aucune action"))
    strategy = _at("strategy:strategy", no_issue + _without_source(facts))
    return strategy + _at("roadmap:roadmap", no_action)


def _without_source(facts: Facts) -> Reasons:
    lost = facts.without_source
    said = f"{lost} {plural(lost, 'préconisation')} ou {plural(lost, 'action')} sans source"
    return reasons((lost > 0, said))


def plural(count: int, word: str) -> str:
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


RISKS = 3
"""Fewer than a framing note tells (domain dossier, § 3.1)."""
WORKSHOPS = 3
"""Each says how people are received there (domain dossier, § 3.1)."""


def gaps(kind: DeliverableKind, facts: Facts) -> Reasons:
    """What a reader would still look for: said beside what is missing, never refused."""
    remarks, silent = facts.remarks, facts.silent
    own = reasons(
        (remarks > 0, f"{remarks} {plural(remarks, 'remarque')} à traiter"),
        (silent > 0, f"{silent} {plural(silent, 'photographie')} sans accord : ne sort pas"),
    )
    return _GAPS[kind](facts) + _at("deliverables:deliverable", own)


MUST_SIT = {
    PartyKind.PILOT: "le service pilote",
    PartyKind.LOCAL_AUTHORITY: "la collectivité",
    PartyKind.OPERATOR: "l’opérateur",
    PartyKind.CONSORTIUM: "le mandataire de l’équipe",
}
"""Who sits in the bodies that lead an Atelier, where there is one (domain dossier, § 3.1)."""
MUST_MEET = (CommitteeKind.STEERING, CommitteeKind.TECHNICAL)


def _framing_gaps(facts: Facts) -> Reasons:
    ready, known, promised = facts.prepared, facts.welcomed, facts.approached
    perimeter = reasons(
        (not facts.mapped, "aucun contour de commune n’est connu : le périmètre n’a pas de carte"),
        (facts.sites == 0, "aucun lieu à voir de plus près n’est désigné"),
    )
    sessions = reasons(
        (
            ready < WORKSHOPS,
            f"{ready} {plural(ready, 'atelier')} {plural(ready, 'préparé')} sur {WORKSHOPS}",
        ),
        (
            known < WORKSHOPS,
            f"l’accueil est dit pour {known} {plural(known, 'atelier')} sur {WORKSHOPS}",
        ),
        (
            promised < WORKSHOPS,
            f"la participation est dite pour {promised} {plural(promised, 'atelier')} "
            f"sur {WORKSHOPS}",
        ),
    )
    untold = reasons(
        (facts.guarantees == 0, "ce que l’on garantit à celles et ceux qui parlent n’est pas dit")
    )
    return (
        _at("framing:governance#lieux", perimeter)
        + _at("framing:governance#instances", _governed(facts))
        + _at("framing:framing", _concerned(facts))
        + _undated(facts.unscheduled)
        + _at("framing:framing#calendrier", tuple(map(Reason, facts.out_of_bounds)))
        + _at("deliverables:due_dates", _promised(facts.dated))
        + _at("workshops:workshops", sessions)
        + _at("contract:team", _untaken(facts.untaken))
        + _at("contract:spread", _unspread(facts.unspread))
        + _at("deliverables:write_section", untold)
    )


def _governed(facts: Facts) -> Reasons:
    """Which bodies are not composed; which party sits in none of those that are."""
    absent = [kind for kind in MUST_SIT if kind in facts.taking_part and kind not in facts.seated]
    return reasons(
        *(
            (kind not in facts.committees, f"« {kind.label} » : l’instance n’est pas composée")
            for kind in MUST_MEET
        ),
        *(
            (bool(facts.committees), f"{MUST_SIT[kind]} ne siège dans aucune instance")
            for kind in absent
        ),
        (not facts.ruled, "la règle de décision des instances n’est pas écrite"),
    )


def _undated(awaited: Mapping[str, str]) -> Reasons:
    """Line by line: a document that is awaited has a date."""
    return tuple(
        Reason(f"« {title} » : document attendu sans date", f"framing:await_document/{key}")
        for key, title in awaited.items()
    )


def _promised(dated: int) -> Reasons:
    asked = len(DeliverableKind)
    said = f"{dated} {plural(dated, 'livrable')} sur {asked} avec une date de remise"
    return reasons((dated < asked, said))


def _unspread(count: int) -> Reasons:
    people = f"{count} {'personnes' if count > 1 else 'personne'} de l’équipe"
    return reasons((count > 0, f"{people} sans jours répartis par phase"))


def _untaken(count: int) -> Reasons:
    words = f"{plural(count, 'spécialité')} {plural(count, 'demandée')}"
    return reasons((count > 0, f"{count} {words} sans personne dans l’équipe"))


def _concerned(facts: Facts) -> Reasons:
    """What the framing itself does not say yet."""
    missing = len(Audience) - facts.audiences
    nobody = facts.stakeholders == 0
    return reasons(
        (nobody, "les personnes et structures concernées ne sont pas dites"),
        (
            missing > 0 and not nobody,
            f"{missing} {plural(missing, 'public')} sur {len(Audience)} sans personne ni structure",
        ),
        (facts.risks < RISKS, f"moins de {RISKS} risques, chacun avec sa parade"),
        (facts.indicators == 0, "rien ne dit à quoi l’on saura que l’Atelier a réussi"),
        (facts.requests == 0, "aucun document n’est demandé à personne"),
    )


def _logbook_gaps(facts: Facts) -> Reasons:
    waiting = facts.unanswered
    said = f"{waiting} {plural(waiting, 'proposition')} sans suite donnée"
    unrun, closed = facts.unplanned, facts.unasking
    days = reasons(
        (unrun > 0, f"{unrun} {plural(unrun, 'atelier')} {plural(unrun, 'tenu')} sans conducteur"),
        (
            closed > 0,
            f"{closed} {plural(closed, 'atelier')} sans question laissée à l’étape suivante",
        ),
    )
    kept = facts.unshown
    sheets = f"{kept} {plural(kept, 'feuille')} de la salle {plural(kept, 'photographiée')}"
    unseen = reasons((kept > 0, f"{sheets}, à montrer dans une section"))
    return (
        _at("wall:wall", reasons((waiting > 0, said)))
        + _at("workshops:workshops", days)
        + _at("deliverables:deliverable", unseen)
    )


def _report_gaps(facts: Facts) -> Reasons:
    no_zoom = reasons((facts.zooms == 0, "aucun lieu n’est vu de plus près"))
    no_term = reasons((facts.terms == 0, "aucun mot n’est expliqué"))
    weighed = reasons(
        (facts.scenarios == 0, "aucun scénario pesé n’est raconté"),
        (
            facts.disagreements == 0,
            "aucun désaccord n’est écrit, avec la position de chaque collège",
        ),
    )
    own = _at("deliverables:write_section", no_zoom) + _at("deliverables:terms", no_term)
    return _at("strategy:strategy", weighed) + own


def _roadmap_gaps(facts: Facts) -> Reasons:
    lacking = (
        (facts.unmarked, "dont la priorité n’est pas expliquée"),
        (facts.unvoted, "sans date de délibération"),
        (facts.uncounted, "sans effet compté sur le sol"),
        (facts.unlodged, "dont un dossier de financement n’a pas de date"),
    )
    sheets = reasons(
        *((count > 0, f"{count} {plural(count, 'action')} {what}") for count, what in lacking)
    )
    no_aim = reasons((facts.objectives == 0, "aucun objectif"))
    return _at("strategy:strategy", no_aim) + _at("roadmap:roadmap", sheets)


def _booklet_gaps(facts: Facts) -> Reasons:
    none = reasons((facts.lessons == 0, "aucune leçon pour d’autres Ateliers"))
    return _at("deliverables:deliverable", none)


_GAPS = {
    DeliverableKind.FRAMING_NOTE: _framing_gaps,
    DeliverableKind.LOGBOOK: _logbook_gaps,
    DeliverableKind.FINAL_REPORT: _report_gaps,
    DeliverableKind.ROADMAP: _roadmap_gaps,
    DeliverableKind.BOOKLET: _booklet_gaps,
}
