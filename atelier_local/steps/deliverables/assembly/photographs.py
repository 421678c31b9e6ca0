"""The photographs of a section, as a document shows them, and their bytes."""

import hashlib
import logging
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from atelier_local.ground.files.models import Stored

from .. import rules
from ..enums import Consent, Rights
from ..models import Deliverable, Photograph

log = logging.getLogger(__name__)
_SUFFIX = ".jpg"


def blocks(shown: Sequence[Photograph]) -> list[dict[str, Any]]:
    """One block a row: two side by side, or one alone, each as wide as its points allow."""
    waiting = iter(shown)
    widths = rules.rows((one.width, one.height) for one in shown)
    return [{"photographs": [shot(next(waiting), wide) for wide in row]} for row in widths]


def shot(one: Photograph, wide: float) -> dict[str, Any]:
    return {
        "picture": f"{one.file.sha256}{_SUFFIX}",
        "alt": one.alt,
        "caption": one.caption,
        "credit": f"{one.credit}, {Rights(one.rights).label}",
        "consent": Consent(one.consent).label,
        "wide": wide,
    }


def photographs_of(data: Any) -> dict[str, bytes]:
    """The bytes of every photograph that the data shows, by name; one that is lost, or no longer
    what was deposited, is told in the log, and left out.
    """
    found: dict[str, bytes] = {}
    for name in sorted({shot["picture"] for shot in _shots(data)}):
        digest = name.removesuffix(_SUFFIX)
        try:
            content = Stored(sha256=digest).read()
        except OSError as error:
            log.error("%s: %s", name, error.strerror)
            continue
        if hashlib.sha256(content).hexdigest() == digest:
            found[name] = content
        else:
            log.error("%s: altered", name)
    return found


def lost(data: Any) -> list[str]:
    """What the photographs show that would be left out."""
    found = photographs_of(data)
    return [shot["alt"] for shot in _shots(data) if shot["picture"] not in found]


def lost_of(deliverable: Deliverable) -> list[str]:
    """What would be left out of the document as it is today (one query)."""
    kept = Photograph.objects.going_out().filter(section__deliverable=deliverable)
    return lost([shot(one, 0) for one in kept.select_related("file")])


def digests(shots: Iterable[str]) -> list[str]:
    """The digests of photographs, from their names in a document."""
    return [name.removesuffix(_SUFFIX) for name in shots]


def _shots(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "picture" in value:
            yield value
        else:
            for item in value.values():
                yield from _shots(item)
    elif isinstance(value, list):
        for item in value:
            yield from _shots(item)
