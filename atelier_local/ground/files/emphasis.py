"""Bold and italics in what people write: `**gras**`, `*italique*`, and nothing more.

Read once, where a narrative becomes data; from there on, four noncharacters (which Unicode keeps
for the inside of a program) say where each begins and ends. Only a `Marked` text may hold them:
stars in the words of somebody else stay stars.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from .typography import drawable as plainly_drawable
from .typography import each_text

BOLD, LIGHT, SLANTED, UPRIGHT = MARKS = "\ufdd0\ufdd1\ufdd2\ufdd3"
_MARK = re.compile(f"([{MARKS}])")
_PAIRS = tuple(
    (
        # Opens before a word, closes after one, on one line: « 2 * 3 * 4 » holds no mark.
        re.compile(rf"(?<![\w*]){stars}(?={more}[^\s*])(.{{1,1000}}?)(?<=\S){stars}(?![\w*])"),
        rf"{begins}\1{ends}",
    )
    for stars, more, begins, ends in ((r"\*\*", r"\*?", BOLD, LIGHT), (r"\*", "", SLANTED, UPRIGHT))
)


class Marked(str):
    """A text whose marks were read here."""

    __slots__ = ()


def marked(text: str) -> Marked:
    """The text with its stars read; a star that marks nothing stays."""
    text = bare(text)
    if "*" in text:
        for pair, replacement in _PAIRS:
            text = pair.sub(replacement, text)
    return Marked(text)


def bare(text: str) -> str:
    """The words alone."""
    return _MARK.sub("", text)


def guarded(value: Any) -> Any:
    """Plain data in which only `Marked` texts keep marks: nobody types one."""
    return each_text(value, lambda text: text if isinstance(text, Marked) else bare(text))


@dataclass(frozen=True, slots=True)
class Span:
    words: str
    bold: bool = False
    italic: bool = False


def spans(text: str) -> Iterator[Span]:
    """The text in runs of one style each; what was not closed ends with the text."""
    bold = italic = False
    for piece in _MARK.split(text):
        if piece in (BOLD, LIGHT):
            bold = piece == BOLD
        elif piece in (SLANTED, UPRIGHT):
            italic = piece == SLANTED
        elif piece:
            yield Span(piece, bold, italic)


def between(text: str, change: Callable[[str], str]) -> str:
    """The words changed, the marks left where they stand."""
    if not _MARK.search(text):
        return change(text)
    return "".join(
        piece if index % 2 else change(piece) for index, piece in enumerate(_MARK.split(text))
    )


def drawable(text: str) -> str:
    """As `typography.drawable`, for templates that read the marks."""
    return between(text, plainly_drawable)
