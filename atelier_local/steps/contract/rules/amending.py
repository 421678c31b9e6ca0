"""When an accepted declaration of subcontracting may be changed (acte spécial modificatif).

The act follows the subcontract, which is changed first, with the subcontractor's agreement. What is
due for services already admitted stays due: the amount never goes below it.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from atelier_local.ground.ui.typography import euros
from atelier_local.refusal import Reasons, reasons


@dataclass(frozen=True, slots=True)
class Amended:
    """What an act would change, and the contract as it is.

    `others`: what the other declarations take. `due`: what is due to the subcontractor for services
    admitted. `left`: what its holder still has to have admitted, direct payments apart. `direct…`:
    whether the buyer pays it, before and after.
    """

    amount: Decimal
    was: Decimal
    changes: bool
    why: str
    agreed_on: date
    today: date
    accepted: bool
    running: bool
    waiting: bool
    contract_amount: Decimal
    others: Decimal
    due: Decimal
    left: Decimal
    direct_was: bool
    direct_now: bool
    ended: bool = False

    @property
    def needed(self) -> Decimal:
        """What the holder's share has to give up."""
        if not self.direct_now:
            return Decimal(0)
        return self.amount - self.was if self.direct_was else self.amount


def against_amending_now(*, running: bool) -> Reasons:
    """As long as some service is still to be admitted, and no longer: whatever the act says."""
    return reasons(
        (not running, "rien n’est plus à admettre : la sous-traitance ne se modifie plus"),
    )


def against_amending(asked: Amended) -> Reasons:
    """Every reason why this act cannot be proposed, nor accepted."""
    return (
        *against_amending_now(running=asked.running or asked.ended or not asked.accepted),
        *reasons(
            (asked.ended, "le marché est résilié : la sous-traitance ne se modifie plus"),
            (not asked.accepted, "seule une déclaration acceptée se modifie"),
            (asked.waiting, "un acte spécial modificatif attend déjà une réponse"),
            (
                not asked.changes,
                "dites ce qui change : montant, durée, prestations ou conditions de paiement",
            ),
            (not asked.why.strip(), "dites pourquoi"),
            (
                asked.agreed_on > asked.today,
                "le contrat de sous-traitance se modifie d’abord : cette date n’est pas venue",
            ),
        ),
        *_against_amount(asked),
    )


def _against_amount(asked: Amended) -> Reasons:
    return reasons(
        (asked.amount <= 0, "le montant sous-traité est positif"),
        (
            0 < asked.amount < asked.due,
            f"{euros(asked.due)} HT sont déjà dus ou payés au sous-traitant pour des services "
            "admis : le montant ne descend pas au-dessous",
        ),
        (
            asked.others + asked.amount > asked.contract_amount,
            "les montants sous-traités dépasseraient celui du marché",
        ),
        (
            asked.needed > asked.left,
            f"il ne reste que {euros(asked.left)} HT à admettre au membre pour qui il travaille",
        ),
    )
