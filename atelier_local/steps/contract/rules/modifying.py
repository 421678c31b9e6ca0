"""When a contract under way may be changed without a new competition, and by whose signature.

Code de la commande publique, art. L2194-1 and R2194-1 to R2194-9. Percentages and articles come
from the dated law; what only a jurist can judge is warned of, never decided.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from atelier_local.ground.ui.typography import euros, of
from atelier_local.refusal import Reason, Reasons, reasons

from ..enums import ModificationForm, ModificationGround, ModificationState
from .mandating import Mandate, MandateLimits, against_absence, against_mandate

Ground = ModificationGround
_OF_HALF = (Ground.ADDITIONAL, Ground.UNFORESEEN)


@dataclass(frozen=True, slots=True)
class Limits:
    """What the law allows on the day; `articles` cites each ground as a screen does."""

    small_percent: int
    half_percent: int
    threshold: int
    articles: Mapping[str, str]
    months_max: int = 15
    adaptation: bool = True
    """Whether the agreement has a clause on the adaptation of teams."""
    mandate: MandateLimits = field(default_factory=MandateLimits)


@dataclass(frozen=True, slots=True)
class Standing:
    """The contract as it is: signed for how much, running for how long, what is left of it."""

    notified: bool
    initial: Decimal
    amount: Decimal
    months: int
    elapsed: int
    small: Decimal = Decimal(0)
    """Net sum of the modifications of small amount in force."""
    expected: Mapping[str, Decimal] = field(default_factory=dict)
    """What is still to be admitted, by stage."""
    ended: bool = False
    """Whether it ended early."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a modification would change. `stage`: after which one its amount is due or taken off."""

    form: ModificationForm
    ground: ModificationGround
    reason: str
    clause: str = ""
    amount: Decimal = Decimal(0)
    stage: str = ""
    months: int | None = None
    leaving: bool = False
    entering: bool = False
    siret: str = ""
    already: bool = False
    payee_out: bool = False
    gone: bool = False
    itself: bool = False
    mandate: Mandate = field(default_factory=Mandate)

    @property
    def members(self) -> bool:
        return self.leaving or self.entering

    @property
    def taken_over(self) -> bool:
        """Another member goes on with what is left: nobody enters, so no SIRET is asked for."""
        return self.entering and not self.siret


def months_left(elapsed: int, months: int) -> int:
    return max(0, months - elapsed)


def against_modifying(asked: Asked, now: Standing, limits: Limits) -> Reasons:
    """Every reason why this modification cannot be proposed, nor notified."""
    return (
        *reasons(
            (not now.notified, "le marché n’est pas notifié : il ne se modifie pas encore"),
            (now.ended, "le marché est résilié : il ne se modifie plus"),
            (
                now.notified and not now.ended and not any(now.expected.values()),
                "tout est admis ou rejeté : un marché exécuté ne se modifie plus",
            ),
            (
                not (asked.amount or asked.months is not None or asked.members)
                and not asked.mandate.changes,
                "dites ce qui change : le montant, la durée, un membre ou le mandataire",
            ),
            (not asked.reason.strip(), "dites pourquoi, en fait : le fondement ne suffit pas"),
            (
                asked.ground is Ground.CLAUSE and not asked.clause.strip(),
                f"citez la clause de réexamen du marché ({_article(limits, Ground.CLAUSE)})",
            ),
        ),
        *_against_amount(asked, now, limits),
        *_against_months(asked, now),
        *_against_members(asked, limits),
        *against_mandate(asked.mandate, limits.mandate, members=asked.members),
        *against_absence(asked.mandate, limits.mandate, leaving=asked.leaving),
        *_against_mandate_alone(asked, limits),
    )


def _against_amount(asked: Asked, now: Standing, limits: Limits) -> Reasons:
    amount = asked.amount
    if not amount:
        return ()
    left = now.expected.get(asked.stage, Decimal(0))
    return (
        *reasons(
            (not asked.stage, "dites après quelle étape ce montant est dû, ou retiré"),
            (
                bool(asked.stage) and amount < 0 and left < -amount,
                f"cette étape n’a plus que {euros(left)} à admettre : on ne peut pas en retirer "
                f"{euros(-amount)}",
            ),
            (
                now.amount + amount <= 0,
                "le montant du marché resterait nul : c’est une résiliation",
            ),
            (
                asked.ground is Ground.HOLDER,
                f"un changement de membre ne change pas le prix ({_article(limits, asked.ground)})",
            ),
            (asked.payee_out, "le bénéficiaire n’est plus membre du groupement"),
        ),
        *_over(asked, now, limits),
    )


def _over(asked: Asked, now: Standing, limits: Limits) -> Reasons:
    """The ceilings: each for the two grounds of half, cumulated for the small ones."""
    half = now.initial * limits.half_percent / 100
    small = now.initial * limits.small_percent / 100
    cumulated = abs(now.small + asked.amount)
    article = _article(limits, asked.ground)
    return reasons(
        (
            asked.ground in _OF_HALF and abs(asked.amount) > half,
            f"une modification de ce fondement reste sous {limits.half_percent} % du montant "
            f"initial, soit {euros(half)} HT ({article})",
        ),
        (
            asked.ground is Ground.SMALL and cumulated >= small,
            f"cumulées, les modifications de faible montant feraient {euros(cumulated)} HT : "
            f"elles restent sous {limits.small_percent} % du montant initial, soit "
            f"{euros(small)} HT ({article})",
        ),
        (
            asked.ground is Ground.SMALL and cumulated >= limits.threshold,
            f"cumulées, elles atteindraient le seuil européen, {euros(limits.threshold)} HT "
            f"({article})",
        ),
    )


