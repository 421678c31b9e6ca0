"""Who opened what of the consultation, as a table to take away."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.ground.files.tables import csv_response
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Refused
from atelier_local.steps.competition.access import competition_of

from .. import operations, queries


@require_POST
@atelier_view(C.RUN_CONTRACT)
def access_log(request: HttpRequest, visit: Visit) -> HttpResponse:
    """No page shows it: it leaves as a file, and that it left is in it the next time."""
    try:
        found = operations.take_access_log(competition_of(visit), by=visit.person, at=clock.now())
    except Refused as refused:
        raise PermissionDenied(str(refused)) from refused
    rows = [one.row for one in found]
    return csv_response(f"acces-{visit.atelier.slug}", queries.HEADER, rows)
