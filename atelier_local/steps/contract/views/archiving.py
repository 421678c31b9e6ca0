"""What is kept of the consultation and of the contract, and until when."""

from django.http import HttpRequest, HttpResponse

from atelier_local import clock
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C

from .. import queries
from .contract import signed


@atelier_view(C.RUN_CONTRACT)
def archives(request: HttpRequest, visit: Visit) -> HttpResponse:
    contract = signed(visit)
    context = {"contract": contract, "kept": queries.retention(contract, clock.today())}
    return page(request, visit, "contract/archives.html", context)
