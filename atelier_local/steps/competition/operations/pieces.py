"""Files of tenders, cut in sealed pieces of one size: opaque, without a row, without an owner.

Which piece belongs to whom is written nowhere but in sealed drafts and tenders: knowing its name,
drawn at random, is what gives access to a piece, and only the key written beside it opens it.
"""

import hashlib
import os
import re
import secrets
from datetime import datetime
from pathlib import Path

from django.conf import settings

from atelier_local.refusal import Refused, reasons, refuse_if

from .. import rules, sealing
from ..access import Side
from ..models import MiniCompetition
from ..rules.body import FileEntry

ID = re.compile(r"[0-9a-f]{32}")
_AGE = b"age-encryption.org/v1\n"


def keep_piece(side: Side, sealed: bytes, *, at: datetime) -> str:
    """Put a sealed piece on disk, whole and safe from a power cut; returns its name.

    Its time on disk is that of the publication, whenever it came.
    """
    competition = side.competition
    competition.refresh_from_db(fields=["state", "deadline"])
    refuse_if(
        rules.against_tendering(competition.at_state, deadline=competition.deadline, at=at)
        + reasons(
            (
                not sealed.startswith(_AGE)
                or not sealing.PIECE < len(sealed) < sealing.PIECE + 4_096,
                "ce morceau n’est pas scellé, ou n’a pas la taille attendue",
            ),
            (
                _kept(competition) >= _most(competition),
                "la place prévue pour les fichiers de cette consultation est pleine",
            ),
        )
    )
    name = secrets.token_hex(16)
    _write(folder(competition) / name, sealed, competition.published_at or at)
    return name


def read_piece(competition: MiniCompetition, name: str) -> bytes:
    """The sealed bytes; `Refused` when there is no such piece."""
    path = folder(competition) / name
    if not ID.fullmatch(name) or not path.is_file():
        raise Refused(["ce morceau de fichier est introuvable"])
    return path.read_bytes()


def open_file(competition: MiniCompetition, file: FileEntry) -> bytes:
    """A file of an opened tender, by the key written in it; `Refused` when it is not whole."""
    try:
        key = sealing.identity_of(file.key)
        pieces = [sealing.open_piece(read_piece(competition, one), key) for one in file.pieces]
    except (sealing.Unreadable, sealing.WrongKey) as wrong:
        raise Refused(["ce fichier ne s’ouvre pas"]) from wrong
    content = b"".join(pieces)
    same = hashlib.sha256(content).hexdigest() == file.sha256
    refuse_if([] if same else ["ce fichier n’est pas celui que le groupement a scellé"])
    return content


def folder(competition: MiniCompetition) -> Path:
    return Path(settings.MEDIA_ROOT) / "plis" / str(competition.stream_id)


def _kept(competition: MiniCompetition) -> int:
    """Bytes of sealed pieces, all sides together."""
    if not folder(competition).is_dir():
        return 0
    return sum(entry.stat().st_size for entry in os.scandir(folder(competition)))


def _most(competition: MiniCompetition) -> int:
    return competition.invitations.count() * settings.TENDER_TOTAL_MB * 1_000_000


def _write(path: Path, sealed: bytes, at: datetime) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".part")
    try:
        with temporary.open("xb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        os.utime(temporary, (at.timestamp(), at.timestamp()))
        temporary.replace(path)
        os.utime(path.parent, (at.timestamp(), at.timestamp()))
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
