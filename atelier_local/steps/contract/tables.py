"""Payments and letters as tables: for an accounts office, for the archives."""

from collections.abc import Iterable, Iterator
from typing import Any

from atelier_local.clock import day_of
from atelier_local.steps.competition import queries as competitions
from atelier_local.steps.competition.models import GroupChange, MiniCompetition

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


def header_of(now: Standing) -> list[str]:
    """What each payee gets, then what each gives back of its advance."""
    parts = [f"Part de {payee}, HT" for payee in now.seen.payees]
    back = [f"Avance retenue à {one.name}, HT" for one in now.account.advances.counted]
    return [*COLUMNS, *parts, *back]


def rows_of(now: Standing) -> Iterator[list[Any]]:
    """Each advance, each service with what each payee gets of it, then each penalty."""
    for advance in now.account.advances.counted:
        state = "versée" if advance.records else "à verser"
        nothing = [None] * 4
        yield [f"Avance à {advance.name}", state, *nothing, advance.amount, advance.paid_on]
    for one, parts in now.seen.rows:
        balance = now.account.balance(one)
        state = "payé" if one.paid_on else one.get_state_display()
        off = [balance.recovered or None, balance.penalty or None]
        amounts = [one.amount_eur, one.due_eur, *off, balance.left]
        back = [part or None for _, part in balance.back]
        yield [one.label, state, *amounts, one.paid_on, *parts, *back]
    for penalty in now.kept.listed:
        yield [f"Pénalité : {penalty.reason}", *_said(penalty, now)]


def _said(penalty: Penalty, now: Standing) -> list[Any]:
    """What becomes of it in words, and since when; its amount counts on the row of its service."""
    amount, nothing = penalty.amount_eur, [None] * 4
    if penalty.lifted_at:
        lifted = f"retirée : {penalty.lifted_reason}"
        return [lifted, amount, *nothing, day_of(penalty.lifted_at)]
    if not penalty.applied:
        return ["annoncée, pas encore retenue", amount, *nothing, penalty.announced_on]
    exempt = "appliquée, mais exonérée : le total est trop faible"
    told = exempt if now.kept.exempt else _kept_where(penalty, now)
    return [told, amount, *nothing, penalty.decided_on]


def _kept_where(penalty: Penalty, now: Standing) -> str:
    """Of its own service as long as that covers it; else of what is left of the others."""
    kept = penalty.instalment
    if kept is None:
        return "à retenir sur le solde"
    own = f"« {kept.label} »"
    if now.account.balance(kept).penalty >= now.kept.on(kept):
        return f"retenue sur {own}"
    if now.account.penalties_left > 0:
        return f"appliquée, mais ni {own} ni le reste à payer n’y suffisent"
    return f"retenue en tout ou partie ailleurs : {own} n’y suffit plus"


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


CHANGES = ("Groupement", "Demandé le", "Changement", "Cas", "Motif", "Réponse", "Répondu le")


def changes(asked: Iterable[GroupChange]) -> list[tuple[Any, ...]]:
    """What groups asked of their composition, and what they were answered."""
    return [
        (
            one.invitation.name,
            one.asked_at,
            one.said,
            one.get_ground_display(),
            one.reason,
            one.get_verdict_display(),
            one.decided_at,
        )
        for one in asked
    ]
