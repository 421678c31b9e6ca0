"""Make pictures small enough for the repository: 255 colours are enough for a page.

Needs Pillow, which nothing else here does: `uv run --no-project --with pillow
tests/browser/reduce.py docs/screens/*.png`.
"""

import sys
from pathlib import Path

from PIL import Image

COLOURS = 255


def reduce(file: Path) -> None:
    """The most frequent colours are kept exactly, so that no flat colour of ours changes."""
    picture = Image.open(file).convert("RGB")
    found = picture.getcolors(maxcolors=picture.width * picture.height)
    frequent = sorted(found, reverse=True)[:COLOURS]
    palette = Image.new("P", (1, 1))
    palette.putpalette([level for _, colour in frequent for level in colour])
    few = picture.quantize(palette=palette, dither=Image.Dither.NONE)
    few.save(file, optimize=True)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        reduce(Path(name))
