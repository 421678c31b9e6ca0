"""Files of tenders, cut in sealed pieces of one size: opaque, without a row, without an owner.

Which piece belongs to whom is written nowhere but in sealed drafts and tenders: knowing its name,
drawn at random, is what gives access to a piece, and only the key written beside it opens it.

So each side has a room of its own that only the memory of the running process knows: a count kept
on disk would tell who is at work, a count of all of them would tell each side about the others.
"""

import hashlib
import os
import re
import secrets
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from threading import Lock

from django.conf import settings

from atelier_local.refusal import Refused, reasons, refuse_if

from .. import rules, sealing
from ..access import Side
from ..models import MiniCompetition
from ..rules.body import FILES, FileEntry

_INSIDE = sealing.PIECE - 4
"""What a piece holds of its file: the rest says how long that is."""
ID = re.compile(r"[0-9a-f]{32}")
VERSIONS, SENDINGS = 3, 2
"""A tender whole, replaced whole twice, each piece sent again for want of an answer."""
_AGE = b"age-encryption.org/v1\n"
_came: Counter[int] = Counter()
"""By invitation, the sealed pieces that this process took: in memory, and nowhere else."""
_counting = Lock()


def keep_piece(side: Side, sealed: bytes, *, at: datetime) -> str:
    """Put a sealed piece on disk, whole and safe from a power cut; returns its name.

    Its time on disk is that of the publication, whenever it came.
    """
    competition = side.competition
    competition.refresh_from_db(fields=["state", "deadline"])
    refuse_if(
        rules.against_tendering(
            competition.at_state,
            deadline=competition.deadline,
            at=at,
            declined=side.invitation.declined_at is not None,
        )
        + reasons(
            (
                not sealed.startswith(_AGE)
                or not sealing.PIECE < len(sealed) < sealing.PIECE + 4_096,
                "ce morceau n’est pas scellé, ou n’a pas la taille attendue",
            ),
        )
    )
    name = secrets.token_hex(16)
    _take(side)
    try:
        _write(folder(competition) / name, sealed, competition.published_at or at)
    except BaseException:
        _give_back(side)
        raise
    return name


def read_piece(competition: MiniCompetition, name: str) -> bytes:
    """The sealed bytes; `Refused` when there is no such piece."""
    path = folder(competition) / name
    if not ID.fullmatch(name) or not path.is_file():
        raise Refused(["ce morceau de fichier est introuvable"])
    return path.read_bytes()


def open_file(competition: MiniCompetition, file: FileEntry) -> bytes:
    """A file of an opened tender, by the key written in it; `Refused` when it is not whole."""
    content = b"".join(_opened(competition, file))
    same = hashlib.sha256(content).hexdigest() == file.sha256
    refuse_if([] if same else ["ce fichier n’est pas celui que le groupement a scellé"])
    return content


def _opened(competition: MiniCompetition, file: FileEntry) -> Iterator[bytes]:
    try:
        key = sealing.identity_of(file.key)
        for one in file.pieces:
            yield sealing.open_piece(read_piece(competition, one), key)
    except (sealing.Unreadable, sealing.WrongKey) as wrong:
        raise Refused(["ce fichier ne s’ouvre pas"]) from wrong


def opens(competition: MiniCompetition, file: FileEntry) -> bool:
    """Whether it is whole: read a piece at a time, as the largest would fill the memory."""
    seen = hashlib.sha256()
    try:
        for piece in _opened(competition, file):
            seen.update(piece)
    except Refused:
        return False
    return seen.hexdigest() == file.sha256


def folder(competition: MiniCompetition) -> Path:
    return Path(settings.MEDIA_ROOT) / "plis" / str(competition.stream_id)


def room() -> int:
    """How many pieces a side may send. Each is of one size, however little it holds: the largest
    tender fills its whole pieces, and begins one more for each of its files.
    """
    largest = settings.TENDER_TOTAL_MB * 1_000_000 // _INSIDE + FILES
    return VERSIONS * SENDINGS * largest


def _take(side: Side) -> None:
    """One piece of the side's own room, whatever the others have sent."""
    mine, most = side.invitation.pk, room()
    with _counting:
        refuse_if(
            reasons(
                (
                    _came[mine] >= most,
                    "la place de votre groupement est occupée par les fichiers déjà envoyés, ceux "
                    "que vous avez remplacés ou retirés compris : ceux du brouillon y restent, "
                    "aucun autre n’y entre",
                )
            )
        )
        _came[mine] += 1


def _give_back(side: Side) -> None:
    """What could not be written takes no room."""
    with _counting:
        _came[side.invitation.pk] -= 1


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
