"""What one holder takes away to check a consultation elsewhere; `verify/` reads it.

The stream is whole: a line that may be known has its facts, a few their payload too; any other has
its hash only, for its author alone would tell who asked or who answered. Marks that are withheld,
and the reasons why a tender was set aside, are committed to, with a salt that a judge may be given.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from atelier_local.ground.journal.models import Line
from atelier_local.refusal import Reasons, reasons

from .. import receipts, rules
from ..enums import CompetitionState
from ..models import Award, Invitation, Letter, MiniCompetition, Tender
from ..rules import body as bodies
from ..rules import disclosure
from ..rules.disclosure import Fact, Stage
from .analysing import Column, analysis, estimate_of, read_of
from .opened import body_of, read_tenders
from .outcome import winner

_TOLD = frozenset({"published", "amended", "key_turned", "tenders_read", "opened", "backup_read"})
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


_SET_ASIDE = frozenset({"regularity_judged", "low_tender_decided"})
"""Those that say why a tender is not ranked: its own holder’s, once all is signed."""


def against_taking_away(competition: MiniCompetition) -> Reasons:
    """Why there is nothing to check yet, or nothing that could be."""
    published = competition.stream.lines.filter(kind="competition.published").first()
    kept = published.payload if published and published.payload else {}
    key = competition.receipt_key
    direct = competition.at_state is CompetitionState.DIRECT
    return reasons(
        (
            direct,
            "le marché est attribué sans mise en concurrence (art. R2162-10) : aucune offre n’est "
            "à comparer",
        ),
        (competition.opened_at is None and not direct, "les plis ne sont pas ouverts"),
        (
            published is not None and ("tie_rule" not in kept or _opened_before(competition)),
            "cette consultation date d’avant le registre qui permet de tout revérifier",
        ),
        (
            bool(key) and key != receipts.public_key(),
            "la clé qui signe n’est plus celle de la publication",
        ),
    )


def _opened_before(competition: MiniCompetition) -> bool:
    """Whether its tenders were opened by a version that committed to nothing."""
    committed = competition.stream.lines.filter(kind="competition.tenders_read")
    return competition.opened_at is not None and not committed.exists()


def bundle(competition: MiniCompetition, own: Invitation, *, whole: bool = False) -> dict[str, Any]:
    """All that this holder may check, as JSON; `whole` opens, for a judge, what is withheld."""
    award = winner(competition)
    told = award if award and award.letters_sent_at else None
    concluded = told is not None and told.concluded_on is not None
    lines = list(competition.stream.lines.order_by("seq"))
    sight = _sight(competition, own, told, whole=whole) if told and concluded else Sight()
    return {
        "kind": "bundle 2",
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
        "stream": [_line(line, own.consortium_id, sight) for line in lines],
        "head": bytes(lines[-1].hash).hex(),
    }


@dataclass(frozen=True)
class Sight:
    """Whose common marks are told, by invitation; whose regularity and price, by consortium."""

    marks: frozenset[int] = frozenset()
    admissions: frozenset[int] = frozenset()


def _sight(competition: MiniCompetition, own: Invitation, award: Award, *, whole: bool) -> Sight:
    """One’s own, and the winner’s marks; a judge is told all."""
    if not whole:
        return Sight(frozenset({own.pk, award.invitation_id}), frozenset({own.consortium_id}))
    every = dict(competition.invitations.values_list("pk", "consortium"))
    return Sight(frozenset(every), frozenset(every.values()))


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
    } | ({"lot": str(competition.lot)} if competition.lot else {})


def _letter(own: Invitation, award: Award | None, lines: list[Line]) -> dict[str, str] | None:
    """The letter of the choice that stands, and the hash it bears: that of the line before it."""
    letter = Letter.objects.select_related("filed").filter(award=award, invitation=own).first()
    sent = [line for line in lines if line.kind == "competition.letters_sent"]
    if letter is None or not sent:
        return None
    return {"digest": letter.filed.digest, "head": bytes(sent[-1].previous).hex()}


def _line(line: Line, consortium: int, sight: Sight) -> dict[str, Any]:
    kind = line.kind.removeprefix("competition.")
    payload = line.payload or {}
    mine = kind == "tender_received" and payload.get("consortium") == consortium
    mine |= kind in _SET_ASIDE and payload.get("consortium") in sight.admissions
    marks = kind == "settled" and payload.get("invitation") in sight.marks
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
    """Every tender that the opening read, in the order of the agreement: that of ranks would tell
    what is withheld."""
    columns = {column.tender.pk: column for column in analysis(competition).columns}
    return {
        "winner": award.invitation.consortium_id,
        "tenders": [
            _tender(competition, one, columns.get(one.pk), own, award, whole=whole)
            for one in read_tenders(competition).order_by("invitation__consortium__rank")
        ],
    }


def _tender(
    competition: MiniCompetition,
    tender: Tender,
    column: Column | None,
    own: Invitation,
    award: Award,
    *,
    whole: bool,
) -> dict[str, Any]:
    ranks = column is not None and column.admission.ranks
    told: dict[str, Any] = {
        "invitation": tender.pk,
        "name": tender.invitation.name,
        "read": read_of(tender),
        "read_salt": _read_salt(competition, tender),
        "ranks": ranks,
        "label": "" if ranks else _label(column),
    }
    judged = _judged(column) if column and ranks else {"reason": _reason(tender, column)}
    is_own, won = tender.pk == own.pk, tender.pk == award.invitation_id
    if disclosure.may_know(Fact.MARKS, Stage.CONCLUDED, own=is_own, winner=won):
        return told | {"judged": judged}
    salt = _salt(competition, "bundle", tender.pk)
    told["commitment"] = disclosure.commitment(salt, judged)
    return told | {"judged": judged, "salt": salt} if whole else told


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


def _label(column: Column | None) -> str:
    """Why a tender is not ranked, in one word; the communicable report says as much of all."""
    return column.admission.label if column else "Illisible"


def _reason(tender: Tender, column: Column | None) -> str:
    return column.admission.reason if column else tender.fault


def read_commitment(competition: MiniCompetition, tender: Tender) -> str:
    """What the register says of a tender at its opening, without telling it."""
    return disclosure.commitment(_read_salt(competition, tender), read_of(tender))


def _read_salt(competition: MiniCompetition, tender: Tender) -> str:
    """One for the envelope, one for the copy that takes its place: who is given the second does not
    guess the price of the first."""
    sealed = bool(tender.digest) or competition.on_place
    return _salt(competition, "read" if sealed else "copy", tender.pk)


def _salt(competition: MiniCompetition, use: str, tender: int) -> str:
    key, stream = bytes(competition.withholding_key), str(competition.stream_id)
    return disclosure.salt(key, use, stream, tender)
