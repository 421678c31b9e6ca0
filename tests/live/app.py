"""The server of the tests: the live routes, with the toy room plugged in, ahead of Django."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.core.asgi import get_asgi_application

django_application = get_asgi_application()

from atelier_local.ground.live.asgi import Limits, in_front_of  # noqa: E402
from atelier_local.ground.live.guards import Rate  # noqa: E402
from tests.live import toy_room  # noqa: E402

limits = Limits(subject=Rate(burst=float(os.environ.get("TOY_BURST", "10000")), per_second=1))
application = in_front_of(django_application, rooms={"room": toy_room}, limits=limits)
