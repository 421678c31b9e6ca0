"""Reading JSON that somebody hostile may have written: whole numbers, short texts, known keys."""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from atelier_local.refusal import Reasons, Refused

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class Malformed(Refused):
    """What was found is not what its format says; carries every reason."""

    def __init__(self, why: Iterable[str]) -> None:
        super().__init__(why)

    @property
    def why(self) -> Reasons:
        return self.reasons


def loads(text: bytes) -> dict[str, Any]:
    """An object without fractions, infinities or a key given twice; `Malformed` otherwise."""
    try:
        found = json.loads(
            text.decode(),
            object_pairs_hook=_once,
            parse_float=_no_fraction,
            parse_constant=_no_fraction,
        )
    except (ValueError, RecursionError) as wrong:
        raise Malformed(["le contenu n’est pas lisible"]) from wrong
    if not isinstance(found, dict):
        raise Malformed(["le contenu n’est pas un objet"])
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("key given twice")
    return found


def _no_fraction(text: str) -> Any:
    raise ValueError(text)


class Reader:
    """One object being read: what is wrong is added to `why`, which is shared by those within."""

    def __init__(self, given: Any, path: str = "", why: list[str] | None = None) -> None:
        self.why: list[str] = [] if why is None else why
        self.path = path
        if not isinstance(given, dict):
            self.wrong("n’est pas un objet")
            given = {}
        self._left: dict[str, Any] = dict(given)

    def wrong(self, what: str, name: str = "") -> None:
        where = ".".join(part for part in (self.path, name) if part)
        self.why.append(f"« {_FORBIDDEN.sub('?', where)} » {what}")

    def whole(self, name: str, least: int, most: int, *, absent: int | None = None) -> int:
        given = self._left.pop(name, absent)
        if type(given) is not int or not least <= given <= most:
            self.wrong(f"n’est pas un nombre entier de {least} à {most}", name)
            return least
        return given

    def text(self, name: str, most: int, *, absent: str | None = None) -> str:
        given = self._left.pop(name, absent)
        if not isinstance(given, str) or _FORBIDDEN.search(given):
            self.wrong("n’est pas un texte", name)
            return ""
        if len(given) > most:
            self.wrong(f"dépasse {most} signes", name)
        return given[:most]

    def matching(self, name: str, pattern: re.Pattern[str]) -> str:
        given = self.text(name, 400)
        if not pattern.fullmatch(given):
            self.wrong("n’a pas la forme attendue", name)
        return given

    def among(self, name: str, values: Sequence[str]) -> str:
        given = self.text(name, 60)
        if given not in values:
            self.wrong("n’est pas une valeur connue", name)
            return values[0]
        return given

    def within(self, name: str) -> "Reader":
        return Reader(self._left.pop(name, None), f"{self.path}.{name}".lstrip("."), self.why)

    def each(self, name: str, most: int) -> list["Reader"]:
        given = self._list(name, most)
        return [Reader(one, f"{name}[{rank}]", self.why) for rank, one in enumerate(given, 1)]

    def list_matching(self, name: str, pattern: re.Pattern[str], most: int) -> list[str]:
        given = self._list(name, most)
        found = [one for one in given if isinstance(one, str) and pattern.fullmatch(one)]
        if len(found) < len(given):
            self.wrong("n’a pas la forme attendue", name)
        return found

    def _list(self, name: str, most: int) -> list[Any]:
        given = self._left.pop(name, None)
        if not isinstance(given, list) or len(given) > most:
            self.wrong(f"n’est pas une liste d’au plus {most}", name)
            return []
        return given

    def names(self, pattern: re.Pattern[str], most: int) -> list[str]:
        """The keys that are left, when each has the form expected."""
        found = [name for name in self._left if pattern.fullmatch(name)]
        if len(found) < len(self._left) or len(found) > most:
            self.wrong("porte un nom inattendu")
        return found[:most]

    def texts(self, pattern: re.Pattern[str], most: int, signs: int) -> list[tuple[str, str]]:
        return [(name, self.text(name, signs)) for name in self.names(pattern, most)]

    def nothing_else(self) -> None:
        for name in list(self._left)[:3]:
            self.wrong("n’est pas attendu", name[:40])
