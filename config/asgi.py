"""The server: live routes and static files answered ahead of Django, then Django in one thread."""

import gc
import os
import re

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from concurrent.futures import ThreadPoolExecutor

import django
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.db import close_old_connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from servestatic.middleware import ServeStaticMiddleware

django.setup(set_prefix=False)

# The objects that a page makes die with it: looking for cycles every two thousand of them, which is
# Python's own setting, finds none and takes time from every page.
gc.set_threshold(20_000, 10, 10)

from atelier_local.ground.files.bounds import bounded  # noqa: E402 - models need Django set up
from atelier_local.ground.live.asgi import in_front_of  # noqa: E402
from atelier_local.steps.competition.asgi import guard  # noqa: E402
from atelier_local.steps.wall import room as wall  # noqa: E402


class Pages(ASGIHandler):
    """Django's handler, its middleware loaded for the synchronous views that all of ours are.

    Its own enters a thread for each middleware and each view, new ones for every request; this
    enters one of a few that stay, once for the whole request, error pages included, and finds there
    the database connection of the request before (ADR 16).
    """

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)
        threads = ThreadPoolExecutor(settings.PAGE_THREADS, "page")
        drawn = sync_to_async(self._drawn, thread_sensitive=False, executor=threads)
        self._static_then_pages = ServeStaticMiddleware(drawn)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        return await self._static_then_pages(request)

    def _drawn(self, request: HttpRequest) -> HttpResponseBase:
        close_old_connections()
        try:
            return self.get_response(request)
        finally:
            close_old_connections()


# A photograph for a document comes as its camera made it: 40 MB, and room for its fields.
WIDER = {re.compile(r"/ateliers/[^/]+/livrables/sections/[^/]+/photographies/"): 47_000_000}

# Which room says what the lines of a stream mean, by kind of stream.
application = in_front_of(bounded(guard(Pages()), wider=WIDER), rooms={"room": wall})

if settings.FIELD_KIT:
    from atelier_local.windows.upkeep.operations import keep_time

    with ThreadPoolExecutor(1) as apart:  # the server may already be in its loop
        apart.submit(keep_time).result()

# What is loaded by now stays loaded: a search for cycles need not look at it again.
gc.freeze()
