"""How long the file of a contract is kept, class by class; the day from which it counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from atelier_local.clock import day_of
from atelier_local.programme.agreement.law import Rule, known

from .. import rules
from ..enums import ArchiveClass, InstalmentState
from ..models import CallOffContract
from .ending import termination_of
from .modifying import in_effect


@dataclass(frozen=True)
class Kept:
    """One class: for how long, from when, and what becomes of it."""

    kind: ArchiveClass
    period: rules.Period
    rule: Rule
    fate: Rule
    foreseen: bool
    """Whether the day from which it counts is only foreseen."""

    def plain(self) -> dict[str, Any]:
        until = self.period.until
        return {
            "label": self.kind.label,
            "years": self.period.years,
            "event": self.period.base,
            "from": str(self.period.since) if self.period.since else None,
            "until": str(until) if until else None,
            "foreseen": self.foreseen,
            "article": self.rule.cited,
            "fate": str(self.fate.value),
            "fate_article": self.fate.cited,
        }


def retention(contract: CallOffContract, today: date) -> list[Kept]:
    """Every class of the file of a signed contract (two queries)."""
    law = {key: known(key, max(today, contract.signed_on)) for key in _KEYS}
    notified = day_of(contract.notified_at) if contract.notified_at else None
    procedure = rules.latest(
        _period(law["archive_procedure_years"], contract.signed_on, "signature du marché"),
        _period(law["archive_procedure_siaf_years"], notified, "notification du marché"),
    )
    ended, foreseen = _ended(contract)
    performed = _period(law["archive_contract_years"], ended, "fin d’exécution du marché")
    by_signature = procedure.base.startswith("signature")
    of_procedure = "archive_procedure_years" if by_signature else "archive_procedure_siaf_years"
    return [
        Kept(
            kind,
            performed if kind.of_contract else procedure,
            law["archive_contract_years" if kind.of_contract else of_procedure],
            law[kind.fate],
            foreseen and kind.of_contract,
        )
        for kind in ArchiveClass
    ]


def retention_without_contract(ended_on: date) -> list[Kept]:
    """What a competition that ended without a contract leaves: no signature to count from."""
    rule = known("archive_procedure_siaf_years", ended_on)
    period = _period(rule, ended_on, "fin de la consultation")
    kinds = [kind for kind in ArchiveClass if not kind.of_contract]
    return [Kept(kind, period, rule, known(kind.fate, ended_on), False) for kind in kinds]


_KEYS = (
    "archive_procedure_years",
    "archive_procedure_siaf_years",
    "archive_contract_years",
    "archive_fate",
    "archive_fate_procedure",
    "archive_fate_contract",
)


def _period(rule: Rule, since: date | None, base: str) -> rules.Period:
    return rules.Period(int(rule.value), since, base)


def _ended(contract: CallOffContract) -> tuple[date | None, bool]:
    """The day of the last decision once everything is decided; else the end that is foreseen."""
    instalments: Sequence[Any] = list(contract.instalments.all())
    days = [day_of(i.accepted_at) for i in instalments if i.accepted_at]
    if any(i.state == InstalmentState.ENDED for i in instalments):
        early = termination_of(contract)
        days += [early.decided_on] if early and early.decided_on else []
    if instalments and all(i.state != InstalmentState.EXPECTED for i in instalments) and days:
        return max(days), False
    return in_effect(contract).ends_on, True
