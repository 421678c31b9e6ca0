"""Consulting, sealing, marking, ranking: decisions on plain values.

The law behind them: Code de la commande publique, art. R2162-10 (all holders consulted in
writing, tenders not opened before the deadline, award on the criteria of the agreement).
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from atelier_local.programme.people.enums import Role
from atelier_local.refusal import Reasons, reasons

from .enums import CompetitionState as State
from .enums import EvaluationCollege, PriceFormula

TRANSITIONS: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.OPEN, State.DISCONTINUED}),
    State.OPEN: frozenset({State.OPENED, State.UNSUCCESSFUL, State.DISCONTINUED}),
    State.OPENED: frozenset({State.SCORED, State.DISCONTINUED}),
    State.SCORED: frozenset({State.AWARDED, State.DISCONTINUED}),
    State.AWARDED: frozenset(),
    State.UNSUCCESSFUL: frozenset(),
    State.DISCONTINUED: frozenset(),
}
TEN = Decimal(10)
GAP = Decimal(3)
"""From this gap between two colleges on, the marks have to be talked about."""
PASSPHRASE_SIGNS = 12


def sources(to: State) -> list[State]:
    """The states from which a competition may reach `to`."""
    return [state for state, reached in TRANSITIONS.items() if to in reached]


def against_moving(state: State, to: State) -> Reasons:
    """Being there already is no refusal: the second click of two."""
    return reasons(
        (
            state is not to and to not in TRANSITIONS[state],
            f"la consultation est « {state.label.lower()} » : rechargez la page",
        )
    )


# Preparing ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bounds:
    """Within which a competition weighs one criterion of the agreement (%)."""

    label: str
    least: int
    most: int


def against_weights(weights: Mapping[str, int], agreed: Mapping[str, Bounds]) -> Reasons:
    """Every criterion of the agreement and no other, within its bounds, 100 in all."""
    total = sum(weights.values())
    return reasons(
        *(
            (key not in weights, f"le critère « {bounds.label} » n’a pas de poids")
            for key, bounds in agreed.items()
        ),
        *(
            (key not in agreed, f"« {key} » n’est pas un critère de l’accord-cadre")
            for key in weights
        ),
        *(
            (
                not bounds.least <= weights[key] <= bounds.most,
                f"« {bounds.label} » : {weights[key]} %, l’accord-cadre demande "
                f"de {bounds.least} à {bounds.most} %",
            )
            for key, bounds in agreed.items()
            if key in weights
        ),
        (total != 100, f"les poids font {total} %, il en faut 100"),
    )


def against_preparing(
    state: State | None, *, at_stage: bool, deadline: datetime, at: datetime
) -> Reasons:
    return reasons(
        (not at_stage, "la candidature n’est pas encore retenue"),
        (state not in (None, State.DRAFT), "la consultation est publiée : elle ne change plus"),
        (deadline <= at, "la date limite est déjà passée"),
    )


def against_naming(
    state: State, colleges: Sequence[EvaluationCollege | None], passphrases: Sequence[str]
) -> Reasons:
    """Two officers of two parties, each with a passphrase of their own."""
    named = [college for college in colleges if college]
    return reasons(
        (state is not State.DRAFT, "la consultation est publiée : ses clés ne changent plus"),
        (len(colleges) != 2, "il faut deux personnes, ni plus ni moins"),
        (
            len(named) < len(colleges),
            "chacune doit pouvoir ouvrir les plis au titre d’une partie de l’Atelier",
        ),
        (
            len(named) == 2 and named[0] is named[1],
            "les deux personnes doivent venir de deux parties différentes",
        ),
        (
            any(len(phrase) < PASSPHRASE_SIGNS for phrase in passphrases),
            f"une phrase secrète compte au moins {PASSPHRASE_SIGNS} signes",
        ),
        (len(set(passphrases)) < len(passphrases), "chacune doit avoir sa propre phrase secrète"),
    )


def against_publishing(
    *,
    officers: int,
    deadline: datetime,
    at: datetime,
    agreement_ends: date | None,
    day: date,
    unreachable: Iterable[str],
) -> Reasons:
    """`unreachable` are the consortia that nobody could be written to."""
    return reasons(
        (officers != 2, "les deux personnes qui ouvriront les plis ne sont pas nommées"),
        (deadline <= at, "la date limite est déjà passée"),
        (
            agreement_ends is not None and day > agreement_ends,
            "l’accord-cadre n’est plus valable",  # Code de la commande publique, art. R2162-5
        ),
        *((True, f"{name} n’a pas de représentant à qui écrire") for name in unreachable),
    )


# Tendering ------------------------------------------------------------------------------


def against_tendering(
    state: State, *, deadline: datetime, at: datetime, declined: bool = False
) -> Reasons:
    """To the microsecond: the deadline itself is too late (art. R2151-5)."""
    return reasons(
        (state is State.DRAFT, "la consultation n’est pas publiée"),
        (
            state not in (State.DRAFT, State.OPEN),
            f"la consultation est « {state.label.lower()} »",
        ),
        (state is State.OPEN and at >= deadline, "la date limite est passée"),
        (declined, "votre groupement a fait savoir qu’il ne répondrait pas"),
    )


def against_opening(
    state: State,
    *,
    deadline: datetime,
    at: datetime,
    colleges: Sequence[EvaluationCollege],
) -> Reasons:
    """After the deadline, by the two officers together."""
    return reasons(
        (
            state not in (State.OPEN, State.OPENED, State.UNSUCCESSFUL),
            f"la consultation est « {state.label.lower()} »",
        ),
        (at < deadline, "la date limite n’est pas passée"),
        (
            len(set(colleges)) < 2,
            "il faut deux personnes, de deux parties différentes, parmi celles qui ont été nommées",
        ),
    )


# Marking --------------------------------------------------------------------------------


def college_of(roles: Iterable[Role]) -> EvaluationCollege | None:
    """In whose name a person opens and marks."""
    held = set(roles)
    if Role.PILOT in held:
        return EvaluationCollege.PILOT
    if Role.OPERATOR in held:
        return EvaluationCollege.OPERATOR
    if held & {Role.LOCAL_AUTHORITY, Role.ELECTED}:
        return EvaluationCollege.LOCAL_AUTHORITIES
    return None


def against_declaring(state: State, college: EvaluationCollege | None) -> Reasons:
    return reasons(
        (college is None, "vous n’évaluez au titre d’aucun collège de cet Atelier"),
        (
            state not in (State.OPEN, State.OPENED),
            "les intérêts se déclarent entre la publication et la remise des grilles",
        ),
    )


def against_reading(state: State, *, declared: bool, conflict: bool) -> Reasons:
    """Nobody reads a tender before having declared their interests."""
    return reasons(
        (
            state not in (State.OPENED, State.SCORED, State.AWARDED),
            "les plis ne sont pas ouverts",
        ),
        (not declared, "déclarez d’abord vos intérêts"),
        (conflict, "vous avez déclaré un lien avec un groupement : vous n’évaluez pas"),
    )


def against_lifting_the_curtain(*, scored: bool) -> Reasons:
    """Others' marks stay hidden as long as a grid is missing: they would weigh on it."""
    return reasons((not scored, "les grilles ne sont pas toutes rendues"))


