"""Compiles one document, confined, then dies. Run by `typst.py`, never imported.

Arguments: ROOT MAIN FORM FONTS…. What leaves by standard output is in pieces, each after its size:
of the form "pdf", the PDF; of "counted", the PDF, then what the document counted of itself
(`<counted>`, in JSON); of "png", a picture of each page. What leaves by standard error: a line that
says where in a template it failed, then why.
"""

import os
import re
import sys

SIZE = 4
"""Bytes of a length, as `typst.py` reads it."""
PPI = 170
"""Points an inch of a picture: what a printer asks, and a little more."""
_PLACE = re.compile(r"\n *┌─ \S*?([\w-]+\.typ:\d+:\d+)\n")


def main() -> None:
    root, name, form, *fonts = sys.argv[1:]
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
        found = _PLACE.search(getattr(error, "diagnostic", ""))
        sys.exit(f"{found[1] if found else ''}\n{error}")
    for piece in pieces:
        assert isinstance(piece, bytes)
        sys.stdout.buffer.write(len(piece).to_bytes(SIZE) + piece)


if __name__ == "__main__":
    main()
