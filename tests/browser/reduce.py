"""Make pictures small enough for the repository: 255 colours are enough for a page.

Needs Pillow, which nothing else here does: `uv run --no-project --with pillow
tests/browser/reduce.py docs/screens/*.png`.
"""

import sys
from pathlib import Path

from PIL import Image

COLOURS, FREQUENT = 255, 191

type Colour = tuple[int, int, int]


def reduce(file: Path) -> None:
    """Quantize to the colours kept, without dither."""
    picture = Image.open(file).convert("RGB")
    found = picture.getcolors(maxcolors=picture.width * picture.height)
    palette = Image.new("P", (1, 1))
    palette.putpalette([level for colour in kept(found) for level in colour])
    few = picture.quantize(palette=palette, dither=Image.Dither.NONE)
    few.save(file, optimize=True)


def kept(found: list[tuple[int, Colour]]) -> list[Colour]:
    """The most frequent colours exactly, so that no flat colour of ours changes; then those whose
    loss shows most, such as a small badge that nothing else looks like.
    """
    ranked = sorted(found, reverse=True)
    colours = [colour for _, colour in ranked[:FREQUENT]]
    lost = {colour: (n, min(_gap(colour, one) for one in colours)) for n, colour in ranked}
    while len(colours) < min(COLOURS, len(ranked)):
        worst = max(lost, key=lambda colour: lost[colour][0] * lost[colour][1])
        colours.append(worst)
        lost = {colour: (n, min(gap, _gap(colour, worst))) for colour, (n, gap) in lost.items()}
    return colours


def _gap(one: Colour, other: Colour) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


if __name__ == "__main__":
    for name in sys.argv[1:]:
        reduce(Path(name))
