"""What is kept of a consultation and its contract, until when; the whole of it, to take away."""

import os
import tempfile
from contextlib import ExitStack
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.ground.files.downloads import streamed
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Reasons
from atelier_local.steps.competition import queries as competitions

from .. import operations
from ..filing import Dossier, dossier


def _over(visit: Visit) -> Dossier:
    """The file of the Atelier visited, once there is one to keep."""
    found = dossier(visit.atelier.slug)
    if found is None:
        raise Http404("La consultation n’est pas close, ni le marché signé.")
    return found


def _apart(visit: Visit, found: Dossier) -> Reasons:
    """The file holds every tender: whoever is tied to a consortium leaves it to somebody else."""
    found.competition.atelier = visit.atelier
    return competitions.standing(found.competition, visit.person).against_deciding


@atelier_view(C.RUN_CONTRACT)
def archives(request: HttpRequest, visit: Visit) -> HttpResponse:
    found = _over(visit)
    context = {
        "contract": found.contract,
        "kept": found.kept,
        "weight": found.weight,
        "apart": _apart(visit, found),
    }
    return page(request, visit, "contract/archives.html", context)


@require_POST
@atelier_view(C.RUN_CONTRACT)  # type: ignore[arg-type] # a stream, which no other view answers
def take_archive(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Written whole beside the files it is made of, under no name, then sent: what was begun and
    fails sends nothing, and memory holds a part of it at a time.
    """
    found, folder, at = _over(visit), Path(settings.MEDIA_ROOT), clock.now()
    if why := _apart(visit, found):
        raise PermissionDenied(" ; ".join(map(str, why)))
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as closing:
        file = closing.enter_context(tempfile.TemporaryFile(dir=folder))
        written = found.write(file, at)
        operations.record_archive(visit.atelier, written, by=visit.person, at=at)
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        closing.pop_all()
    name = f"dossier-{visit.atelier.slug}-{clock.day_of(at):%Y-%m-%d}.zip"
    return streamed(file, size, media_type="application/zip", name=name)
