"""Pieces of files, each sealed under a key that is in a sealed draft: a store that knows nothing.

No row, no owner, no date: one folder a consultation, one file a piece, all of one size, all dated
of the publication. Where a file's pieces lie is told by its draft alone; a name is made of the
piece's number and of the side, so that no side reads what another has put there, even by its
number.
"""

import hashlib
import os
import re
from datetime import datetime
from pathlib import Path
from secrets import token_hex

from django.conf import settings

from atelier_local.refusal import reasons, refuse_if

from .. import rules, sealing
from ..access import Side
from ..models import Invitation, MiniCompetition

MB = 1_000_000
_MARGIN = 4_096
"""More than age adds to a piece."""
_sent: dict[tuple[int, int], int] = {}
"""(side, hour) → pieces, in this process only: a count that is written would tell who works."""


def keep_piece(side: Side, sealed: bytes, *, at: datetime) -> str:
    """Put a sealed piece on disk, where it survives a power cut; returns its number."""
    competition = side.competition
    folder = _folder(competition)
    refuse_if(
        rules.against_tendering(competition.at_state, deadline=competition.deadline, at=at)
        + reasons(
            (
                not sealing.PIECE <= len(sealed) <= sealing.PIECE + _MARGIN,
                "ce morceau de fichier n’a pas la taille attendue",
            ),
            (_full(competition, folder), "la place réservée aux fichiers est pleine"),
            (
                not _within_rate(side.invitation, at),
                "trop de fichiers en une heure : attendez un peu",
            ),
        )
    )
    number = token_hex(16)
    _write(folder / _name(side.invitation, number), sealed, competition.published_at or at)
    return number


def read_piece(invitation: Invitation, number: str) -> bytes | None:
    """The sealed piece that this side has put there under this number; None when there is none."""
    path = _folder(invitation.competition) / _name(invitation, number)
    return path.read_bytes() if path.is_file() else None


def _folder(competition: MiniCompetition) -> Path:
    return Path(settings.MEDIA_ROOT) / "plis" / str(competition.stream_id)


def _name(invitation: Invitation, number: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{32}", number):
        return "-"
    return hashlib.sha256(f"{invitation.pk}:{number}".encode()).hexdigest()[:32]


def _full(competition: MiniCompetition, folder: Path) -> bool:
    """Twice what all the sides may join: a piece that was replaced stays until the end."""
    kept = len(os.listdir(folder)) if folder.is_dir() else 0
    most = 2 * settings.TENDER_TOTAL_MB * MB * competition.invitations.count()
    return (kept + 1) * sealing.PIECE > most


def _within_rate(invitation: Invitation, at: datetime) -> bool:
    """At most twice a whole tender an hour."""
    hour = int(at.timestamp()) // 3600
    for old in [known for known in _sent if known[1] != hour]:
        _sent.pop(old, None)
    key = (invitation.pk, hour)
    _sent[key] = _sent.get(key, 0) + 1
    return _sent[key] * sealing.PIECE <= 2 * settings.TENDER_TOTAL_MB * MB


def _write(path: Path, sealed: bytes, dated: datetime) -> None:
    """All at once, and dated of the publication like all the others."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{token_hex(4)}")
    try:
        with draft.open("wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        os.utime(draft, (dated.timestamp(), dated.timestamp()))
        os.replace(draft, path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    os.utime(path.parent, (dated.timestamp(), dated.timestamp()))
