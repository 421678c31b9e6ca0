"""Who marks what, when, and what the colleges settle together."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from atelier_local.programme.people.enums import Role
from atelier_local.refusal import Reasons, reasons

from ..enums import NOBODY_CONSULTED, EvaluationCollege
from ..enums import CompetitionState as State
from .hearing import against_closing

TEN = Decimal(10)
GAP = Decimal(3)
"""From this gap between two colleges on, the marks have to be talked about."""


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


def against_declaring(
    state: State,
    college: EvaluationCollege | None,
    *,
    conflict: bool = False,
    tied_to: str = "",
    submitted: bool = False,
    withdrawn: bool = False,
) -> Reasons:
    """Whoever belongs to a consulted consortium does not evaluate, whatever they declare. One may
    declare as long as there is something to read: once the grids are in, without marking."""
    return reasons(
        (college is None, "vous n’évaluez au titre d’aucun collège de cet Atelier"),
        (
            state in NOBODY_CONSULTED,
            "les intérêts se déclarent une fois la consultation publiée",
        ),
        (
            bool(tied_to) and not conflict,
            f"votre organisation fait partie d’un groupement consulté, {tied_to} : "
            "déclarez ce lien, vous n’évaluez pas",
        ),
        (submitted, "votre grille est rendue : si un lien apparaît, retirez-vous"),
        (withdrawn, "vous vous êtes retiré de l’évaluation"),
    )


def against_withdrawing(state: State, reason: str, *, withdrawn: bool) -> Reasons:
    """From the whole evaluation, never from one tender: marks would weigh unequally."""
    return reasons(
        (
            state not in (State.OPEN, State.OPENED, State.SCORED),
            "le choix est fait : on ne s’en retire plus",
        ),
        (withdrawn, "vous vous êtes déjà retiré de l’évaluation"),
        (not reason.strip(), "dites pourquoi : le motif va dans le rapport"),
    )


def against_reading(
    state: State, *, declared: bool, conflict: bool, withdrawn: bool = False
) -> Reasons:
    """Nobody reads a tender before having declared their interests."""
    return reasons(
        (
            state not in (State.OPENED, State.SCORED, State.AWARDED),
            "les plis ne sont pas ouverts",
        ),
        (not declared, "déclarez d’abord vos intérêts"),
        (conflict, "vous avez déclaré un lien avec un groupement : vous n’évaluez pas"),
        (withdrawn, "vous vous êtes retiré de l’évaluation"),
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """Where someone stands towards the consortia consulted (CCP, art. L2141-10)."""

    declared: bool
    recused: bool
    """Tied to a consortium, as they said or as their organisation shows; or withdrawn."""

    @property
    def against_access(self) -> Reasons:
        """Nobody opens an envelope or reads a price before having declared; whoever is tied to a
        consortium, or left, never does."""
        return self.against_deciding + reasons(
            (not self.declared and not self.recused, "déclarez d’abord vos intérêts")
        )

    @property
    def against_deciding(self) -> Reasons:
        """What a tie forbids even where there is no tender to read yet."""
        return reasons(
            (
                self.recused,
                "vous êtes lié à un groupement, ou retiré de l’évaluation : une autre personne de "
                "votre service s’en charge",
            )
        )


def against_judging(state: State, reason: str, *, regular: bool) -> Reasons:
    """Regularity is judged by a person, after the opening and before the choice."""
    return reasons(
        (
            state not in (State.OPENED, State.SCORED),
            "la régularité se juge entre l’ouverture des plis et le choix",
        ),
        (
            not regular and not reason.strip(),
            "écrivez pourquoi cette offre est écartée : le groupement le lira",
        ),
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


def against_grid(*, only_reads: bool) -> Reasons:
    return reasons((only_reads, "vous avez déclaré que vous ne notez pas les offres"))


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
    state: State,
    value: Decimal | None,
    reason: str,
    *,
    is_price: bool,
    agreed: bool = True,
    dissent: str = "",
    changes: bool = False,
    correction: str = "",
    ranks: bool = True,
) -> Reasons:
    """`changes` when another common mark stands already: why it changes is written down."""
    return reasons(
        (state is not State.SCORED, "les grilles ne sont pas toutes rendues"),
        (is_price, "personne ne note le prix : la formule s’en charge"),
        (not ranks, "cette offre est écartée du classement"),
        (value is None, "choisissez la note commune"),
        (not reason.strip(), "écrivez le motif : il est repris tel quel dans le rapport"),
        (not agreed and not dissent.strip(), "écrivez le désaccord : qui tient à quoi"),
        (
            changes and not correction.strip(),
            "une note commune est déjà retenue : écrivez pourquoi elle change",
        ),
    ) + against_value(value)


def against_closing_consensus(
    state: State,
    *,
    unsettled: int,
    unheard: int,
    present: Collection[EvaluationCollege],
    sitting: Collection[EvaluationCollege],
) -> Reasons:
    """The colleges agree together: the meeting is over when each was there and all is settled."""
    missing = [college.label for college in EvaluationCollege if college in sitting]
    missing = [label for label in missing if label not in {college.label for college in present}]
    return reasons(
        (state is not State.SCORED, "les grilles ne sont pas toutes rendues"),
        (unsettled == 1, "une note reste à mettre en commun"),
        (unsettled > 1, f"{unsettled} notes restent à mettre en commun"),
        (bool(missing), f"personne n’est là au titre de : {', '.join(missing)}"),
    ) + against_closing(unheard)


def gap(marks: Iterable[Decimal]) -> Decimal:
    """Between the highest and the lowest mark given to one tender on one criterion."""
    listed = list(marks)
    return max(listed) - min(listed) if listed else Decimal(0)
