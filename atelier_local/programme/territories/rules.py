"""How place names are compared, and what a file of contours must be."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from atelier_local.refusal import Reason, Reasons

_SAINTS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})
_KINDS = (
    ("communaute", "de", "communes"),
    ("communaute", "d", "agglomeration"),
    ("communaute", "urbaine"),
    ("cc",),
    ("ca",),
    ("cu",),
)
_ARTICLES = frozenset({"l", "la", "le", "les", "d", "de", "du", "des"})


def words(text: str) -> list[str]:
    """Words of a place name as one would say them: no accent, hyphen, case or abbreviation."""
    plain = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    bare = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    return [_SAINTS.get(word, word) for word in re.findall(r"[a-z0-9]+", bare)]


def search_key(text: str) -> str:
    """What is compared: " grand bourg " for « Le Grand-Bourg », framed by spaces.

    The kind of an EPCI and leading articles are left out, so that « Le Mans » ranks as "mans".
    Frames let one LIKE pattern mean "a word starts with" (" man") or "a whole word" (" mans ").
    """
    said = words(text)
    for kind in _KINDS:
        if len(said) > len(kind) and tuple(said[: len(kind)]) == kind:
            said = said[len(kind) :]
            break
    while len(said) > 1 and said[0] in _ARTICLES:
        said = said[1:]
    return f" {' '.join(said)} "


def is_siren(text: str) -> bool:
    return re.fullmatch(r"[0-9]{9}", text) is not None


def is_code_start(text: str) -> bool:
    """Whether this begins an INSEE code or a postcode: "61", "2A004", "61130"."""
    return re.fullmatch(r"[0-9][0-9AB][0-9]{0,3}", text) is not None


def contour_codes(codes: Iterable[str], known: Iterable[str]) -> Reasons:
    """Why contours of these communes cannot be kept: said twice, or unknown to INSEE's list."""
    counted = Counter(codes)
    twice = sorted(code for code, times in counted.items() if times > 1)
    unknown = sorted(counted.keys() - set(known))
    found = []
    if twice:
        found.append(Reason(f"plusieurs contours pour une même commune : {', '.join(twice)}"))
    if unknown:
        found.append(Reason(f"codes de commune inconnus : {', '.join(unknown)}"))
    return tuple(found)


_KIND_OF_EPCI = re.compile(r"^(CC|CA|CU|Métropole|Communauté \w+) (de la |du |des |de |d[’'])?")


def short_name(epci: str) -> str:
    """What an EPCI is called on a map: « Collines du Perche Normand »."""
    return _KIND_OF_EPCI.sub("", epci) or epci
