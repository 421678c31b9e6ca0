"""The fifteen items of a letter of consultation, and what each of them still lacks.

A consultation states at least its object, its time limit (art. R2162-10, 2°) and its weights; the
rest is what holders need to answer on equal terms.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from atelier_local.refusal import Reasons, reasons

from ..enums import Mode, PriceFormula, TenderPart
from .formulas import against_formula
from .preparing import Bounds, against_hearing, against_points, against_weights

TITLES = {
    1: "Acheteur, service pilote, contact",
    2: "Objet, cahier des charges, périmètre",
    3: "Pièces de la consultation",
    4: "Date limite et lieu du dépôt",
    5: "Questions et réponses",
    6: "Critères, poids, formule de prix, départage",
    7: "Cadre de prix",
    8: "Contenu attendu de l’offre",
    9: "Qui analyse les offres",
    10: "Audition et négociation",
    11: "Validité des offres",
    12: "Calendrier prévu",
    13: "Sous-traitance et adaptation de l’équipe",
    14: "Confidentialité et données personnelles",
    15: "Recours",
}
CALENDAR, TEAM, CONFIDENTIAL = 12, 13, 14

CLAUSES = {
    CALENDAR: "Attribution dans le mois qui suit l’ouverture des plis. Notification du marché dès "
    "la fin du délai laissé aux recours : ce jour est T0. L’accompagnement commence par la réunion "
    "de cadrage, dans le mois qui suit T0.",
    TEAM: "La composition de l’équipe s’adapte au besoin. Une spécialité qui manque au groupement "
    "est apportée par un sous-traitant, déclaré dans l’offre ou en cours d’exécution (formulaire "
    "DC4) et accepté avant de commencer. La composition du groupement titulaire ne change pas, "
    "hors des cas que le code de la commande publique prévoit.",
    CONFIDENTIAL: "Les offres restent fermées jusqu’à leur ouverture, après la date limite, par "
    "deux personnes de deux parties. Elles ne sont lues que par les personnes chargées de les "
    "analyser, après déclaration de leurs intérêts. Les données personnelles qu’elles contiennent "
    "ne servent qu’à la consultation et au marché ; elles sont conservées le temps que fixent "
    "les règles d’archivage. Accès, rectification : auprès du contact ci-dessus.",
}
"""What the buyer starts from; each text is theirs to change."""

NEGOTIATION = {
    False: "L’accord-cadre ne prévoit pas de négociation : il n’y en a pas.",
    True: "L’accord-cadre permet de négocier ; l’acheteur n’en use pas pour ce marché : les offres "
    "sont jugées telles qu’elles ont été déposées.",
}
"""Whether the agreement foresees it or not, nothing opened here changes any more."""

GIVES = {
    TenderPart.UNDERSTANDING: "La demande telle que le groupement la comprend",
    TenderPart.METHOD: "Les trois ateliers et les deux inter-ateliers, phase par phase",
    TenderPart.OUTREACH: "Comment les habitants seront associés, y compris ceux qu’on n’entend pas",
    TenderPart.TEAM: "Personnes, rôles, jours par phase",
    TenderPart.CALENDAR: "Une durée dans les bornes, les étapes et leurs marges",
    TenderPart.PRICE: "Prix par phase et par membre",
    TenderPart.COMMITMENTS: "Engagements de l’offre elle-même : déplacements, sobriété, insertion",
    TenderPart.SAMPLES: "Deux extraits de livrables comparables",
}
"""What each part of a tender holds."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the letter is written from, as plain values."""

    contact: bool = False
    object_text: str = ""
    specification: bool = False
    unanswered: Reasons = ()
    deadline: datetime | None = None
    mode: Mode = Mode.NATIVE
    place_reference: str = ""
    questions_until: datetime | None = None
    weights: Mapping[str, int] = field(default_factory=dict)
    points: Mapping[str, Sequence[int]] = field(default_factory=dict)
    agreed: Mapping[str, Bounds] = field(default_factory=dict)
    environment: Reasons = ()
    formula: PriceFormula = PriceFormula.PROPORTIONAL
    estimate_cents: int | None = None
    disclosed: bool = False
    colleges: int = 0
    hearing: bool = False
    hearing_foreseen: bool = True
    hearing_minutes: int = 0
    validity_days: int = 0
    grids_due: bool = False
    clauses: Mapping[int, str] = field(default_factory=dict)
    court: str = ""


def missing(facts: Facts) -> dict[int, Reasons]:
    """Why each item is not complete; items without a reason are."""
    found = {
        1: reasons((not facts.contact, "dites qui répond aux groupements")),
        2: _purpose(facts),
        4: _deposit(facts),
        5: _questions(facts),
        6: against_weights(facts.weights, facts.agreed)
        + against_points(facts.points, facts.weights, facts.agreed)
        + facts.environment,
        7: _prices(facts),
        8: facts.unanswered,
        9: reasons((facts.colleges < 2, "il faut au moins deux collèges pour analyser les offres")),
        10: _hearing(facts),
        11: reasons((not facts.validity_days, "dites combien de jours les offres engagent")),
        12: _calendar(facts),
        13: _clause(facts, TEAM),
        14: _clause(facts, CONFIDENTIAL),
        15: reasons((not facts.court.strip(), "dites quel tribunal peut être saisi")),
    }
    return {item: found.get(item, ()) for item in TITLES}


def listed(gaps: Mapping[int, Reasons]) -> Reasons:
    """Every reason, in the order of the items."""
    return tuple(reason for item in TITLES for reason in gaps[item])


def _purpose(facts: Facts) -> Reasons:
    return reasons(
        (not facts.object_text.strip(), "écrivez l’objet du marché"),
        (not facts.specification, "faites de la note retenue le cahier des charges"),
    )


def _deposit(facts: Facts) -> Reasons:
    return reasons(
        (facts.deadline is None, "fixez la date limite (art. R2162-10, 2°)"),
        (
            facts.mode is Mode.PLACE and not facts.place_reference.strip(),
            "indiquez la référence de la consultation sur PLACE",
        ),
    )


def _questions(facts: Facts) -> Reasons:
    until, deadline = facts.questions_until, facts.deadline
    return reasons(
        (until is None, "dites jusqu’à quand les questions sont reçues"),
        (
            until is not None and deadline is not None and until >= deadline,
            "les questions se ferment avant la date limite",
        ),
    )


def _prices(facts: Facts) -> Reasons:
    return against_formula(facts.formula, estimate=facts.estimate_cents) + reasons(
        (
            facts.disclosed and not facts.estimate_cents,
            "l’estimation est annoncée aux groupements : indiquez-la",
        ),
        (
            facts.formula is PriceFormula.ESTIMATE and not facts.disclosed,
            "la formule se rapporte à l’estimation : elle doit être donnée aux groupements",
        ),
    )


def _hearing(facts: Facts) -> Reasons:
    return against_hearing(wanted=facts.hearing, foreseen=facts.hearing_foreseen) + reasons(
        (
            facts.hearing and not facts.hearing_minutes,
            "dites combien de minutes dure l’audition, la même pour tous",
        )
    )


def _calendar(facts: Facts) -> Reasons:
    return _clause(facts, CALENDAR) + reasons(
        (not facts.grids_due, "dites quand les grilles d’analyse sont attendues")
    )


def _clause(facts: Facts, item: int) -> Reasons:
    written = facts.clauses.get(item, "").strip()
    return reasons((not written, f"écrivez le point {item}, « {TITLES[item]} »"))
