"""The photographs of a section, as a document shows them, and their bytes."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from atelier_local.ground.files.models import Stored

from .. import rules
from ..enums import Consent, Rights
from ..models import Photograph

log = logging.getLogger(__name__)
_SUFFIX = ".jpg"


def blocks(shown: Sequence[Photograph]) -> list[dict[str, Any]]:
    """One block a row: two side by side, or one alone, each as wide as its points allow."""
    waiting = iter(shown)
    widths = rules.rows((one.width, one.height) for one in shown)
    return [{"photographs": [_shot(next(waiting), wide) for wide in row]} for row in widths]


def _shot(one: Photograph, wide: float) -> dict[str, Any]:
    return {
        "picture": f"{one.file.sha256}{_SUFFIX}",
        "alt": one.alt,
        "caption": one.caption,
        "credit": f"{one.credit}, {Rights(one.rights).label}",
        "consent": Consent(one.consent).label,
        "wide": wide,
    }


def photographs_of(data: Any) -> dict[str, bytes]:
    """The bytes of every photograph that the data shows, by name; one that is lost is told in the
    log, and left out.
    """
    found: dict[str, bytes] = {}
    for name in sorted(set(_named(data))):
        try:
            found[name] = Stored(sha256=name.removesuffix(_SUFFIX)).read()
        except OSError as error:
            log.error("%s: %s", name, error)
    return found


def digests(shots: Iterable[str]) -> list[str]:
    """The digests of photographs, from their names in a document."""
    return [name.removesuffix(_SUFFIX) for name in shots]


def _named(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if "picture" in value:
            yield value["picture"]
        else:
            for item in value.values():
                yield from _named(item)
    elif isinstance(value, list):
        for item in value:
            yield from _named(item)
