"""`config.asgi` as it is served, but for rates: checked on every act, set above any load."""

from config.asgi import Pages, bounded, guard, in_front_of, wall

from atelier_local.ground.live.asgi import Limits  # isort: skip - models need Django set up
from atelier_local.ground.live.guards import Rate  # isort: skip

_unreached = Rate(burst=10_000_000, per_second=10_000_000)
application = in_front_of(
    bounded(guard(Pages())), rooms={"room": wall}, limits=Limits(_unreached, _unreached)
)
