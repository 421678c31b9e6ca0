"""What a deposited file is, whether it may come in, and under which name."""

import re
import unicodedata
import zipfile
from collections.abc import Collection
from io import BytesIO

from atelier_local.refusal import Reasons, reasons

from .enums import MediaType
from .typography import THIN, figure

_SIGNATURES = (
    (b"%PDF-", MediaType.PDF),
    (b"\x89PNG\r\n\x1a\n", MediaType.PNG),
    (b"\xff\xd8\xff", MediaType.JPEG),
)
_NAME_LENGTH = 120


def recognise(content: bytes, name: str) -> MediaType | None:
    """The kind of these bytes, None when it is none of ours.

    The name only tells a table from a text, which nothing else distinguishes.
    """
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return MediaType.WEBP
    if content.startswith(b"PK\x03\x04"):
        return _office_kind(content)
    if _is_text(content):
        return MediaType.CSV if name.lower().endswith(".csv") else MediaType.TEXT
    return None


def _office_kind(content: bytes) -> MediaType | None:
    """The kind of an office file; one that carries macros is none of ours."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = set(archive.namelist())
            if "mimetype" in members and archive.getinfo("mimetype").file_size < 100:
                declared = archive.read("mimetype").decode("ascii", "replace").strip()
                return MediaType.ODT if declared == MediaType.ODT else None
    except Exception:  # zipfile raises whatever a broken archive leads it to
        return None
    if "[Content_Types].xml" not in members or any("vbaProject" in m for m in members):
        return None
    if "word/document.xml" in members:
        return MediaType.DOCX
    return MediaType.XLSX if "xl/workbook.xml" in members else None


def _is_text(content: bytes) -> bool:
    """Text of a desk computer: UTF-8 or Windows-1252, without control characters."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return not re.search(r"[\x00-\x08\x0e-\x1f]", content.decode(encoding))
        except UnicodeDecodeError:
            continue
    return False


def plain_name(name: str) -> str:
    """A name that any desk can save under: no folder, no control character, nothing that a system
    keeps for itself."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(c for c in last if unicodedata.category(c)[0] != "C" and c not in '<>:"|?*')
    return kept.strip(" .") or "document"


def clean_name(name: str, kind: MediaType) -> str:
    """The name people will see: no folder, no control character, the ending that its kind asks."""
    kept = plain_name(name)
    for suffix in kind.suffixes:
        if kept.lower().endswith(suffix):
            return kept[: -len(suffix)][: _NAME_LENGTH - len(suffix)].rstrip(" .") + suffix
    return kept[: _NAME_LENGTH - len(kind.suffixes[0])] + kind.suffixes[0]


def can_store(
    size: int, kind: MediaType | None, accept: Collection[MediaType], max_bytes: int
) -> Reasons:
    """Why these bytes may not come in; `size` may stop counting at one above `max_bytes`."""
    wanted = ", ".join(str(MediaType(k).label) for k in accept)
    return reasons(
        (size == 0, "le fichier est vide"),
        (size > max_bytes, f"le fichier dépasse {octets(max_bytes)}"),
        (
            0 < size <= max_bytes and kind not in accept,
            f"le contenu du fichier n’est pas d’un type accepté ({wanted})",
        ),
    )


def octets(size: int) -> str:
    """`820 ko`, `2,4 Mo`: rounded up, so that what is over a limit never reads as the limit."""
    thousands, tenths = -(-size // 1000), -(-size // 100_000)
    if thousands < 1000:
        return f"{thousands}{THIN}ko"
    return f"{figure(tenths / 10 if tenths % 10 else tenths // 10)}{THIN}Mo"
