"""How an operation may be paid for: balance, and the owner's minimum share.

Thresholds carry their article and the day they were checked; what practice leaves open says so
(« à faire confirmer »), never a silent pass.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from atelier_local.refusal import Reasons, reasons

from .enums import Domain, FunderKind, Operation, OwnerKind, Verdict

NARROW = "\u202f"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A minimum share, in percent, with the law it comes from and when it was last checked."""

    percent: int
    article: str
    checked_on: str


OWNER_SHARE = Threshold(20, "CGCT, art. L1111-10 III", "2026-11-22")
LEAD_FIELD_SHARE = Threshold(30, "CGCT, art. L1111-9 I 2°", "2026-11-22")


@dataclass(frozen=True, slots=True)
class Line:
    """One source of money, in whole euros."""

    kind: FunderKind
    amount: int


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
        return round(100 * self.owner / self.public, 1) if self.public else 0.0


def euros(amount: int) -> str:
    return f"{amount:,}".replace(",", NARROW) + f"{NARROW}€"


def _percent(value: float) -> str:
    return f"{value:g}".replace(".", ",") + f"{NARROW}%"


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
    higher = _against(LEAD_FIELD_SHARE, public, own)
    if higher.verdict is Verdict.SHORT and base.verdict is Verdict.MET:
        return Share(
            Verdict.TO_CONFIRM, public, own, LEAD_FIELD_SHARE, higher.missing,
            f"{_percent(base.percent)} suffit à la règle générale "
            f"({OWNER_SHARE.percent}{NARROW}%), "
            f"pas au domaine à chef de file ({LEAD_FIELD_SHARE.percent}{NARROW}%, "
            f"{LEAD_FIELD_SHARE.article}) : il y manquerait {euros(higher.missing)}. "
            "À faire confirmer par la préfecture.",
        )  # fmt: skip
    return higher


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
    needed = ceil(public * threshold.percent / 100)
    missing = max(0, needed - own)
    percent = round(100 * own / public, 1)
    if missing == 0:
        sentence = (
            f"Le porteur apporte {_percent(percent)} des financements publics, "
            f"au moins {threshold.percent}{NARROW}% sont demandés ({threshold.article})."
        )
        return Share(Verdict.MET, public, own, threshold, 0, sentence)
    sentence = (
        f"La part du porteur ({euros(own)}) représente {_percent(percent)} des financements "
        f"publics ({euros(public)}). Pour une opération d’investissement, "
        f"{threshold.article} demande au moins {threshold.percent}{NARROW}% ({euros(needed)}). "
        f"Il manque {euros(missing)}, sauf dérogation à justifier."
    )
    return Share(Verdict.SHORT, public, own, threshold, missing, sentence)
