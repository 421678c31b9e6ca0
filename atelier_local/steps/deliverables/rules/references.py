"""References in what a team writes: well formed, `[[C-1-047]]`, and to something."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from atelier_local.refusal import Reason, Reasons

_BRACKETS = re.compile(r"\[+[^\[\]\n]*\]*|(?<![^\s\[\]])[^\s\[\]]+\]\]")
_CODE = re.compile(r"[^\[\]\s]{1,20}")
_LIKE_A_CODE = re.compile(r"[A-Z]\s*[-–—‑_]\s*\d[\d\s–—‑_-]*")
_MOST = 40
"""Signs of a reference as a reason tells it."""


@dataclass(frozen=True, slots=True)
class Written:
    """A section as it is written, and the page where it is mended."""

    title: str
    text: str
    page: str

    @property
    def words(self) -> str:
        """All that may cite."""
        return f"{self.title}\n{self.text}"


def cited(text: str) -> list[str]:
    """The codes of the references of a text, in its order."""
    return [code for code, _ in _read(text) if code]


def misspelt(text: str) -> list[str]:
    """What looks like a reference and would be printed with its brackets."""
    return [shown for code, shown in _read(text) if not code]


def against_references(sections: Iterable[Written], known: Collection[str]) -> Reasons:
    """Each reference that is misspelt, or that designates nothing: frozen, it would stay so."""
    found = []
    for one in sections:
        where = f"dans « {one.title} »"
        said = [
            f"« {shown} », {where} : un renvoi s’écrit [[C-1-047]]" for shown in misspelt(one.words)
        ]
        unknown = [code for code in cited(one.words) if code not in known]
        said += [f"« {code} », cité {where}, ne désigne rien" for code in unknown]
        found += [Reason(label, one.page) for label in dict.fromkeys(said)]
    return tuple(found)


def _read(text: str) -> list[tuple[str, str]]:
    """Each reference as a code and as it is written; without a code, one that is misspelt."""
    found = []
    for match in _BRACKETS.finditer(text):
        whole = match[0].rstrip()
        inside = whole.strip("[]").strip()
        doubled = whole.startswith("[[") and whole.endswith("]]")
        if doubled and whole.count("[") == whole.count("]") == 2 and _CODE.fullmatch(inside):
            found.append((inside, whole))
        elif whole.startswith("[[") or whole.endswith("]]") or _LIKE_A_CODE.fullmatch(inside):
            found.append(("", whole if len(whole) <= _MOST else f"{whole[:_MOST].rstrip()}…"))
    return found
