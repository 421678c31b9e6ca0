"""What a text (ODT) and a workbook (ODS) share: names, what tells of the file, the archive.

OpenDocument is written here: the libraries that were looked at keep a date in what they write, so
that the same words would not make the same bytes.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from .bundles import bundled

NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("style", "style"),
        ("text", "text"),
        ("table", "table"),
        ("draw", "drawing"),
        ("number", "datastyle"),
        ("fo", "xsl-fo-compatible"),
        ("svg", "svg-compatible"),
        ("meta", "meta"),
        ("manifest", "manifest"),
    )
)
NAMES += (
    ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" office:version="1.3"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def packed(
    mime: str,
    title: str,
    made_at: datetime,
    written: Mapping[str, str],
    pictures: Iterable[tuple[str, bytes]] = (),
) -> bytes:
    """The archive of what was `written`, by path, and of the `pictures` that it shows."""
    parts = [(path, content.encode()) for path, content in written.items()]
    parts += [("meta.xml", _meta(title, made_at).encode()), *pictures]
    manifest = _manifest(mime, [path for path, _ in parts])
    first, last = ("mimetype", mime.encode()), ("META-INF/manifest.xml", manifest.encode())
    return bundled([first, *parts, last], bare=frozenset({"mimetype"}))


def _manifest(mime: str, paths: Sequence[str]) -> str:
    kinds = {"xml": "text/xml", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg"}
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{escape(path)}" '
        f'manifest:media-type="{kinds.get(path.rpartition(".")[2], "image/webp")}"/>'
        for path in paths
    )
    return (
        f'{HEAD}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest'
        f':1.0" manifest:version="1.3"><manifest:file-entry manifest:full-path="/" '
        f'manifest:version="1.3" manifest:media-type="{mime}"/>{entries}</manifest:manifest>'
    )


def _meta(title: str, made_at: datetime) -> str:
    day = made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        f"{HEAD}<office:document-meta {NAMES}><office:meta><dc:title>{escape(title)}</dc:title>"
        "<dc:language>fr-FR</dc:language><meta:generator>Atelier Local</meta:generator>"
        f"<meta:creation-date>{day}</meta:creation-date><dc:date>{day}</dc:date>"
        "</office:meta></office:document-meta>"
    )
