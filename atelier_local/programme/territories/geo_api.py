"""The State's open API of administrative areas (geo.api.gouv.fr): no key, may be out of reach."""

import json
import urllib.error
import urllib.request
from typing import Any

BASE_URL = "https://geo.api.gouv.fr"
SOURCE = "IGN Admin Express, par geo.api.gouv.fr, Licence Ouverte 2.0"
TIMEOUT_SECONDS = 15
LARGEST_ANSWER = 50_000_000


class Unreachable(Exception):
    """The API gave nothing usable; says why and what to do, in French."""


def epci_contours(siren: str, base_url: str = BASE_URL) -> Any:
    """The GeoJSON FeatureCollection of the communes of an EPCI."""
    url = f"{base_url}/epcis/{siren}/communes?fields=nom,code&format=geojson&geometry=contour"
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
            return json.loads(answer.read(LARGEST_ANSWER))
    except urllib.error.HTTPError as error:
        error.close()
        known = "ne connaît pas cet EPCI" if error.code == 404 else f"répond {error.code}"
        raise Unreachable(f"{base_url} {known} ({siren}).") from error
    except OSError as error:  # no network, no name, refused, too slow
        raise Unreachable(
            f"{base_url} est hors d’atteinte : pas de réseau, ou un pare-feu. "
            "Sur un poste connecté, enregistrez les contours dans un fichier, "
            f"puis « import_contours FICHIER.geojson ». Adresse demandée : {url}"
        ) from error
    except ValueError as error:
        raise Unreachable(f"{base_url} a répondu autre chose que du JSON ({siren}).") from error
