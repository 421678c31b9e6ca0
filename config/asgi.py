"""The server: Django, with the live routes answered ahead of it."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.core.asgi import get_asgi_application

django_application = get_asgi_application()

from atelier_local.ground.live.asgi import in_front_of  # noqa: E402 - models need Django set up
from atelier_local.steps.wall import room as wall  # noqa: E402

# Which room says what the lines of a stream mean, by kind of stream.
application = in_front_of(django_application, rooms={"room": wall})
