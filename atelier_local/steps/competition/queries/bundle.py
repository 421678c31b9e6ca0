"""What one holder takes away to check a consultation elsewhere; `verify/` reads it.

The stream is whole: a line that may be known has its facts, a few their payload too; any other has
its hash only, for its author alone would tell who asked or who answered. Marks that are withheld
are committed to, with a salt that a judge may be given.
"""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from atelier_local.ground.journal.models import Line
from atelier_local.ground.journal.rules import canonical_json
from atelier_local.refusal import Reasons, reasons

from .. import receipts, rules
from ..models import Award, Invitation, Letter, MiniCompetition, Tender
from ..rules import body as bodies
from ..rules import disclosure
from ..rules.disclosure import Fact, Stage
from .analysing import Column, analysis, cents, estimate_of, opening_hash
from .opened import body_of
from .outcome import winner

_TOLD = frozenset({"published", "amended", "key_turned", "opened"})
"""Kinds of lines whose payload any holder may read, once all is opened."""
_LINKED = _TOLD | {
    "prepared",
    "officers_named",
    "key_made",
    "sheet_checked",
    "answered",
    "place_opening_recorded",
    "settled",
    "consensus_closed",
    "remarks_read",
    "report_made",
    "awarded",
    "runner_up_chosen",
    "letters_sent",
}
"""Those whose facts may be read: who wrote them, all on the buyer’s side, and when."""


def against_taking_away(competition: MiniCompetition) -> Reasons:
    """Why there is nothing to check yet, or nothing that could be."""
    published = competition.stream.lines.filter(kind="competition.published").first()
    kept = published.payload if published and published.payload else {}
    key = competition.receipt_key
    return reasons(
        (competition.opened_at is None, "les plis ne sont pas ouverts"),
        (
            published is not None and "tie_rule" not in kept,
            "cette consultation date d’avant le registre qui permet de tout revérifier",
        ),
        (
            bool(key) and key != receipts.public_key(),
            "la clé qui signe n’est plus celle de la publication",
        ),
    )


def bundle(competition: MiniCompetition, own: Invitation, *, whole: bool = False) -> dict[str, Any]:
    """All that this holder may check, as JSON; `whole` opens, for a judge, what is withheld."""
    award = winner(competition)
    told = award if award and award.letters_sent_at else None
    concluded = told is not None and told.concluded_on is not None
    lines = list(competition.stream.lines.order_by("seq"))
    seen_marks = {own.pk, told.invitation_id} if told and concluded else set()
    return {
        "kind": "bundle 1",
        "competition": {
            "stream": str(competition.stream_id),
            "name": competition.atelier.name,
            "mode": competition.mode,
            "deadline": competition.deadline.isoformat(),
            "key": competition.receipt_key or receipts.public_key(),
        },
        "own": _own(own),
        "frozen": _frozen(competition, lines),
        "ranking": _ranking(competition, own, told, whole=whole) if told and concluded else None,
        "letter": _letter(own, told, lines),
        "stream": [_line(line, own.consortium_id, seen_marks) for line in lines],
        "head": bytes(lines[-1].hash).hex(),
    }


def _own(own: Invitation) -> dict[str, Any] | None:
    """What was deposited, to the sign: its fingerprint is the commitment of the receipt."""
    tender = Tender.objects.filter(invitation=own).first()
    if tender is None:
        return None
    return {
        "consortium": own.consortium_id,
        "name": own.name,
        "digest": tender.digest,
        "commitment": tender.commitment,
        "deposited_at": tender.deposited_at.isoformat(),
        "core": _core(tender),
    }


def _core(tender: Tender) -> str:
    """A tender that could not be read keeps the text it is."""
    if tender.body.get("v") == 1:
        return bodies.dump(body_of(tender)).decode()
    return str(tender.body.get("raw", ""))


