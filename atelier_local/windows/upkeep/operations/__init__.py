"""Making a kit, using it in the hall, bringing home what was said there."""

from .homecoming import merge, merge_opened
from .kits import homeward, keep_time, make_kit, pack_up, revoke, unlocked, unpack

__all__ = [
    "homeward",
    "keep_time",
    "make_kit",
    "merge",
    "merge_opened",
    "pack_up",
    "revoke",
    "unlocked",
    "unpack",
]
