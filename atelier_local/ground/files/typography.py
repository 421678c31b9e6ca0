"""French typography for text that goes to print, and characters our fonts can draw.

Applied once, to every string that comes from data: Typst's own rules do not touch those.
"""

import re
import struct
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

FONT_PACKAGES = (
    "fontpkg_source_serif_4",
    "fontpkg_source_sans_3",
    "fontpkg_bricolage_grotesque",
    "fontpkg_noto_sans_arabic",
)
COMPILERS = (
    (0x0531, 0x058F),  # Armenian
    (0x05BE, 0x05F4),  # Hebrew
    (0x0621, 0x063A),  # Arabic
    (0x0640, 0x066D),
    (0x06F0, 0x06F9),
    (0x10D0, 0x10FF),  # Georgian
    (0x2100, 0x211E),  # letters as signs
    (0x2126, 0x2184),
    (0x2190, 0x23FF),  # arrows, mathematics, technical signs
    (0x2460, 0x2606),  # circled figures, boxes, shapes
    (0x2717, 0x2726),
    (0x2798, 0x27AF),
    (0x27B1, 0x2BFF),  # more arrows and mathematics
    (0x1D400, 0x1D7FF),  # mathematical letters
)
"""What the fonts inside the compiler itself draw, pinned with it (a test sets every one)."""
NBSP, THIN = "\u00a0", "\u202f"
INSIDE = frozenset(map(chr, range(0xFDD0, 0xFDF0)))
"""Noncharacters that Unicode keeps for the inside of programs: nobody means them."""
_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_SPACES = r"(?<![ \u00a0\u202f])[ \u00a0\u202f]++"
"""A whole run of them: begun in its middle, a long one would be read as often as it is long."""
_RULES = [
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"'", "’"),
        (r"\.\.\.", "…"),
        (r'"([^"\n]*)"', rf"«{NBSP}\1{NBSP}»"),
        (r"«[ \u00a0\u202f]*", f"«{NBSP}"),
        (rf"(?:{_SPACES})?»", f"{NBSP}»"),
        (rf"{_SPACES}([;!?])", rf"{THIN}\1"),
        (rf"{_SPACES}:(?!/)", f"{NBSP}:"),
        (r"(\d)[ \u00a0\u202f]*([%€‰])", rf"\1{NBSP}\2"),
        (r"(?<=\d) (?=\d{3}\b)", THIN),
        (
            r"(\d) (p\.|km|ha|m²|mm|cm|h|min|mois|ans|jours|euros|communes|habitants)(?!\w)",
            rf"\1{NBSP}\2",
        ),
        (rf"\b(\d{{1,2}}|1er) ({_MONTHS})", rf"\1{NBSP}\2"),
        (r"\b(n°|p\.|art\.|M\.|Mme|Saint|Sainte) ", rf"\1{NBSP}"),
        (r" (–|—) ", rf"{NBSP}\1 "),
        (r"\b([àÀyY]) (?=\w)", rf"\1{NBSP}"),
    )
]


def french(text: str) -> str:
    """`text` with the spaces, quotes and apostrophes of French print."""
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


_WITHIN = (
    (re.compile(r'"([^"\n]*)"'), r"“\1”"),
    (re.compile(r"«[ \u00a0\u202f]*"), "“"),
    (re.compile(rf"(?:{_SPACES})?»"), "”"),
)


def within(words: str) -> str:
    """Words that are set between quotation marks: those they hold become “ ”, closed where the
    words were cut.
    """
    for pattern, replacement in _WITHIN:
        words = pattern.sub(replacement, words)
    return words + "”" * (words.count("“") - words.count("”"))


def quoted(words: str) -> str:
    """The words of somebody, between quotation marks."""
    return f"«{NBSP}{within(words)}{NBSP}»"


def figure(number: int | float, unit: str = "") -> str:
    """1850000 as "1 850 000", a decimal with its comma, then the unit."""
    written = f"{number:,}".replace(",", THIN).replace(".", ",")
    return written + (f"{NBSP}{unit}" if unit else "")


