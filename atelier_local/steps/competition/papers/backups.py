"""What a paper says of the backup copies."""

from collections.abc import Iterable

from ..letter import moment
from ..models import BackupCopy


def backup_lines(copies: Iterable[BackupCopy]) -> list[str]:
    """A sentence for each: who sent it, when it came, whether it was opened, by whom, why."""
    return [_line(one) for one in copies]


def _line(one: BackupCopy) -> str:
    said = f"{one.invitation.name} : {one.said}, reçue le {moment(one.received_at)}."
    if not (one.opened_at and one.opened_by and one.opened_with):
        return said
    by, other = one.opened_by.full_name, one.opened_with.full_name
    return f"{said} Ouverte le {moment(one.opened_at)} par {by} et {other} : {one.reason}"
