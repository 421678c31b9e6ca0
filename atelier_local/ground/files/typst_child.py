"""Compiles one document, alone in its own process, then dies. Run by `typst.py`, never imported.

Usage: python -I typst_child.py ROOT MAIN FORM SECONDS BYTES FONTS…. What leaves by standard output
is in pieces, each after its length: of the form "pdf", the PDF; of "counted", the PDF, then what
the document counted of itself (`<counted>`, in JSON); of "png", a picture of each page.
"""

import os
import resource
import sys
from contextlib import suppress

SIZE = 4
"""Bytes of a length, as `typst.py` reads it."""
PPI = 170
"""Points an inch of a picture: what a printer asks, and a little more."""


def confine(seconds: int, memory: int) -> None:
    """Give up the network, files to write, and more than a fair share of the machine."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    with suppress(AttributeError, OSError):  # some hosts forbid it; no template imports a package
        os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNET)


def main() -> None:
    root, name, form, seconds, memory, *fonts = sys.argv[1:]
    confine(int(seconds), int(memory))
    import typst

    none = os.path.join(root, "none")
    document = typst.Compiler(
        os.path.join(root, name),
        root=root,
        font_paths=fonts,
        ignore_system_fonts=True,
        package_path=none,
        package_cache_path=none,
    )
    pieces: list[object]
    try:
        if form == "png":
            drawn = document.compile(format="png", ppi=PPI)
            pieces = [*drawn] if isinstance(drawn, list) else [drawn]
        else:
            pdf = document.compile(format="pdf", pdf_standards=["ua-1", "a-2a"])
            pieces = [pdf]
            if form == "counted":
                pieces.append(document.query("<counted>", field="value").encode())
    except RuntimeError as error:
        sys.exit(str(error))
    for piece in pieces:
        assert isinstance(piece, bytes)
        sys.stdout.buffer.write(len(piece).to_bytes(SIZE) + piece)


if __name__ == "__main__":
    main()