def against_value(value: Decimal | None) -> Reasons:
    """Marks go from 0 to 10 by halves."""
    return reasons(
        (
            value is not None and not (0 <= value <= TEN and (value * 2) % 1 == 0),
            "une note va de 0 à 10, par demi-points",
        )
    )


def against_marking(
    state: State, value: Decimal | None, *, submitted: bool, is_price: bool
) -> Reasons:
    return reasons(
        (state is not State.OPENED, "les grilles ne sont pas ouvertes à la notation"),
        (submitted, "votre grille est rendue : elle ne change plus"),
        (is_price, "personne ne note le prix : la formule s’en charge"),
    ) + against_value(value)


def against_submitting_grid(wanted: int, marked: int, reasoned: int) -> Reasons:
    """A grid is complete when each mark is there with its reason."""
    unmarked, bare = wanted - marked, marked - reasoned
    return reasons(
        (unmarked == 1, "une note n’est pas mise"),
        (unmarked > 1, f"{unmarked} notes ne sont pas mises"),
        (bare == 1, "une note n’a pas de motif"),
        (bare > 1, f"{bare} notes n’ont pas de motif"),
    )


def all_grids_in(
    parties: Collection[EvaluationCollege],
    declared: Collection[EvaluationCollege],
    pending: int,
) -> bool:
    """Every college that takes part has spoken, and nobody still has a grid in hand."""
    return pending == 0 and set(parties) <= set(declared)


