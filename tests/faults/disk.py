"""What SQLite asks of the disk, written down in order: the same code as in service, watched.

Its default file system is replaced by a copy of itself that notes each write, each change of size
and each flush before doing it. What a power cut could leave is then built from that list.
"""

import contextlib
import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pysqlite3._sqlite3

_Open = ctypes.CFUNCTYPE(
    ctypes.c_int,
    ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p,
)  # fmt: skip
_Write = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_longlong
)
_Truncate = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_longlong)
_Sync = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)

# struct sqlite3_vfs and struct sqlite3_io_methods, as pointers (sqlite.org/c3ref/vfs.html).
_VFS_WORDS, _NAME, _OPEN = 21, 3, 5
_METHODS_WORDS, _WRITE, _TRUNCATE, _SYNC = 19, 3, 4, 5


@dataclass(frozen=True, slots=True)
class Write:
    file: str
    at: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Resize:
    file: str
    size: int


@dataclass(frozen=True, slots=True)
class Flush:
    file: str


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """Not the disk's: what somebody was told between two of its acts."""

    id: str


type Act = Write | Resize | Flush | Acknowledged


@dataclass
class Trace:
    """Acts in order, and what the files held before the first."""

    before: dict[str, bytes]
    acts: list[Act] = field(default_factory=list)


@contextlib.contextmanager
def watched(database: Path) -> Iterator[Trace]:
    """All that is asked of the disk for this database and its log by connections opened within."""
    names = {str(database): "database", f"{database}-wal": "log"}
    trace = Trace({"database": database.read_bytes(), "log": b""})
    library = ctypes.CDLL(pysqlite3._sqlite3.__file__)
    library.sqlite3_vfs_find.restype = ctypes.c_void_p
    usual = library.sqlite3_vfs_find(None)
    kept = _watching(usual, names, trace)
    library.sqlite3_vfs_register(ctypes.byref(kept[0]), 1)
    try:
        yield trace
    finally:
        library.sqlite3_vfs_register(ctypes.c_void_p(usual), 1)
        library.sqlite3_vfs_unregister(ctypes.byref(kept[0]))


def _watching(usual: int, names: dict[str, str], trace: Trace) -> tuple:
    """A copy of a file system that writes down; with all that must outlive it."""
    vfs = (ctypes.c_void_p * _VFS_WORDS).from_buffer_copy(
        (ctypes.c_void_p * _VFS_WORDS).from_address(usual)
    )
    label = ctypes.create_string_buffer(b"watched")
    usual_open = _Open(vfs[_OPEN])
    opened: dict[int, str] = {}
    tables: dict[int, tuple] = {}

    def open_(_, path, file, flags, out):
        status = usual_open(usual, path, file, flags, out)
        name = names.get(ctypes.string_at(path).decode()) if path else None
        if status == 0 and name:
            opened[file] = name
            methods = ctypes.c_void_p.from_address(file)
            if methods.value not in tables:
                tables[methods.value] = _methods(methods.value, opened, trace)
            methods.value = ctypes.addressof(tables[methods.value][0])
        return status

    watching = _Open(open_)
    vfs[_NAME] = ctypes.addressof(label)
    vfs[_OPEN] = ctypes.cast(watching, ctypes.c_void_p).value
    return vfs, label, usual_open, watching, tables


def _methods(usual: int, opened: dict[int, str], trace: Trace) -> tuple:
    table = (ctypes.c_void_p * _METHODS_WORDS).from_buffer_copy(
        (ctypes.c_void_p * _METHODS_WORDS).from_address(usual)
    )
    write, resize, flush = (
        kind(table[place])
        for kind, place in ((_Write, _WRITE), (_Truncate, _TRUNCATE), (_Sync, _SYNC))
    )

    def write_(file, data, size, at):
        trace.acts.append(Write(opened[file], at, ctypes.string_at(data, size)))
        return write(file, data, size, at)

    def resize_(file, size):
        trace.acts.append(Resize(opened[file], size))
        return resize(file, size)

    def flush_(file, flags):
        status = flush(file, flags)
        trace.acts.append(Flush(opened[file]))
        return status

    ours = _Write(write_), _Truncate(resize_), _Sync(flush_)
    for place, one in zip((_WRITE, _TRUNCATE, _SYNC), ours, strict=True):
        table[place] = ctypes.cast(one, ctypes.c_void_p).value
    return table, write, resize, flush, ours
