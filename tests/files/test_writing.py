"""A disk that does not take a file: said in French, and no half of it stays."""

import errno
from pathlib import Path

import pytest
from django.core.management.base import CommandError
from django.db import OperationalError

from atelier_local.ground.files.bundles import put
from atelier_local.ground.files.writing import writing
from tests.full_disk import a_full_disk


def test_what_does_not_fit_leaves_the_file_of_before_and_no_half(tmp_path):
    path = tmp_path / "livret.pdf"
    put(path, b"A" * 100)
    with a_full_disk(), pytest.raises(CommandError, match="ne peut pas être écrit"), writing(path):
        put(path, b"B" * 10_000)
    assert path.read_bytes() == b"A" * 100
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "le disque est plein ; rien n’a été"),
        (OSError(errno.EROFS, "Read-only file system"), "ne s’écrit pas"),
        (OSError(errno.ELOOP, "Too many links"), "Too many links"),
        (OperationalError("database or disk is full"), "base de données .*disk is full"),
    ],
)
def test_each_fault_of_a_disk_is_told(fault, why):
    with pytest.raises(CommandError, match=why), writing(Path("x")):
        raise fault


def test_the_device_that_is_always_full_is_said_to_be(tmp_path):
    """The very fault of a full disk, as the system raises it."""
    said = pytest.raises(CommandError, match="le disque est plein")
    with said, writing(tmp_path), open("/dev/full", "wb", buffering=0) as full:
        full.write(b"x")
