"""Photographs, without what they say of whoever took them. Pure.

A phone writes beside the picture where and when it was taken, with which device, sometimes a film.
Only the picture is kept, byte for byte, with which way up it is: nothing is decoded here, so that
no flaw of a decoder can be reached from a hall.
"""

import struct
import zlib

from .enums import MediaType

MOST_PIXELS = 40_000_000
LONGEST_SIDE = 12_000
_UPRIGHT = 1


class NotAPicture(ValueError):
    """What is wrong with the bytes, as the end of a French sentence."""


def bare(content: bytes) -> bytes:
    """The same picture, JPEG or PNG, without metadata nor anything after its end."""
    if content.startswith(b"\xff\xd8\xff"):
        return _bare_jpeg(content)
    if content.startswith(_PNG):
        return _bare_png(content)
    wanted = f"{MediaType.JPEG.label} ou {MediaType.PNG.label}"
    raise NotAPicture(f"n’est pas une image que l’on sait lire ({wanted})")


def _check_size(width: int, height: int) -> None:
    if not 0 < width <= LONGEST_SIDE or not 0 < height <= LONGEST_SIDE:
        raise NotAPicture(f"a un côté de plus de {LONGEST_SIDE} points, ou aucun")
    if width * height > MOST_PIXELS:
        raise NotAPicture(f"compte plus de {MOST_PIXELS // 1_000_000} millions de points")


# JPEG (ITU-T T.81): segments of a marker and a length, then the scans.

_START, _SCAN, _END = 0xD8, 0xDA, 0xD9
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_KEPT = _FRAMES | {0xC4, 0xCC, 0xDB, 0xDD, 0xEE}
"""Frames, tables, the restart interval, and Adobe's colours without which some look negative."""
_EXIF = b"Exif\x00\x00"


def _bare_jpeg(content: bytes) -> bytes:
    kept, at, orientation, seen = [b"\xff\xd8"], 2, _UPRIGHT, False
    while True:
        marker, at = _marker(content, at)
        if marker == _END:
            break
        (length,) = struct.unpack(">H", _take(content, at, 2))
        body = _take(content, at + 2, length - 2)
        if marker == 0xE1 and body.startswith(_EXIF):
            orientation = _orientation(body[len(_EXIF) :])
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", _take(body, 1, 4))
            _check_size(width, height)
            seen = True
        at += length
        if marker == _SCAN:
            until = _end_of_scan(content, at)
            body += content[at:until]
            at = until
        if marker in _KEPT or marker == _SCAN:
            kept.append(bytes((0xFF, marker)) + struct.pack(">H", length) + body)
    if not seen:
        raise NotAPicture("ne contient pas d’image")
    if orientation != _UPRIGHT:
        kept.insert(1, _which_way_up(orientation))
    return b"".join(kept) + b"\xff\xd9"


def _take(content: bytes, at: int, count: int) -> bytes:
    taken = content[at : at + count]
    if count < 0 or len(taken) < count:
        raise NotAPicture("est incomplète")
    return taken


def _marker(content: bytes, at: int) -> tuple[int, int]:
    if _take(content, at, 1) != b"\xff":
        raise NotAPicture("est abîmée")
    while _take(content, at, 1) == b"\xff":
        at += 1
    return content[at], at + 1


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the next marker is, past escaped bytes and restarts."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise NotAPicture("est incomplète")
        if content[at + 1] == 0 or 0xD0 <= content[at + 1] <= 0xD7:
            at += 2
        elif content[at + 1] == 0xFF:
            at += 1
        else:
            return at


def _orientation(tiff: bytes) -> int:
    """One of eight ways up (Exif 2.3, tag 0x0112); upright for what cannot be read."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return _UPRIGHT
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        for entry in range(min(count, 100)):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * entry)
            if tag == 0x0112:
                return value if 1 <= value <= 8 else _UPRIGHT
    except struct.error:
        pass
    return _UPRIGHT


def _which_way_up(orientation: int) -> bytes:
    """An Exif segment that says this and nothing else."""
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
    tiff = b"MM\x00\x2a" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0)
    body = _EXIF + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


# PNG (ISO/IEC 15948): chunks of a length, a name, a body and its checksum.

_PNG = b"\x89PNG\r\n\x1a\n"
_CHUNKS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"sRGB", b"cHRM", b"IDAT", b"IEND"})


def _bare_png(content: bytes) -> bytes:
    kept, at = [_PNG], len(_PNG)
    name = b""
    while name != b"IEND":
        length, name = struct.unpack(">I4s", _take(content, at, 8))
        whole = _take(content, at, 12 + length)
        if struct.unpack(">I", whole[-4:])[0] != zlib.crc32(whole[4:-4]):
            raise NotAPicture("est abîmée")
        if len(kept) == 1:
            if name != b"IHDR" or length != 13:
                raise NotAPicture("ne contient pas d’image")
            _check_size(*struct.unpack(">II", whole[8:16]))
        if name in _CHUNKS:
            kept.append(whole)
        at += 12 + length
    return b"".join(kept)
