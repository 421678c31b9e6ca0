"""Payments and letters as tables: for an accounts office, for the archives."""

from collections.abc import Iterator
from typing import Any

from atelier_local.steps.competition import queries as competitions
from atelier_local.steps.competition.models import MiniCompetition

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


SENT = ("Groupement", "Objet", "À", "Écrit le", "Parti le", "Échec", "Empreinte de la pièce")


def sent(competition: MiniCompetition) -> list[tuple[Any, ...]]:
    """Who of the holders was written to, about what, and whether it left."""
    return [
        (
            one.invitation.name,
            one.get_kind_display(),
            message.to,
            one.at,
            message.sent_at,
            message.error,
            one.filed.digest if one.filed else "",
        )
        for one, message in competitions.correspondence(competition)
    ]


OTHERWISE = ("Groupement", "Lettre", "Voie", "Envoyée le", "Preuve", "Empreinte de la preuve")


def sent_otherwise(competition: MiniCompetition) -> list[tuple[Any, ...]]:
    """The letters of a choice that did not leave from here, as somebody wrote it down."""
    return [
        (
            one.invitation.name,
            one.filed.digest,
            one.get_sending_display(),
            one.sent_on,
            one.proof,
            one.proof_file.sha256 if one.proof_file else "",
        )
        for one in competitions.sent_otherwise(competition)
    ]