def against_settling(
    state: State, value: Decimal | None, reason: str, *, is_price: bool
) -> Reasons:
    return reasons(
        (state is not State.SCORED, "les grilles ne sont pas toutes rendues"),
        (is_price, "personne ne note le prix : la formule s’en charge"),
        (value is None, "choisissez la note commune"),
        (not reason.strip(), "écrivez le motif : il est repris tel quel dans le rapport"),
    ) + against_value(value)


def gap(marks: Iterable[Decimal]) -> Decimal:
    """Between the highest and the lowest mark given to one tender on one criterion."""
    listed = list(marks)
    return max(listed) - min(listed) if listed else Decimal(0)


# Ranking --------------------------------------------------------------------------------


def price_mark(formula: PriceFormula, price: Decimal, lowest: Decimal) -> Decimal:
    """From 0 to 10, unrounded; both prices in euros, above zero."""
    if formula is PriceFormula.LINEAR:
        return max(Decimal(0), TEN * (2 - price / lowest))
    return TEN * lowest / price


def price_marks[Tender: Hashable](
    formula: PriceFormula, prices: Mapping[Tender, Decimal]
) -> dict[Tender, Decimal]:
    """The mark of each tender's price."""
    lowest = min(prices.values(), default=Decimal(1))
    return {tender: price_mark(formula, price, lowest) for tender, price in prices.items()}


def total(marks: Mapping[str, Decimal], weights: Mapping[str, int]) -> Decimal:
    """Out of 100, to the hundredth: each mark counts for its weight."""
    points = sum((marks[key] * weight / TEN for key, weight in weights.items()), Decimal(0))
    return points.quantize(Decimal("0.01"), ROUND_HALF_UP)


def ranking[Tender: Hashable](totals: Mapping[Tender, Decimal]) -> list[tuple[int, Tender]]:
    """Best first, with ranks; equal totals share a rank."""
    ordered = sorted(totals.items(), key=lambda pair: -pair[1])
    return [
        (1 + sum(other > points for other in totals.values()), tender) for tender, points in ordered
    ]


def against_awarding[Tender: Hashable](
    tender: Tender,
    totals: Mapping[Tender, Decimal],
    reason: str,
    *,
    unsettled: int,
    no_grid: bool,
) -> Reasons:
    """Only the best total wins, once every mark is common (art. R2162-10, 4°)."""
    if no_grid:
        return reasons((True, "les grilles ne sont pas toutes rendues"))
    best = {winner for rank, winner in ranking(totals) if rank == 1}
    return reasons(
        (unsettled == 1, "une note reste à mettre en commun"),
        (unsettled > 1, f"{unsettled} notes restent à mettre en commun"),
        (
            unsettled == 0 and tender not in best,
            "une autre offre a un meilleur total : elle seule peut être retenue",
        ),
        (not reason.strip(), "écrivez le motif du choix"),
    )
