"""Where the browser puts what it has sealed: a draft, an envelope, pieces of files.

A save and a deposit are the same request to the same address, of one size, and get answers of one
size: whoever watches a proxy or the network cannot tell one from the other.
"""

import json
from base64 import b64decode, b64encode
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from atelier_local import clock
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Refused

from .. import operations, queries, receipts, sealing
from ..access import Side, arrived, side_view

ANSWER = 8_192
ACTS = ("save", "deposit", "afresh", "withdraw")


@never_cache
@side_view(C.TENDER)
@require_http_methods(["GET", "POST"])
def vault(request: HttpRequest, side: Side) -> HttpResponse:
    """The draft of a side and what it takes to seal; or, posted, its next state."""
    return _put(request, side) if request.method == "POST" else _taken(side)


def _taken(side: Side) -> HttpResponse:
    draft = queries.draft_of(side.invitation)
    officers = [officer.key for officer in side.competition.officers.all()]
    told = {
        "draft": _text(draft.body) if draft else "",
        "recipient": draft.recipient if draft else "",
        "tag": draft.tag if draft else "",
        "competition": operations.core_id(side),
        "keys": [
            {"place": key.place, "party": key.party, "recipient": key.recipient} for key in officers
        ],
        "now": clock.now().isoformat(),
        "deadline": side.competition.deadline.isoformat(),
    }
    return JsonResponse(told)


def _text(sealed: bytes) -> str:
    return b64encode(bytes(sealed)).decode()


class _Sent:
    """What was posted, read; `Refused` when it has not the shape expected."""

    def __init__(self, body: bytes) -> None:
        try:
            told = json.loads(body)
            self.act = told["act"].rstrip("_")
            self.tag, self.recipient = str(told["tag"]), str(told["recipient"])
            self.draft = b64decode(told["draft"], validate=True)
            self.envelope, self.digest, self.commitment = self._envelope(told["envelope"])
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as wrong:
            raise Refused(["l’envoi n’est pas lisible : rechargez la page"]) from wrong
        if self.act not in ACTS:
            raise Refused(["cet acte n’existe pas"])

    def _envelope(self, told: dict[str, Any]) -> tuple[sealing.Envelope | None, str, str]:
        """Read for a deposit only: what comes with a save is noise."""
        if self.act not in ("deposit", "withdraw"):
            return None, "", ""
        keys = {str(pair): b64decode(shut, validate=True) for pair, shut in told["keys"].items()}
        core = b64decode(told["core"], validate=True)
        envelope = sealing.Envelope(str(told["recipient"]), core, keys)
        return envelope, str(told["digest"]), str(told["commitment"])


def _put(request: HttpRequest, side: Side) -> HttpResponse:
    """Deposit if that is the act, and save the draft that comes with it: both, or neither."""
    try:
        sent = _Sent(request.body)
        with transaction.atomic():
            receipt = _deposited(sent, request, side)
            late = receipt is not None and receipt.late
            tag = "" if late else _saved(sent, request, side)
    except operations.Overtaken as overtaken:
        kept = overtaken.draft
        told = {"tag": kept.tag, "draft": _text(kept.body), "reasons": []}
        return JsonResponse(told, status=409)
    except Refused as refused:
        return JsonResponse({"reasons": [str(one) for one in refused.reasons]}, status=422)
    return _of_one_size(
        {"tag": tag, "receipt": receipt.json() if receipt else None, "late": late, "reasons": []}
    )


def _deposited(sent: _Sent, request: HttpRequest, side: Side) -> receipts.Receipt | None:
    if sent.envelope is None:
        return None
    if sealing.digest(sent.envelope.core) != sent.digest:
        raise Refused(["le pli a été altéré en chemin : rien n’est déposé, réessayez"])
    kind = receipts.WITHDRAWAL if sent.act == "withdraw" else receipts.DEPOSIT
    at = arrived(request)
    return operations.receive(
        side, sent.envelope, sent.commitment, by=side.person, at=at, kind=kind
    )


def _saved(sent: _Sent, request: HttpRequest, side: Side) -> str:
    return operations.save_draft(
        side,
        sent.draft,
        sent.recipient,
        sent.tag,
        afresh=sent.act == "afresh",
        at=arrived(request),
    )


def _of_one_size(told: dict[str, Any]) -> HttpResponse:
    """Padded, and not compressed: compressing would give the size back."""
    bare = len(json.dumps(told | {"pad": ""}))
    response = JsonResponse(told | {"pad": " " * (ANSWER - bare)})
    response["Content-Encoding"] = "identity"
    return response


@never_cache
@side_view(C.TENDER)
@require_POST
def pieces(request: HttpRequest, side: Side) -> HttpResponse:
    """One sealed piece of a file; the answer is its number."""
    try:
        number = operations.keep_piece(side, request.body, at=arrived(request))
    except Refused as refused:
        return JsonResponse({"reasons": [str(one) for one in refused.reasons]}, status=422)
    return JsonResponse({"id": number}, status=201)


@never_cache
@side_view(C.TENDER)
@require_safe
def piece(request: HttpRequest, side: Side, number: str) -> HttpResponse:
    """The sealed piece that this side has put there."""
    sealed = operations.read_piece(side.invitation, number)
    if sealed is None:
        raise Http404("Aucun morceau de fichier à ce numéro.")
    return HttpResponse(sealed, content_type="application/octet-stream")
