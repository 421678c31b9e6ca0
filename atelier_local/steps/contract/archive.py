"""The file of a contract as a bundle for the archives: pieces, each with its class, and a manifest.

`bundled` is the same bytes for the same pieces: two exports of a file that did not change compare.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .enums import ArchiveClass

MANIFEST, README = "manifeste.json", "LISEZMOI.txt"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_FIRST = """Dossier de la consultation et du marché, exporté pour être conservé.

manifeste.json dit de chaque fichier : son empreinte SHA-256, sa classe, jusqu'à quand la loi
demande de le garder, ce qu'il en advient ensuite, et d'après quel texte. Ce que la loi laisse
incertain y est marqué « à vérifier ». Rien ne se détruit sans le visa du service d'archives.

Les plis hors délai sont restés scellés : personne ne les a ouverts.
"""


@dataclass(frozen=True)
class Piece:
    """One file of the bundle."""

    path: str
    kind: ArchiveClass
    content: bytes


def manifest(
    facts: Mapping[str, Any], classes: Mapping[str, Any], pieces: Iterable[Piece]
) -> dict[str, Any]:
    """What the bundle holds. `classes`: by class, its retention as plain data."""
    return {
        **facts,
        "classes": dict(classes),
        "documents": [
            {
                "path": piece.path,
                "size": len(piece.content),
                "sha256": hashlib.sha256(piece.content).hexdigest(),
                "class": piece.kind.value,
                **{
                    key: classes[piece.kind.value][key]
                    for key in ("years", "from", "until", "fate")
                },
            }
            for piece in sorted(pieces, key=lambda piece: piece.path)
        ],
    }


def bundled(told: Mapping[str, Any], pieces: Iterable[Piece]) -> bytes:
    """The ZIP: manifest and explanation first, then the pieces in order of paths."""
    written = json.dumps(told, ensure_ascii=False, indent=2, sort_keys=True).encode()
    files = [(MANIFEST, written), (README, _FIRST.encode())]
    files += [(piece.path, piece.content) for piece in sorted(pieces, key=lambda p: p.path)]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for path, content in files:
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            bundle.writestr(entry, content)
    return out.getvalue()
