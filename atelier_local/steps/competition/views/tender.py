"""The pages where a consortium writes its tender, and seals it.

With script the browser holds the key, fills the pages and sends sealed bytes to `views/vault.py`:
these views then never see a word. Without script the key of the consortium comes in a cookie, the
server opens the draft for the time of the request, and seals it again before it writes.
"""

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Reasons, Refused, refuse_if

from .. import operations, queries, rules, sealing
from ..access import Side, arrived, side_view
from ..enums import TenderPart
from ..forms import DraftKeyForm, RetypeForm, SampleForm
from ..queries.asked import Brief, Written, written
from ..queries.workspace import TEXTS, Desk
from ..receipts import Receipt
from ..rules import body as bodies
from ..rules import typed
from ..rules.letter import GIVES
from ..rules.reading_json import Malformed
from .side import page

COOKIE = "cle-offre"
_SAVED_MEANWHILE = (
    "quelqu’un de votre groupement a enregistré entre-temps : relisez cette page, puis "
    "enregistrez de nouveau, et votre texte remplacera le sien"
)


class _Held:
    """The draft of a side, opened if the visitor's cookie holds its key."""

    def __init__(self, request: HttpRequest, side: Side) -> None:
        self.side = side
        self.brief = Brief(side)
        self.kept = queries.draft_of(side.invitation)
        self.tag = self.kept.tag if self.kept else ""
        self.identity = _key_in(request)
        self.written = self.open()

    @property
    def desk(self) -> Desk:
        return Desk(self.brief, self.written)

    def open(self) -> Written | None:
        if self.identity is None or self.kept is None:
            return None
        try:
            return written(sealing.open_draft(bytes(self.kept.body), self.identity))
        except (sealing.Unreadable, ValueError):
            return None

    def save(self, said: Written, request: HttpRequest, *, tag: str, afresh: bool = False) -> None:
        assert self.identity is not None
        recipient = str(self.identity.to_public())
        sealed = sealing.seal_draft(said.dump(), recipient)
        self.tag = operations.save_draft(
            self.side, sealed, recipient, tag, afresh=afresh, at=arrived(request)
        )
        self.written = said


