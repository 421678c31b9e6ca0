"""Keeping what people deposit, and what is issued."""

import hashlib
import os
import tempfile
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Protocol

from django.db import transaction

from atelier_local.refusal import refuse_if

from . import papers, rules
from .enums import MediaType
from .models import Filed, Stored


class _Author(Protocol):
    @property
    def ref(self) -> str: ...


@transaction.atomic
def store(
    upload: IO[bytes] | Any,
    *,
    name: str,
    accept: Collection[MediaType],
    max_bytes: int,
    by: _Author | str | None,
    at: datetime,
) -> Stored:
    """Keep the bytes of `upload` (an open file or a Django upload) and return their row.

    The same bytes brought twice are one row, which keeps its first name. On return the bytes are
    on disk and survive a power cut. Raises `Refused`: empty, too big, not of an accepted kind.
    """
    content = upload.read(max_bytes + 1)
    kind = rules.recognise(content, name)
    refuse_if(rules.can_store(len(content), kind, accept, max_bytes))
    assert kind is not None
    digest = hashlib.sha256(content).hexdigest()
    _write(Stored(sha256=digest).path, content)
    kept, _ = Stored.objects.get_or_create(
        sha256=digest,
        defaults={
            "size": len(content),
            "media_type": kind,
            "name": rules.clean_name(name, kind),
            "stored_by": "" if by is None else by if isinstance(by, str) else by.ref,
            "stored_at": at,
        },
    )
    return kept


def file_paper(paper: papers.Paper, *, subject: str, at: datetime) -> Filed:
    """Keep `paper` as it is issued; `subject` says about what (« contract:12 »).

    Part of another act: the line of that act tells of it, with the digest.
    """
    return Filed.objects.create(
        kind=paper.kind,
        subject=subject,
        paper=papers.to_json(paper),
        digest=papers.digest(paper),
        made_at=at,
    )


def _write(path: Path, content: bytes) -> None:
    """Put the bytes at `path` all at once: never half a file, even if the power fails."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    for folder in (path.parent, path.parent.parent):
        _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
