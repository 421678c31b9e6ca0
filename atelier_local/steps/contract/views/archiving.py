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
from ..filing import Dossier, dossier_of


def _over(visit: Visit) -> tuple[Dossier, Reasons]:
    """The file of the Atelier visited, once there is one to keep, and what keeps the visitor from
    it: it holds every tender, whoever is tied to a consortium leaves it to somebody else."""
    seen = competitions.judged(visit.atelier, visit.person)
    found = dossier_of(seen[0]) if seen else None
    if seen is None or found is None:
        raise Http404("La consultation n’est pas close, ni le marché signé.")
    return found, seen[1].against_deciding


@atelier_view(C.RUN_CONTRACT)
def archives(request: HttpRequest, visit: Visit) -> HttpResponse:
    found, apart = _over(visit)
    context = {
        "contract": found.contract,
        "kept": found.kept,
        "weight": found.weight,
        "apart": apart,
    }
    return page(request, visit, "contract/archives.html", context)


@require_POST
@atelier_view(C.RUN_CONTRACT)  # type: ignore[arg-type] # a stream, which no other view answers
def take_archive(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Written whole beside the files it is made of, under no name, then sent: what was begun and
    fails sends nothing, and memory holds a part of it at a time.
    """
    found, apart = _over(visit)
    if apart:
        raise PermissionDenied(" ; ".join(map(str, apart)))
    folder, at = Path(settings.MEDIA_ROOT), clock.now()
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
