"""How an operation may be paid for: balance, and the owner's minimum share.

Thresholds carry their article and the day they were checked; what practice leaves open says so
(« à faire confirmer »), never a silent pass.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from atelier_local.refusal import Reasons, reasons

from .enums import Domain, FunderKind, FundingState, Operation, OwnerKind, Verdict

NARROW = "\u202f"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A minimum share, in percent, with the law it comes from and when it was last checked."""

    percent: int
    article: str
    checked_on: date


OWNER_SHARE = Threshold(20, "article L1111-10 III du CGCT", date(2026, 11, 22))
LEAD_FIELD_SHARE = Threshold(30, "article L1111-9 I 2° du CGCT", date(2026, 11, 22))
NO_STACKING = "article L1111-9 I 3° du CGCT"
BEFORE_RECEIPT = (
    "Ne signez ni devis ni marché avant d’avoir la preuve de réception de la demande à l’État "
    "(article R2334-24 du CGCT, pour la DETR et la DSIL). Recevoir un accusé ne vaut pas accord."
)


@dataclass(frozen=True, slots=True)
class Line:
    """One source of money, in whole euros, and how sure it is."""

    kind: FunderKind
    amount: int
    state: FundingState = FundingState.CONSIDERED
    funder: str = ""


@dataclass(frozen=True, slots=True)
class Money:
    """What operations cost and how far they are paid for, in whole euros; adds up."""

    cost: int = 0
    funded: int = 0
    secured: int = 0
    asked: int = 0
    owner: int = 0

    def __add__(self, other: "Money") -> "Money":
        return Money(
            self.cost + other.cost,
            self.funded + other.funded,
            self.secured + other.secured,
            self.asked + other.asked,
            self.owner + other.owner,
        )

    @property
    def to_find(self) -> int:
        """Neither secured nor asked for; what is only considered is still to be found."""
        return self.cost - self.secured - self.asked

    @property
    def unfunded(self) -> int:
        """What no line covers, not even one considered; negative when lines exceed the cost."""
        return self.cost - self.funded

    @property
    def secured_percent(self) -> int:
        return 100 * self.secured // self.cost if self.cost else 0


@dataclass(frozen=True, slots=True)
class Funder:
    """What one funder brings to several operations, by how sure it is."""

    name: str
    kinds: tuple[FunderKind, ...]
    by_state: Counter[FundingState]

    @property
    def total(self) -> int:
        return self.by_state.total()

    @property
    def amounts(self) -> list[tuple[FundingState, int]]:
        """What it brings, one figure a state."""
        return [(state, self.by_state[state]) for state in FundingState]


@dataclass(frozen=True, slots=True)
class Share:
    """The owner's share of public financing: its base, its part, the minimum, and the verdict."""

    verdict: Verdict
    public: int = 0
    owner: int = 0
    threshold: Threshold | None = None
    missing: int = 0
    sentence: str = ""

    @property
    def percent(self) -> float:
        return _share(self.owner, self.public)


def euros(amount: int) -> str:
    return f"{amount:,}".replace(",", NARROW) + f"{NARROW}€"


def _share(part: int, whole: int) -> float:
    """A percentage to one decimal, rounded down: 19.96 % is never shown as the 20 % it misses."""
    return 1000 * part // whole / 10 if whole else 0.0


def _percent(value: float) -> str:
    return f"{value:g}".replace(".", ",") + f"{NARROW}%"


def money(costs: Iterable[int], lines: Iterable[Line]) -> Money:
    """What one operation costs and how far its lines pay for it."""
    listed = list(lines)
    asked = (FundingState.REQUESTED, FundingState.COMPLETE)
    return Money(
        cost=sum(costs),
        funded=sum(line.amount for line in listed),
        secured=sum(line.amount for line in listed if line.state.is_secured),
        asked=sum(line.amount for line in listed if line.state in asked),
        owner=sum(line.amount for line in listed if line.kind is FunderKind.OWNER),
    )


def consolidate(lines: Iterable[Line]) -> list[Funder]:
    """The same money seen from those who pay, the largest first; no euro is lost."""
    amounts: dict[str, Counter[FundingState]] = {}
    kinds: dict[str, dict[FunderKind, None]] = {}
    for line in lines:
        amounts.setdefault(line.funder, Counter())[line.state] += line.amount
        kinds.setdefault(line.funder, {})[line.kind] = None
    funders = [Funder(name, tuple(kinds[name]), by_state) for name, by_state in amounts.items()]
    return sorted(funders, key=lambda funder: (-funder.total, funder.name))


def against_balance(costs: int, funding: int) -> Reasons:
    """Resources equal costs, on the same basis (with or without VAT)."""
    gap = costs - funding
    return reasons(
        (costs <= 0, "le coût n’est pas chiffré"),
        (gap > 0, f"il manque {euros(gap)} de financement"),
        (gap < 0, f"les financements dépassent le coût de {euros(-gap)}"),
    )


