"""The whole roadmap: as a table, a calendar, by funder, on one sheet."""

from django.http import HttpRequest, HttpResponse

from atelier_local import clock
from atelier_local.ground.files import ods
from atelier_local.ground.files.downloads import attachment
from atelier_local.ground.files.tables import csv_response
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.ateliers.enums import Horizon
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.programme.thread.access import sight_of
from atelier_local.steps.financing.enums import FundingState

from .. import queries, tables
from ..enums import Progress
from ..gantt import Span, gantt
from ..rose import rose

VIEWS = {"tableau": "Tableau", "calendrier": "Calendrier", "financeurs": "Financeurs"}


def _roadmap(request: HttpRequest, visit: Visit) -> queries.Roadmap:
    filters = queries.Filters.read(request.GET)
    return queries.roadmap(visit.atelier, sight_of(visit), filters)


@atelier_view(C.SEE_ROADMAP)
def roadmap(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The actions as a table, as a calendar or by funder; the address says which and filters."""
    found = _roadmap(request, visit)
    view = request.GET.get("vue", "")
    view = view if view in VIEWS else "tableau"
    context = {
        "roadmap": found,
        "view": view,
        "views": VIEWS,
        "states": list(FundingState),
        "blocked": sum(row.action.at_progress is Progress.BLOCKED for row in found.rows),
        "gantt": gantt(map(_span, found.rows), clock.today()) if view == "calendrier" else None,
        "can_write": visit.can(C.WRITE_ROADMAP),
    }
    return page(request, visit, "roadmap/roadmap.html", context)


def _span(row: queries.Row) -> Span:
    action = row.action
    steps = [(m.label, m.due_on, m.done_at is not None) for m in row.sheet.milestones]
    return Span(row, action.starts_on, action.ends_on, steps)


@atelier_view(C.SEE_ROADMAP)
def export(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The table that the filters keep, for a spreadsheet."""
    table = tables.actions(_roadmap(request, visit))
    return csv_response(f"feuille-de-route-{visit.atelier.slug}", table.header, table.rows)


@atelier_view(C.SEE_ROADMAP)
def workbook(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What the filters keep, as a workbook: actions, costs, funding, milestones."""
    found, name = _roadmap(request, visit), f"feuille-de-route-{visit.atelier.slug}.ods"
    content = ods.compose(f"Feuille de route, {visit.atelier}", tables.all_of(found), clock.now())
    return attachment(content, media_type=ods.MIME, name=name)


@atelier_view(C.SEE_ROADMAP)
def compass(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The whole strategy on one sheet."""
    found = queries.roadmap(visit.atelier, sight_of(visit))
    sectors = [
        (str(group.axis.position), [(Horizon(row.action.horizon), row) for row in group.rows])
        for group in found.groups
    ]
    context = {"roadmap": found, "rose": rose(sectors), "today": clock.today()}
    return page(request, visit, "roadmap/compass.html", context)
