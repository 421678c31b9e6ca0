"""No tender and no price is shown before the register of accesses says to whom.

A paper or a file leaves a line each time it is taken. A page leaves one when it is first opened,
then at most one an hour: to reload it, or to come back to it after each mark, is one reading. The
line is written first and the page asked for again, so that such a page asks no more than another.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from atelier_local import clock
from atelier_local.programme.ateliers.access import Visit

from . import operations
from .models import MiniCompetition, Tender

ONE_READING = timedelta(hours=1)
_SHOWN = "tenders_shown"
"""Where a session keeps what it was shown: {"<page> <thing>": instant}."""


def prices_on_paper(visit: Visit, competition: MiniCompetition, paper: str, of: int = 0) -> None:
    """The prices of all tenders leave on a paper, or that of one consortium."""
    operations.read_prices(competition, paper, of, by=visit.person, at=clock.now())


def prices_on_page(
    request: HttpRequest, visit: Visit, competition: MiniCompetition, page: str, of: int = 0
) -> HttpResponse | None:
    """What to answer before a page shows them; None once the register says that it does."""

    def tell(at: datetime) -> None:
        operations.read_prices(competition, page, of, by=visit.person, at=at)

    return _once(request, f"{page} {competition.pk} {of}", tell)


def tender_on_page(request: HttpRequest, visit: Visit, tender: Tender) -> HttpResponse | None:
    """What to answer before a page shows a whole tender, likewise."""
    return _once(
        request, f"tender {tender.pk}", lambda at: operations.read(tender, by=visit.person, at=at)
    )


def _once(request: HttpRequest, what: str, tell: Callable[[datetime], None]) -> HttpResponse | None:
    now = clock.now()
    shown = {
        known: at
        for known, at in request.session.get(_SHOWN, {}).items()
        if timedelta() <= now - datetime.fromisoformat(at) < ONE_READING
    }
    if what in shown:
        return None
    tell(now)
    request.session[_SHOWN] = shown | {what: now.isoformat()}
    return redirect(request.get_full_path()) if request.method == "GET" else None
