"""Make pictures small enough for the repository: 255 colours are enough for a page.

Needs Pillow, which nothing else here does: `uv run --no-project --with pillow
tests/browser/reduce.py docs/screens/*.png`.
"""

import sys
from pathlib import Path

from PIL import Image

COLOURS = 255


def reduce(file: Path) -> None:
    picture = Image.open(file).convert("RGB")
    few = picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(file, optimize=True)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        reduce(Path(name))