def drawable(text: str) -> str:
    """`text` without what cannot be drawn: a strange character never stops a document.

    Controls and direction marks go; any other character that no font of ours covers is replaced
    by its name between brackets, so that the reader knows something stood there.
    """
    composed = unicodedata.normalize("NFC", text)
    if all(ord(c) in coverage() for c in set(composed) - {"\n"}):
        return composed
    return "".join(_drawn(composed))


UNSEEN = "[texte invisible]"


def legible(text: str, words: Callable[[str], str] = drawable) -> str:
    """`text` as `words` draws it; where nothing is left of it, says so: a title that is empty, or a
    picture that says nothing, would stop the whole document.
    """
    drawn = words(text)
    return drawn if drawn.strip() or not text.strip() else UNSEEN


def _drawn(text: str) -> Iterator[str]:
    for character in text:
        if character == "\n" or ord(character) in coverage():
            yield character
        elif character == "\t" or unicodedata.category(character) == "Zs":
            yield " "
        elif unicodedata.category(character) in {"Cc", "Cf", "Cs", "Mn"} or character in INSIDE:
            continue
        else:
            yield f"[{unicodedata.name(character, f'U+{ord(character):04X}').lower()}]"


def each_text(value: Any, change: Callable[[str], str]) -> Any:
    """`value` (plain data) with every string changed; keys, figures and the rest left alone."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: each_text(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [each_text(item, change) for item in value]
    return value


def texts(value: Any) -> Iterator[str]:
    """Every string of `value` (plain data), keys apart."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list | tuple):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from texts(item)


def font_folders() -> list[Path]:
    """Where the pinned font packages keep their files."""
    return [Path(str(files(package) / "files")) for package in FONT_PACKAGES]


@cache
def coverage() -> frozenset[int]:
    """Every character that at least one of our fonts can draw, or one of the compiler’s."""
    fonts = (font for folder in font_folders() for font in folder.glob("*.ttf"))
    drawn = {c for font in fonts for c in _characters(font.read_bytes())} | compilers()
    return frozenset(c for c in drawn if unicodedata.category(chr(c)) not in {"Cc", "Cf", "Cs"})


def compilers() -> set[int]:
    """The characters of `COMPILERS`, but for marks that need a letter and what means nothing."""
    wanted = (c for first, last in COMPILERS for c in range(first, last + 1))
    return {c for c in wanted if unicodedata.category(chr(c)) not in {"Cn", "Mn", "Me"}}


def _characters(font: bytes) -> set[int]:
    """What the `cmap` table of an OpenType font maps (formats 4 and 12, the two in use)."""
    tables = struct.unpack_from(">H", font, 4)[0]
    records = (struct.unpack_from(">4sIII", font, 12 + 16 * i) for i in range(tables))
    cmap = next(offset for tag, _, offset, _ in records if tag == b"cmap")
    found: set[int] = set()
    for i in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        at = cmap + struct.unpack_from(">HHI", font, cmap + 4 + 8 * i)[2]
        form = struct.unpack_from(">H", font, at)[0]
        ranges = {4: _ranges_4, 12: _ranges_12}.get(form)
        if ranges:
            found.update(c for first, last in ranges(font, at) for c in range(first, last + 1))
    return found - {0xFFFF}


def _ranges_4(font: bytes, at: int) -> Iterator[tuple[int, int]]:
    count = struct.unpack_from(">H", font, at + 6)[0] // 2
    lasts = struct.unpack_from(f">{count}H", font, at + 14)
    firsts = struct.unpack_from(f">{count}H", font, at + 16 + 2 * count)
    yield from zip(firsts, lasts, strict=True)


def _ranges_12(font: bytes, at: int) -> Iterator[tuple[int, int]]:
    for i in range(struct.unpack_from(">I", font, at + 12)[0]):
        first, last, _ = struct.unpack_from(">III", font, at + 16 + 12 * i)
        yield first, last
