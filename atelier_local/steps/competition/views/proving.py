"""Receipts: anybody who holds one can have it checked, and read it as a document."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from atelier_local.ground.files.papers import download
from atelier_local.ground.files.typst import RenderingFailed
from atelier_local.programme.people.access import public_view

from .. import proof, queries, receipts
from ..forms import ReceiptForm
from ..models import MiniCompetition
from ..receipts import Receipt


@public_view
@never_cache
@sensitive_post_parameters()
def check_receipt(request: HttpRequest) -> HttpResponse:
    """Posted, never in an address, kept nowhere; only what our key signed is composed."""
    form = ReceiptForm(request.POST or None)
    found: Receipt | None = None
    competition: MiniCompetition | None = None
    if form.is_valid():
        told = form.cleaned_data["receipt"]
        competition = queries.competition_of_stream(str(told.get("competition", "")))
        found = receipts.verified(told, _key(competition))
        if found is None:
            form.add_error("receipt", "Ce reçu n’est pas signé par cette plateforme, ou a changé.")
    wanted = request.POST.get("form", "")
    if found and wanted in ("pdf", "docx"):
        try:
            return _document(found, competition, wanted)
        except RenderingFailed as failed:
            form.add_error(None, [str(reason) for reason in failed.reasons])
    context: dict[str, Any] = {
        "form": form,
        "receipt": found,
        "said": proof.KINDS.get(found.kind, "") if found else "",
        "atelier_name": competition.atelier.name if found and competition else "",
        "key": _key(competition),
        "number": receipts.key_number(_key(competition)),
    }
    status = 422 if form.errors else 200
    return render(request, "competition/check_receipt.html", context, status=status)


@public_view
def seal(request: HttpRequest) -> HttpResponse:
    """What a seal protects, and what it leaves to be guessed; docs/trust.md says the same."""
    return render(request, "competition/seal.html")


def _key(competition: MiniCompetition | None) -> str:
    """That of the letter: it was frozen at publication."""
    return (competition and competition.receipt_key) or receipts.public_key()


def _document(found: Receipt, competition: MiniCompetition | None, form: str) -> HttpResponse:
    atelier = competition.atelier if competition else None
    paper = proof.paper(
        found, atelier.name if atelier else "", fictitious=bool(atelier and atelier.fictitious)
    )
    return download(paper, form, found.at)