def _workspace(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The door of the workspace; where tenders go to PLACE, a page that says so."""

    @never_cache
    @sensitive_post_parameters()
    @side_view(C.TENDER)
    @wraps(view)
    def opened(request: HttpRequest, side: Side, *args: Any, **kwargs: Any) -> HttpResponse:
        if side.competition.on_place:
            return page(request, side, "competition/on_place.html", {}, status=409)
        return view(request, side, *args, **kwargs)

    return opened


def _key_in(request: HttpRequest) -> sealing.Identity | None:
    try:
        return sealing.identity_of(request.COOKIES.get(COOKIE, ""))
    except sealing.WrongKey:
        return None


def _desk_page(
    request: HttpRequest,
    held: _Held,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """A page of the workspace; what it says is for its side alone, and for nobody's cache."""
    side, desk = held.side, held.desk
    at = (context or {}).get("part", "")
    frame = {
        "desk": desk,
        "text": desk.fields.get(f"text_{at}", ""),
        "why": desk.fields.get(f"why_{at}", ""),
        "months": desk.fields.get("months", ""),
        "served": held.written is not None,
        "tag": held.tag,
        "begun": held.kept is not None or held.written is not None,
        "stray_key": held.identity is not None and held.written is None,
        "closed": _closed(side, arrived(request)),
        "file_mb": settings.TENDER_FILE_MB,
        "total_mb": settings.TENDER_TOTAL_MB,
    }
    return page(request, side, template, frame | (context or {}), status=status)


def _closed(side: Side, at: datetime) -> Reasons:
    return rules.against_tendering(
        side.competition.at_state,
        deadline=side.competition.deadline,
        at=at,
        declined=side.invitation.declined_at is not None,
    )


def _section(request: HttpRequest, side: Side, template: str, **context: Any) -> HttpResponse:
    """A page of fields: shown, or put among the rest of the draft."""
    held = _Held(request, side)
    if context["part"] in TEXTS:
        context["words_asked"] = held.brief.words_asked(context["part"])
        context["gives"] = GIVES[context["part"]]
    if request.method != "POST":
        return _desk_page(request, held, template, context)
    given = typed.known(request.POST.items())
    said = held.written or Written()
    mine = replace(said, fields=typed.merged(said.fields, given))
    if "prefill" in request.POST:
        mine = replace(mine, fields=typed.prefilled(mine.fields, held.brief.rates))
    try:
        if held.written is None:
            raise Refused(["ouvrez d’abord le brouillon avec la clé de votre groupement"])
        held.save(mine, request, tag=request.POST.get("tag", ""))
    except operations.Overtaken:
        held.written, why = mine, Refused([_SAVED_MEANWHILE])
        return _desk_page(request, held, template, context | {"told": why.reasons}, status=409)
    except Refused as refused:
        held.written = mine
        return _desk_page(request, held, template, context | {"told": refused.reasons}, status=422)
    if told := held.desk.refusals(side.atelier.slug, given):
        return _desk_page(request, held, template, context | {"told": told}, status=422)
    messages.success(request, "C’est enregistré, sous la clé de votre groupement.")
    return redirect(request.path)


@_workspace
def part(request: HttpRequest, side: Side, part: str) -> HttpResponse:
    """One text of the tender, beside the words of the specification that it answers."""
    if part not in TEXTS:
        raise Http404("Cette partie n’existe pas.")
    return _section(request, side, "competition/tender/part.html", part=TenderPart(part))


@_workspace
def team(request: HttpRequest, side: Side) -> HttpResponse:
    """Who, for which firm, as what, how many days in each phase."""
    return _section(request, side, "competition/tender/team.html", part=TenderPart.TEAM)


@_workspace
def price(request: HttpRequest, side: Side) -> HttpResponse:
    """The price of each firm in each phase, and what it all comes to."""
    return _section(request, side, "competition/tender/price.html", part=TenderPart.PRICE)


@_workspace
def calendar(request: HttpRequest, side: Side) -> HttpResponse:
    """How long, within the bounds of the agreement."""
    return _section(request, side, "competition/tender/calendar.html", part=TenderPart.CALENDAR)


# Files ----------------------------------------------------------------------------------


@_workspace
def files(request: HttpRequest, side: Side) -> HttpResponse:
    """Files joined: without script one at a time, small enough to stay in memory."""
    held = _Held(request, side)
    form = SampleForm(request.POST or None, request.FILES or None)
    template = "competition/tender/files.html"
    if request.method != "POST":
        return _desk_page(request, held, template, {"form": form})
    try:
        if held.written is None:
            raise Refused(["ouvrez d’abord le brouillon avec la clé de votre groupement"])
        if "remove" in request.POST:
            kept = [f for f in held.written.files if f["key"] != request.POST["remove"]]
        elif form.is_valid():
            kept = [*held.written.files, _kept(request, held, form.cleaned_data)]
        else:
            return _desk_page(request, held, template, {"form": form}, status=422)
        held.save(replace(held.written, files=kept), request, tag=request.POST.get("tag", ""))
    except operations.Overtaken:
        return _desk_page(request, held, template, {"told": [_SAVED_MEANWHILE]}, status=409)
    except Refused as refused:
        context = {"form": form, "told": refused.reasons}
        return _desk_page(request, held, template, context, status=422)
    messages.success(request, "Les fichiers du pli sont à jour.")
    return redirect("competition:tender_files", side.atelier.slug)


def _kept(request: HttpRequest, held: _Held, given: dict[str, Any]) -> dict[str, Any]:
    """Seal one file under a key of its own; what the tender will say of it."""
    upload: UploadedFile = given["upload"]
    content = upload.read()
    weighs = len(content) + sum(file["size"] for file in held.desk.files)
    refuse_if(rules.against_weighing(weighs, settings.TENDER_TOTAL_MB))
    key = sealing.new_key()
    sealed = sealing.seal_piece(content, str(key.to_public()))
    return {
        "part": str(given["part"]),
        "name": upload.name,
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "media_type": "application/octet-stream",
        "key": str(key),
        "pieces": [operations.keep_piece(held.side, sealed, at=arrived(request))],
    }


@_workspace
def file(request: HttpRequest, side: Side, rank: int) -> HttpResponse:
    """One file of the draft, read back by whoever holds the key."""
    held = _Held(request, side)
    if held.written is None or not 1 <= rank <= len(held.written.files):
        raise Http404("Ce fichier n’est pas dans votre brouillon.")
    said = held.written.files[rank - 1]
    key = sealing.identity_of(said["key"])
    try:
        pieces = [operations.read_piece(side.competition, one) for one in said["pieces"]]
    except Refused as refused:
        raise Http404(str(refused)) from refused
    content = b"".join(sealing.open_piece(piece, key) for piece in pieces)
    if hashlib.sha256(content).hexdigest() != said["sha256"]:
        raise Http404("Un morceau de ce fichier manque : joignez-le de nouveau.")
    headers = {"X-Content-Type-Options": "nosniff"}
    response = HttpResponse(content, content_type="application/octet-stream", headers=headers)
    response["Content-Disposition"] = content_disposition_header(True, said["name"]) or ""
    return response


# The key of the consortium --------------------------------------------------------------


@_workspace
def key(request: HttpRequest, side: Side) -> HttpResponse:
    """The key under which the draft is written: made once, passed on by people, kept nowhere."""
    held = _Held(request, side)
    form = DraftKeyForm(request.POST if request.POST.get("act") == "use" else None)
    template = "competition/tender/key.html"
    match request.POST.get("act"):
        case "new":
            return _new_key(request, held)
        case "use" if form.is_valid():
            held.identity = form.cleaned_data["key"]
            held.written = held.open()
            if held.written is not None:
                return _with_cookie(_to_tender(side), held)
            form.add_error("key", "Cette clé n’ouvre pas le brouillon de votre groupement.")
        case "forget":
            response = _to_tender(side)
            response.delete_cookie(COOKIE, path=_place(side))
            return response
    status = 422 if form.errors else 200
    return _desk_page(request, held, template, {"form": form}, status=status)


def _new_key(request: HttpRequest, held: _Held) -> HttpResponse:
    """Make the key, and show it this once; an old draft is lost, which must be said to be known."""
    template = "competition/tender/key.html"
    if held.kept is not None and request.POST.get("afresh") != "oui":
        told = ["un brouillon existe : cochez la case pour le perdre, ou demandez sa clé"]
        return _desk_page(
            request, held, template, {"form": DraftKeyForm(), "told": told}, status=422
        )
    held.identity = sealing.new_key()
    try:
        held.save(Written(), request, tag="", afresh=True)
    except Refused as refused:
        held.identity = held.written = None
        context = {"form": DraftKeyForm(), "told": refused.reasons}
        return _desk_page(request, held, template, context, status=422)
    context = {"form": DraftKeyForm(), "shown": str(held.identity)}
    return _with_cookie(_desk_page(request, held, template, context), held)


def _place(side: Side) -> str:
    return reverse("competition:my_tender", args=[side.atelier.slug])


def _to_tender(side: Side) -> HttpResponse:
    return redirect("competition:my_tender", side.atelier.slug)


def _with_cookie(response: HttpResponse, held: _Held) -> HttpResponse:
    """Until the browser closes, for these pages only, out of reach of any script."""
    response.set_cookie(
        COOKIE,
        str(held.identity),
        path=_place(held.side),
        secure=settings.HTTPS,
        httponly=True,
        samesite="Strict",
    )
    return response


# The whole tender, and the seal ---------------------------------------------------------


@_workspace
def my_tender(request: HttpRequest, side: Side) -> HttpResponse:
    """What is written, what is missing, and the act: sealing and depositing."""
    held = _Held(request, side)
    desk = held.desk
    withdraws = "withdraw" in request.POST
    typed_in = None if withdraws else request.POST or None
    form = RetypeForm(typed_in, whole_euros=desk.whole_euros)
    told: Any = ()
    template = "competition/tender/index.html"
    if request.method == "POST" and (withdraws or form.is_valid()):
        try:
            act = _withdrawn if withdraws else _deposited
            receipt = act(request, held, desk)
        except Refused as refused:
            told = refused.reasons
        else:
            return page(request, side, "competition/receipt.html", {"receipt": receipt})
    status = 422 if form.errors or told else 200
    latest = desk.draft.receipts[-1] if desk.draft and desk.draft.receipts else None
    context = {"form": form, "told": told, "receipt": latest}
    return _desk_page(request, held, template, context, status=status)


def _deposited(request: HttpRequest, held: _Held, desk: Desk) -> Receipt:
    """Seal what the draft says, and keep the receipt in the draft, which its side alone reads."""
    said = held.written
    if said is None:
        raise Refused(["ouvrez d’abord le brouillon avec la clé de votre groupement"])
    side, at = held.side, arrived(request)
    refuse_if(desk.refusals(side.atelier.slug))
    told = {"salt": "0" * 32} | desk.said
    try:
        body = bodies.parse(json.dumps(told).encode(), told["competition"])
    except Malformed as wrong:
        raise Refused(wrong.reasons) from wrong
    return _noted(request, held, operations.deposit(side, body, by=side.person, at=at))


def _withdrawn(request: HttpRequest, held: _Held, desk: Desk) -> Receipt:
    """Take the tender back; what was being written stays."""
    side, at = held.side, arrived(request)
    closed = _closed(side, at)
    if closed:
        raise Refused(closed)
    return _noted(request, held, operations.withdraw(side, by=side.person, at=at))


def _noted(request: HttpRequest, held: _Held, receipt: Receipt) -> Receipt:
    """Keep the receipt in the draft, when it is open here."""
    said = held.written
    if said is None:
        return receipt
    kept = replace(said, receipts=[*said.receipts, receipt.json()])
    with suppress(Refused, operations.Overtaken):  # deposited all the same: shown, to be printed
        held.save(kept, request, tag=held.tag)
    return receipt
