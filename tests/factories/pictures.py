"""Small pictures that browsers show: a grey square each."""

import struct
import zlib


def a_png(width: int = 2, height: int = 2) -> bytes:
    """The size may be a lie: nothing here reads more than the header."""

    def chunk(name: bytes, body: bytes) -> bytes:
        whole = name + body
        return struct.pack(">I", len(body)) + whole + struct.pack(">I", zlib.crc32(whole))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0\x88\x88" * 2)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


def a_jpeg(width: int = 8, height: int = 8) -> bytes:
    """One grey block: a flat quantisation, two short Huffman tables, one scan."""

    def segment(marker: int, body: bytes) -> bytes:
        return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body

    table = b"\0" + b"\1" * 64
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0"
    lengths = b"\1" + b"\0" * 15
    return (
        b"\xff\xd8"
        + segment(0xDB, table)
        + segment(0xC0, frame)
        + segment(0xC4, b"\x00" + lengths + b"\0")
        + segment(0xC4, b"\x10" + lengths + b"\0")
        + segment(0xDA, b"\1\1\0\0\x3f\0")
        + b"\x3f"
        + b"\xff\xd9"
    )
