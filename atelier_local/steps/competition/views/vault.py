"""What the browser of a side says to the server: everything sealed, everything of one size.

    GET  mon-offre/coffre/  → {"draft": base64 or "", "recipient", "tag", "competition",
                               "keys": [{"place", "party", "recipient"}, …], "now", "deadline"}
    POST mon-offre/coffre/  ← {"act", "tag", "draft": base64, "recipient",
                               "envelope": {"recipient", "core": base64,
                                            "keys": {"1>2": base64, …}, "digest", "commitment"}}
                            → 200 {"tag", "receipt", "late", "reasons", "pad"}: ANSWER bytes
                              409 {"tag", "draft", "reasons"}: another screen saved since
                              422 {"reasons"}
    POST mon-offre/pieces/  ← one sealed piece, application/octet-stream → 201 {"id"}
    GET  mon-offre/pieces/<id>/ → the same bytes

`act` has eight signs: `save____` keeps the draft, and the envelope is noise of the same length;
`deposit_` keeps both; `withdraw` too, its envelope being a blank; `afresh__` replaces a draft whose
key is lost. So neither the address, nor a size, nor a log of the proxy tells a deposit from one of
the savings that a page makes every minute.
"""

import json
import time
from base64 import b64decode, b64encode
from collections import deque
from secrets import token_hex
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from atelier_local import clock
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Refused

from .. import operations, queries, receipts, rules, sealing
from ..access import Side, arrived, side_view

ANSWER = 8_192
SAVE, DEPOSIT, WITHDRAW, AFRESH = "save____", "deposit_", "withdraw", "afresh__"
_PIECES_A_MINUTE = 120
_recent: dict[int, deque[float]] = {}


@never_cache
@sensitive_post_parameters()
@side_view(C.TENDER)
@require_http_methods(["GET", "POST"])
def vault(request: HttpRequest, side: Side) -> HttpResponse:
    if request.method != "POST":
        return JsonResponse(_held(side))
    try:
        return _kept(request, side)
    except operations.Overtaken as overtaken:
        told = {
            "tag": overtaken.draft.tag,
            "draft": b64encode(overtaken.draft.body).decode(),
            "reasons": ["un autre poste de votre groupement a enregistré depuis"],
        }
        return JsonResponse(told, status=409)
    except Refused as refused:
        return JsonResponse({"reasons": [str(one) for one in refused.reasons]}, status=422)


def _held(side: Side) -> dict[str, Any]:
    draft = queries.draft_of(side.invitation)
    return {
        "draft": b64encode(draft.body).decode() if draft else "",
        "recipient": draft.recipient if draft else "",
        "tag": draft.tag if draft else "",
        "competition": str(side.competition.stream_id),
        "keys": [
            {"place": one.position, "party": one.college, "recipient": one.recipient}
            for one in side.competition.officers.all()
        ],
        "now": clock.now().isoformat(),
        "deadline": side.competition.deadline.isoformat(),
    }


def _kept(request: HttpRequest, side: Side) -> HttpResponse:
    told = _told(request)
    act, at = told["act"], arrived(request)
    late = rules.late(at, side.competition.deadline)
    tag = told["tag"]
    if not (late and act in (DEPOSIT, WITHDRAW)):
        tag = operations.save_draft(
            side, _bytes(told["draft"]), told["recipient"], tag, at=at, afresh=act == AFRESH
        )
    receipt = None
    if act in (DEPOSIT, WITHDRAW):
        envelope, commitment = _envelope(told["envelope"])
        kind = receipts.WITHDRAWAL if act == WITHDRAW else receipts.DEPOSIT
        receipt = operations.receive(side, envelope, commitment, by=side.person, at=at, kind=kind)
    answer = {
        "tag": tag,
        "receipt": receipt.json() if receipt else None,
        "late": receipt is not None and receipt.late,
        "reasons": [],
    }
    return _of_one_size(answer)


def _told(request: HttpRequest) -> dict[str, Any]:
    """The four fields, of the kinds expected; nothing else is looked at."""
    unreadable = Refused(["ce que votre navigateur a envoyé n’est pas lisible"])
    try:
        told = json.loads(request.body)
    except (ValueError, RecursionError) as wrong:
        raise unreadable from wrong
    words = ("act", "tag", "draft", "recipient")
    if not isinstance(told, dict) or not all(isinstance(told.get(name), str) for name in words):
        raise unreadable
    if told["act"] not in (SAVE, DEPOSIT, WITHDRAW, AFRESH):
        raise unreadable
    return told


def _bytes(text: Any) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (ValueError, TypeError) as wrong:
        raise Refused(["ce que votre navigateur a envoyé n’est pas lisible"]) from wrong


def _envelope(told: Any) -> tuple[sealing.Envelope, str]:
    if not isinstance(told, dict) or not isinstance(told.get("keys"), dict):
        raise Refused(["le pli n’est pas lisible"])
    core = _bytes(told.get("core"))
    if told.get("digest") != sealing.digest(core):
        raise Refused(["le pli a changé en route : rien n’est déposé, recommencez"])
    keys = {str(pair): _bytes(shut) for pair, shut in list(told["keys"].items())[:400]}
    envelope = sealing.Envelope(str(told.get("recipient")), core, keys)
    return envelope, str(told.get("commitment"))


def _of_one_size(answer: dict[str, Any]) -> HttpResponse:
    """Padded, and never compressed, which would undo it."""
    bare = json.dumps(answer | {"pad": ""}).encode()
    answer["pad"] = token_hex(ANSWER)[: max(0, ANSWER - len(bare))]
    response = JsonResponse(answer)
    response["Content-Encoding"] = "identity"
    return response


@never_cache
@side_view(C.TENDER)
@require_POST
def pieces(request: HttpRequest, side: Side) -> HttpResponse:
    try:
        if _too_fast(side):
            return JsonResponse({"reasons": ["trop d’envois à la fois"]}, status=429)
        name = operations.keep_piece(side, request.body, at=arrived(request))
    except Refused as refused:
        return JsonResponse({"reasons": [str(one) for one in refused.reasons]}, status=422)
    return JsonResponse({"id": name}, status=201)


def _too_fast(side: Side) -> bool:
    """Counted in memory only: a counter at rest would tell which side is at work."""
    sent = _recent.setdefault(side.invitation.pk, deque(maxlen=_PIECES_A_MINUTE))
    now = time.monotonic()
    full = len(sent) == _PIECES_A_MINUTE and now - sent[0] < 60
    if not full:
        sent.append(now)
    return full


@never_cache
@side_view(C.TENDER)
@require_safe
def piece(request: HttpRequest, side: Side, name: str) -> HttpResponse:
    try:
        sealed = operations.read_piece(side.competition, name)
    except Refused as refused:
        raise Http404(str(refused)) from refused
    response = HttpResponse(sealed, content_type="application/octet-stream")
    response["Content-Encoding"] = "identity"
    return response
