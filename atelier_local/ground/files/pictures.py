"""Photographs that phones bring: looked over from outside, then drawn anew by a confined child.

A phone writes beside the picture where and when it was taken, with which device, sometimes a film.
Nothing of the file is kept: `sheets/reading_child.py` decodes it, turns it the right way up, and
draws it again. Here one only reads what the file says of itself, so as to refuse with its reason
what is cut short, moving or immense before anything decodes it.
"""

import struct
import zlib

from .enums import MediaType
from .sheets import reading

MOST_PIXELS = 40_000_000
MOST_OF_A_CAMERA = 110_000_000
"""What the biggest sensors make: taken where a camera is more likely than a phone."""
LONGEST_SIDE = 12_000
LONGEST_DRAWN = 2000
"""Points of the longest side of what is kept."""


class NotAPicture(ValueError):
    """What is wrong with the bytes, as the end of a French sentence."""


def redrawn(content: bytes, *, most_pixels: int = MOST_PIXELS) -> bytes:
    """The same picture as a JPEG made here: upright, bounded, nothing but the image."""
    check(content, most_pixels)
    drawn = reading.redraw(content, longest=LONGEST_DRAWN)
    if drawn.problem == reading.BUSY:
        raise NotAPicture("attend derrière d’autres : joignez-la de nouveau dans un instant")
    if drawn.problem == reading.TOO_LONG:
        raise NotAPicture("prend trop de temps à lire : choisissez-en une plus petite")
    if not drawn.kept:
        raise NotAPicture("est abîmée")
    return drawn.kept


def size(drawn: bytes) -> tuple[int, int]:
    """How many points wide and high a picture made here is (JPEG)."""
    at = 2
    while True:
        marker, at = _marker(drawn, at)
        (length,) = struct.unpack(">H", _take(drawn, at, 2))
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", _take(drawn, at + 3, 4))
            return width, height
        at += length


def check(content: bytes, most_pixels: int = MOST_PIXELS) -> None:
    """Refuse what is no JPEG nor PNG, or not a whole one, or moves, or is too big; decodes nothing.

    Pure.
    """
    if content.startswith(b"\xff\xd8\xff"):
        return _check_jpeg(content, most_pixels)
    if content.startswith(_PNG):
        return _check_png(content, most_pixels)
    raise NotAPicture(_why_not(content))


def _why_not(content: bytes) -> str:
    """The reason, for the kinds that telephones make as well."""
    wanted = f"{MediaType.JPEG.label} ou {MediaType.PNG.label}"
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC:
        return (
            "est au format HEIC, qui ne se lit pas ici : dans les réglages de l’appareil photo, "
            "choisissez « Le plus compatible », ou joignez une capture d’écran"
        )
    if content.startswith((b"GIF87a", b"GIF89a")):
        return f"est un GIF : joignez une image fixe ({wanted})"
    return f"n’est pas une image que l’on sait lire ({wanted})"


_HEIC = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")
"""Brands of ISO/IEC 23008-12, which telephones write by default."""


def _check_size(width: int, height: int, most_pixels: int) -> None:
    if not 0 < width <= LONGEST_SIDE or not 0 < height <= LONGEST_SIDE:
        raise NotAPicture(f"a un côté de plus de {LONGEST_SIDE} points, ou aucun")
    if width * height > most_pixels:
        raise NotAPicture(f"compte plus de {most_pixels // 1_000_000} millions de points")


# JPEG (ITU-T T.81): segments of a marker and a length, then the scans.

_SCAN, _END = 0xDA, 0xD9
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def _check_jpeg(content: bytes, most_pixels: int) -> None:
    at, frame, scan = 2, False, False
    while True:
        marker, at = _marker(content, at)
        if marker == _END:
            break
        (length,) = struct.unpack(">H", _take(content, at, 2))
        body = _take(content, at + 2, length - 2)
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", _take(body, 1, 4))
            _check_size(width, height, most_pixels)
            frame = True
        at += length
        if marker == _SCAN:
            at, scan = _end_of_scan(content, at), True
    if not frame or not scan:
        raise NotAPicture("ne contient pas d’image")


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


# PNG (ISO/IEC 15948): chunks of a length, a name, a body and its checksum.

_PNG = b"\x89PNG\r\n\x1a\n"


def _check_png(content: bytes, most_pixels: int) -> None:
    at, name = len(_PNG), b""
    while name != b"IEND":
        first = not name
        length, name = struct.unpack(">I4s", _take(content, at, 8))
        whole = _take(content, at, 12 + length)
        if struct.unpack(">I", whole[-4:])[0] != zlib.crc32(whole[4:-4]):
            raise NotAPicture("est abîmée")
        if first:
            if name != b"IHDR" or length != 13:
                raise NotAPicture("ne contient pas d’image")
            width, height = struct.unpack(">II", whole[8:16])
            _check_size(width, height, most_pixels)
        if name == b"acTL":
            raise NotAPicture("est animée : joignez une image fixe")
        at += 12 + length