def _against_months(asked: Asked, now: Standing) -> Reasons:
    months = asked.months
    return reasons(
        (
            months is not None and months < max(1, now.elapsed),
            f"la fin serait déjà passée : {now.elapsed} mois sont écoulés",
        ),
        (
            months is not None and months == now.months,
            f"le marché dure déjà {now.months} mois",
        ),
        (
            asked.ground is Ground.HOLDER and months is not None,
            "un changement de membre ne change pas la durée : faites deux modifications",
        ),
    )


def _against_members(asked: Asked, limits: Limits) -> Reasons:
    if not asked.members:
        return reasons(
            (asked.ground is Ground.HOLDER, "dites quel membre part, et qui prend sa suite"),
        )
    allowed = (Ground.HOLDER, Ground.CLAUSE, *([Ground.MINOR] if asked.taken_over else []))
    named = asked.already if asked.taken_over else len(asked.siret) == 14 and asked.siret.isdigit()
    return reasons(
        (
            asked.ground not in allowed,
            "un changement de membre du groupement est interdit, sauf clause de réexamen ou "
            f"restructuration de l’entreprise ({_article(limits, Ground.HOLDER)})",
        ),
        (
            asked.ground is Ground.CLAUSE and not limits.adaptation,
            "l’accord-cadre ne prévoit pas d’adaptation des équipes : aucune clause ne fonde un "
            f"changement de membre ({_article(limits, Ground.CLAUSE)})",
        ),
        (
            asked.form is ModificationForm.UNILATERAL,
            "un changement de membre se signe à plusieurs : il n’est pas unilatéral",
        ),
        (not asked.leaving, "dites quel membre part"),
        (asked.gone, "ce membre a déjà quitté le groupement"),
        (not asked.entering, "dites qui prend la suite"),
        (asked.entering and not named, "un SIRET compte 14 chiffres"),
        (
            asked.already and not asked.taken_over,
            "cette entreprise est déjà membre du groupement : dites plutôt qu’elle reprend la part "
            "du sortant",
        ),
        (asked.itself, "le sortant ne reprend pas sa propre part"),
    )


def _against_mandate_alone(asked: Asked, limits: Limits) -> Reasons:
    """The lead changes and nobody leaves: an agreement of its own, that moves no money."""
    if not asked.mandate.changes or asked.members:
        return ()
    allowed = (Ground.CLAUSE, Ground.MINOR, Ground.HOLDER)
    return reasons(
        (
            asked.ground not in allowed,
            "un changement de mandataire se fonde sur une clause de réexamen, ou n’est pas "
            f"substantiel ({_article(limits, Ground.MINOR)})",
        ),
        (
            bool(asked.amount) or asked.months is not None,
            "un changement de mandataire ne change ni le prix ni la durée : faites deux "
            "modifications",
        ),
        (
            asked.form is ModificationForm.UNILATERAL and not asked.mandate.by_default,
            "l’acheteur ne constate seul un nouveau mandataire qu’à défaut : mise en demeure "
            "restée sans effet, et le deuxième de l’acte d’engagement "
            f"({limits.mandate.notice_article})",
        ),
    )


def _article(limits: Limits, ground: ModificationGround) -> str:
    return limits.articles.get(ground.value, "")


def warnings(asked: Asked, initial: Decimal, limits: Limits) -> Reasons:
    """What somebody must judge before signing: shown, never refused."""
    large = abs(asked.amount) * 100 > initial * limits.small_percent
    return reasons(
        (
            asked.ground is Ground.MINOR and large,
            f"l’écart dépasse {limits.small_percent} % du montant initial : vérifiez que "
            "l’équilibre du marché ne change pas en faveur du titulaire",
        ),
        (
            asked.ground in _OF_HALF,
            "si l’accord-cadre a été passé en procédure formalisée, un avis de modification est à "
            "publier (à vérifier)",
        ),
        (
            asked.months is not None and asked.months > limits.months_max,
            f"la durée passe au-delà des {limits.months_max} mois de l’accord-cadre",
        ),
        (
            asked.form is ModificationForm.UNILATERAL,
            "le titulaire a droit au maintien de l’équilibre financier du contrat (code de la "
            "commande publique, art. L2194-2)",
        ),
        (
            asked.members and not asked.taken_over,
            "vérifiez les capacités de l’entrant, et que rien d’autre ne change au marché",
        ),
        (
            asked.members and asked.taken_over,
            "vérifiez que le membre qui reprend cette part en a les compétences ; aucun article ne "
            "dit sur quel fondement un membre part quand un autre reprend sa part (à vérifier)",
        ),
        (
            asked.mandate.changes,
            "vérifiez que chaque membre donne mandat au nouveau mandataire, et prévenez le "
            "comptable : compte à créditer, cessions de créance, sous-traitants payés directement",
        ),
        (
            asked.members or asked.mandate.changes,
            "l’accord-cadre garde ses membres et son mandataire : cet acte ne modifie que ce "
            "marché",
        ),
    )


def against_signing_modification(
    state: str, *, signed_on: date, proposed_on: date, today: date, waiting: bool
) -> Reasons:
    """A signature is given once, while the modification is to be signed, on a day that came."""
    return reasons(
        (state != ModificationState.PROPOSED, "cette modification n’est plus à signer"),
        (not waiting, "cette signature est déjà enregistrée"),
        (signed_on < proposed_on, "la signature précéderait la proposition"),
        (signed_on > today, "cette date n’est pas encore venue"),
    )


def against_notifying_modification(state: str, unsigned: Collection[str]) -> Reasons:
    """A modification is in force once notified, and notified once everybody signed."""
    lacking = ", ".join(of(name) for name in unsigned)
    return (
        *reasons((state != ModificationState.PROPOSED, "cette modification est déjà décidée")),
        *((Reason(f"il manque la signature {lacking}"),) if lacking else ()),
    )