def owner_share(
    lines: Iterable[Line], *, operation: Operation, owner: OwnerKind, domain: Domain
) -> Share:
    """Whether the owner brings the minimum share of what public persons bring.

    Applies to investment owned by a local authority (CGCT, art. L1111-10 III): 20 % of the
    total financing brought by public persons, 30 % in a field with a lead authority
    (art. L1111-9 I 2°). Private money is outside the base. How far the 30 % is asked varies
    between préfectures: met at 20 and not at 30, the verdict is « à faire confirmer ».
    """
    if owner is not OwnerKind.LOCAL_AUTHORITY or operation is Operation.OPERATING:
        return Share(Verdict.NOT_APPLICABLE, sentence=_why_not(owner))
    listed = list(lines)
    public = sum(line.amount for line in listed if line.kind.is_public)
    own = sum(line.amount for line in listed if line.kind is FunderKind.OWNER)
    if public == 0:
        return Share(Verdict.NOT_APPLICABLE, sentence="Aucun financement public pour l’instant.")
    base = _against(OWNER_SHARE, public, own)
    if operation is Operation.STUDY:
        return _studies(base)
    if domain is Domain.NONE:
        return base
    return _in_lead_field(base, _against(LEAD_FIELD_SHARE, public, own))


def _in_lead_field(base: Share, higher: Share) -> Share:
    """Both results are said: how far préfectures ask the higher minimum varies."""
    if higher.verdict is Verdict.MET:
        return higher
    also = (
        f"dans un domaine à chef de file, l’{LEAD_FIELD_SHARE.article} demande "
        f"{LEAD_FIELD_SHARE.percent}{NARROW}% : il y manque {euros(higher.missing)}."
    )
    if base.verdict is Verdict.SHORT:
        sentence = f"{base.sentence} Et {also}"
        return Share(Verdict.SHORT, base.public, base.owner, base.threshold, base.missing, sentence)
    return Share(
        Verdict.TO_CONFIRM, base.public, base.owner, LEAD_FIELD_SHARE, higher.missing,
        f"{_percent(base.percent)} suffit à la règle générale "
        f"({OWNER_SHARE.percent}{NARROW}%, {OWNER_SHARE.article}) ; {also} "
        "À faire confirmer par la préfecture.",
    )  # fmt: skip


def against_stacking(lines: Iterable[Line], *, domain: Domain) -> Reasons:
    """In a field with a lead authority, grants of a Région and of a Département do not add up."""
    kinds = {line.kind for line in lines}
    both = {FunderKind.REGION, FunderKind.DEPARTMENT} <= kinds
    return reasons(
        (
            both and domain is not Domain.NONE,
            "dans un domaine à chef de file, la Région et le Département ne se cumulent pas, "
            "sauf contrat de plan (CPER) ou convention territoriale (CTEC) à citer "
            f"({NO_STACKING}) ; à faire confirmer par la préfecture",
        )
    )


def before_receipt(lines: Iterable[Line]) -> str:
    """What not to do while a grant of the State is not granted; "" when there is nothing to say."""
    awaited = any(line.kind is FunderKind.STATE and not line.state.is_secured for line in lines)
    return BEFORE_RECEIPT if awaited else ""


def _why_not(owner: OwnerKind) -> str:
    if owner is not OwnerKind.LOCAL_AUTHORITY:
        return "Le porteur n’est pas une collectivité : la part minimale ne s’applique pas."
    return "La part minimale ne s’applique pas aux dépenses de fonctionnement."


def _studies(base: Share) -> Share:
    if base.verdict is Verdict.MET:
        return base
    return Share(
        Verdict.TO_CONFIRM, base.public, base.owner, base.threshold, base.missing,
        f"Pour une étude, selon son imputation : {base.sentence}",
    )  # fmt: skip


def _against(threshold: Threshold, public: int, own: int) -> Share:
    needed = -(-public * threshold.percent // 100)  # rounded up to the euro
    missing = max(0, needed - own)
    percent = _share(own, public)
    if missing == 0:
        sentence = (
            f"Le porteur apporte {_percent(percent)} des financements publics, "
            f"au moins {threshold.percent}{NARROW}% sont demandés ({threshold.article})."
        )
        return Share(Verdict.MET, public, own, threshold, 0, sentence)
    sentence = (
        f"La part du porteur ({euros(own)}) représente {_percent(percent)} des financements "
        f"publics ({euros(public)}). Pour une opération d’investissement, "
        f"l’{threshold.article} demande au moins {threshold.percent}{NARROW}% ({euros(needed)}). "
        f"Il manque {euros(missing)}, sauf dérogation à justifier."
    )
    return Share(Verdict.SHORT, public, own, threshold, missing, sentence)
