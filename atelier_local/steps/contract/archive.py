"""The file of a contract as a bundle for the archives: pieces, each with its class, and a manifest.

Written piece after piece, none of them whole in memory. `write` makes the same bytes of the same
pieces: two exports of a file that did not change compare.
"""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import IO, Any

from .enums import ArchiveClass

MANIFEST, README = "manifeste.json", "LISEZMOI.txt"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_FIRST = """Dossier de la consultation et du marché, exporté pour être conservé.

manifeste.json dit de chaque fichier : son empreinte SHA-256, sa classe, jusqu'à quand la loi
demande de le garder, ce qu'il en advient ensuite, et d'après quel texte. Ce que la loi laisse
incertain y est marqué « à vérifier ». Rien ne se détruit sans le visa du service d'archives.

Un fichier d'offre qui n'est plus celui qui fut déposé, ou qui ne se lit plus en entier, y porte
« deposited_sha256 », l'empreinte qu'il avait au dépôt.

Les plis hors délai sont restés scellés : personne ne les a ouverts.
"""


@dataclass(frozen=True)
class Piece:
    """One file of the bundle, whose parts are made when it is written."""

    path: str
    kind: ArchiveClass
    parts: Callable[[], Iterable[bytes]]
    sha256: str = ""
    """What it was deposited as, for a file that somebody deposited."""


def whole(path: str, kind: ArchiveClass, content: bytes) -> Piece:
    """A piece small enough to be held."""
    return Piece(path, kind, lambda: (content,))


@dataclass(frozen=True)
class Written:
    """What a bundle holds, and the SHA-256 of its manifest, which has that of every file."""

    manifest: Mapping[str, Any]
    digest: str

    @property
    def pieces(self) -> int:
        return len(self.manifest["documents"])


def write(
    to: IO[bytes], facts: Mapping[str, Any], classes: Mapping[str, Any], pieces: Iterable[Piece]
) -> Written:
    """Write the ZIP: pieces in order of paths, then the manifest and an explanation.

    `classes`: by class, its retention as plain data.
    """
    documents = []
    with zipfile.ZipFile(to, "w") as bundle:
        for piece in sorted(pieces, key=lambda one: one.path):
            size, digest = _put(bundle, piece)
            documents.append(_told(piece, size, digest, classes[piece.kind.value]))
        told = {**facts, "classes": dict(classes), "documents": documents}
        written = json.dumps(told, ensure_ascii=False, indent=2, sort_keys=True).encode()
        for path, content in ((MANIFEST, written), (README, _FIRST.encode())):
            _put(bundle, whole(path, ArchiveClass.CONSULTATION, content))
    return Written(told, hashlib.sha256(written).hexdigest())


def _told(piece: Piece, size: int, digest: str, kept: Mapping[str, Any]) -> dict[str, Any]:
    altered = {"deposited_sha256": piece.sha256} if piece.sha256 not in ("", digest) else {}
    term = {key: kept[key] for key in ("years", "from", "until", "fate")}
    said = {"path": piece.path, "size": size, "sha256": digest, "class": piece.kind.value}
    return said | altered | term


def _put(bundle: zipfile.ZipFile, piece: Piece) -> tuple[int, str]:
    """Size and digest of what was written. What was deposited is mostly compressed already."""
    entry = zipfile.ZipInfo(piece.path, _EPOCH)
    entry.compress_type = zipfile.ZIP_STORED if piece.sha256 else zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    size, digest = 0, hashlib.sha256()
    with bundle.open(entry, "w", force_zip64=True) as out:
        for part in piece.parts():
            out.write(part)
            size += len(part)
            digest.update(part)
    return size, digest.hexdigest()
