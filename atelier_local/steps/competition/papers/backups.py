"""What a paper says of the backup copies."""

from collections.abc import Iterable

from ..letter import moment
from ..models import BackupCopy


def backup_lines(copies: Iterable[BackupCopy]) -> list[str]:
    """A sentence for each: who sent it, on what, when it came; none was opened."""
    return [
        f"{one.invitation.name} : {one.said}, reçue le {moment(one.received_at)}." for one in copies
    ]