def _frozen(competition: MiniCompetition, lines: Iterable[Line]) -> dict[str, Any]:
    published = next(line.payload for line in lines if line.kind == "competition.published")
    said = published and published["estimate_cents"] is not None
    return {
        "criteria": [
            {"key": one.key, "label": one.label, "weight": one.weight, "price": one.is_price}
            for one in competition.criteria.all()
        ],
        "formula": competition.price_formula,
        "estimate_cents": estimate_of(competition) if said else None,
        "tie_rule": competition.tie_rule,
    }


def _letter(own: Invitation, award: Award | None, lines: list[Line]) -> dict[str, str] | None:
    """The letter of the choice that stands, and the hash it bears: that of the line before it."""
    letter = Letter.objects.select_related("filed").filter(award=award, invitation=own).first()
    sent = [line for line in lines if line.kind == "competition.letters_sent"]
    if letter is None or not sent:
        return None
    return {"digest": letter.filed.digest, "head": bytes(sent[-1].previous).hex()}


def _line(line: Line, consortium: int, seen_marks: set[int]) -> dict[str, Any]:
    kind = line.kind.removeprefix("competition.")
    payload = line.payload or {}
    mine = kind == "tender_received" and payload.get("consortium") == consortium
    marks = kind == "settled" and payload.get("invitation") in seen_marks
    told: dict[str, Any] = {"hash": bytes(line.hash).hex()}
    if kind in _LINKED or mine:
        told |= {
            "seq": line.seq,
            "id": str(line.id),
            "kind": line.kind,
            "by": line.by,
            "at": _instant(line.at),
            "received_at": _instant(line.received_at),
            "sent": bytes(line.sent).hex(),
            "digest": bytes(line.digest).hex(),
        }
    if payload and line.salt and (kind in _TOLD or mine or marks):
        told |= {"payload": payload, "salt": bytes(line.salt).hex()}
    return told


def _instant(moment: datetime) -> str:
    """As the chain writes it."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _ranking(
    competition: MiniCompetition, own: Invitation, award: Award, *, whole: bool
) -> dict[str, Any]:
    """In the order of the agreement: that of ranks would tell what is withheld."""
    return {
        "winner": award.invitation.consortium_id,
        "opening": opening_hash(competition),
        "tenders": [
            _tender(competition, column, own, award, whole=whole)
            for column in analysis(competition).columns
        ],
    }


def _tender(
    competition: MiniCompetition, column: Column, own: Invitation, award: Award, *, whole: bool
) -> dict[str, Any]:
    tender = column.tender
    told: dict[str, Any] = {
        "invitation": tender.pk,
        "consortium": tender.invitation.consortium_id,
        "name": tender.invitation.name,
        "price_cents": cents(tender.price_eur),
        "ranks": column.admission.ranks,
    }
    if not column.admission.ranks:
        return told
    judged = _judged(column)
    shown = judged | {"digest": tender.digest}
    is_own, won = tender.pk == own.pk, tender.pk == award.invitation_id
    if disclosure.may_know(Fact.MARKS, Stage.CONCLUDED, own=is_own, winner=won):
        return told | shown
    salt = _salt(competition, tender.pk)
    told["commitment"] = disclosure.commitment(salt, canonical_json(judged).decode())
    return told | shown | {"salt": salt} if whole else told


def _judged(column: Column) -> dict[str, Any]:
    marks = {
        cell.criterion.key: {
            "halves": rules.halves(cell.common.value),
            "reason": cell.common.reason,
        }
        for cell in column.cells
        if cell.common
    }
    total = int(column.total * 100) if column.total is not None else None
    return {"marks": marks, "rank": column.rank, "total": total}


def _salt(competition: MiniCompetition, tender: int) -> str:
    """The same at each export, so that what a judge opens is what was committed to."""
    key, said = bytes(competition.withholding_key), f"bundle {competition.stream_id} {tender}"
    return hmac.digest(key, said.encode(), hashlib.sha256).hex()
