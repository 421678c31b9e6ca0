"""Payments as a table for an accounts office, and for the archives."""

from collections.abc import Iterator
from typing import Any

from .models import Penalty
from .queries import Standing

COLUMNS = (
    "Service, avance ou pénalité",
    "Où on en est",
    "Montant prévu, HT",
    "Dû une fois le service décidé, HT",
    "Avance retenue, HT",
    "Pénalités retenues",
    "À payer, HT",
    "Payé ou décidé le",
)


def rows_of(now: Standing) -> Iterator[list[Any]]:
    """The advance, each service with what each payee gets of it, then each penalty."""
    if advance := now.account.advance:
        yield ["Avance au titulaire", "versée d’avance", None, None, None, None, advance, None]
    for one, parts in now.seen.rows:
        balance = now.account.balance(one)
        state = "payé" if one.paid_on else one.get_state_display()
        off = [balance.recovered or None, balance.penalty or None]
        amounts = [one.amount_eur, one.due_eur, *off, balance.left]
        yield [one.label, state, *amounts, one.paid_on, *parts]
    for penalty in now.kept.listed:
        yield [f"Pénalité : {penalty.reason}", *_said(penalty, exempt=now.kept.exempt)]


def _said(penalty: Penalty, *, exempt: bool) -> list[Any]:
    """What becomes of it in words; its amount counts on the row of its service."""
    amount, nothing = penalty.amount_eur, [None] * 4
    if penalty.lifted_at:
        return [f"retirée : {penalty.lifted_reason}", amount, *nothing, penalty.decided_on]
    if not penalty.applied:
        return ["annoncée, pas encore retenue", amount, *nothing, penalty.announced_on]
    kept = penalty.instalment
    said = f"retenue sur « {kept.label} »" if kept else "à retenir sur le solde"
    told = "appliquée, mais exonérée : le total est trop faible" if exempt else said
    return [told, amount, *nothing, penalty.decided_on]
