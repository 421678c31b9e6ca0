"""Files put together in one (ZIP): the same parts always make the same bytes."""

import os
import tempfile
import zipfile
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

_EPOCH = (1980, 1, 1, 0, 0, 0)


def bundled(parts: Iterable[tuple[str, bytes]], *, bare: frozenset[str] = frozenset()) -> bytes:
    """The archive of these parts, in this order, without a date; `bare` ones are not compressed."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, content in parts:
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_STORED if path in bare else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()


def settled(archive: bytes) -> bytes:
    """The same archive without the time at which its parts were written."""
    with zipfile.ZipFile(BytesIO(archive)) as read:
        return bundled((name, read.read(name)) for name in read.namelist())


def put(path: Path, content: bytes) -> None:
    """Write the whole file or none: who reads it meanwhile, or after a power cut, finds the one
    before or this one.
    """
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
