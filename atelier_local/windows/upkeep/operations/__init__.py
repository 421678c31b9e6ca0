"""Making a kit, using it in the hall, bringing home what was said there."""

from .homecoming import merge, merge_opened
from .kits import homeward, make_kit, pack_up, revoke, unlocked, unpack

__all__ = [
    "homeward",
    "make_kit",
    "merge",
    "merge_opened",
    "pack_up",
    "revoke",
    "unlocked",
    "unpack",
]
