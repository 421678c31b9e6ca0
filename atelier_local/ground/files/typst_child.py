"""Compiles one document, confined, then dies. Run by `typst.py`, never imported.

Arguments: ROOT MAIN FONTS…; the PDF leaves by standard output.
"""

import os
import sys


def main() -> None:
    root, name, *fonts = sys.argv[1:]
    import typst

    try:
        pdf = typst.compile(
            os.path.join(root, name),
            root=root,
            font_paths=fonts,
            ignore_system_fonts=True,
            package_path=os.path.join(root, "none"),
            package_cache_path=os.path.join(root, "none"),
            pdf_standards=["ua-1", "a-2a"],
        )
    except RuntimeError as error:
        sys.exit(str(error))
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main()
