"""Asks the State's directory of firms (Recherche d’entreprises), when there is a network.

Off unless the setting SIREN_API gives its address. Nothing depends on the answer: a directory that
is slow, closed, or that answers anything else than what it promises, is a `NoAnswer`, to be asked
again. Only a SIREN or the name of a firm goes out.
"""

import json
import re
from dataclasses import dataclass
from http.client import HTTPException
from time import monotonic
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings

SECONDS = 5
"""That each exchange may wait, and that the whole answer may take."""
MOST_BYTES = 200_000
_SIREN, _SIRET = re.compile(r"[0-9]{9}"), re.compile(r"[0-9]{14}")


class NoAnswer(Exception):
    """The directory said nothing that can be used: try again later."""


@dataclass(frozen=True, slots=True)
class Firm:
    """A legal unit as the directory knows it."""

    siren: str
    name: str
    active: bool
    head_office: str


def is_on() -> bool:
    return settings.SIREN_API.startswith(("https://", "http://"))


def look_up(siren: str) -> Firm | None:
    """The firm of a SIREN; None when the directory does not know it (or may not show it)."""
    return next((firm for firm in search(siren) if firm.siren == siren), None)


def search(text: str) -> list[Firm]:
    """At most five firms of that name or number, the most likely first."""
    if not is_on():
        raise NoAnswer("off")
    asked = {"q": text, "page": 1, "per_page": 5, "minimal": "true", "include": "siege"}
    try:
        said = json.loads(_read(f"{settings.SIREN_API.rstrip('/')}/search?{urlencode(asked)}"))
        return [_firm(one) for one in said["results"]]
    except (OSError, HTTPException, ValueError, RecursionError) as failure:
        raise NoAnswer(str(failure)[:200]) from failure
    except (KeyError, TypeError, AttributeError) as failure:
        raise NoAnswer(f"not what it promises: {failure!r}"[:200]) from failure


class _Here(HTTPRedirectHandler):
    """The directory answers at its address, not at another one."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _read(url: str) -> bytes:
    headers = {
        "Accept": "application/json",
        "User-Agent": f"Atelier Local ({settings.SITE_URL})",
    }
    until, body = monotonic() + SECONDS, b""
    with build_opener(_Here).open(Request(url, headers=headers), timeout=SECONDS) as answer:  # noqa: S310 (`is_on` knows the scheme)
        if not answer.headers.get_content_type().endswith("json"):
            raise ValueError("not JSON")
        while part := answer.read1(16_384):
            body += part
            if len(body) > MOST_BYTES:
                raise ValueError("too long")
            if monotonic() > until:
                raise TimeoutError("too slow")
    return body


def _firm(said: dict[str, Any]) -> Firm:
    siren, office = said["siren"], (said.get("siege") or {}).get("siret") or ""
    if not _SIREN.fullmatch(siren) or said["etat_administratif"] not in ("A", "C"):
        raise ValueError("a firm without number or state")
    name = said.get("nom_complet") or said.get("nom_raison_sociale") or ""
    return Firm(
        siren=siren,
        name=str(name)[:200],
        active=said["etat_administratif"] == "A",
        head_office=office if _SIRET.fullmatch(office) else "",
    )
