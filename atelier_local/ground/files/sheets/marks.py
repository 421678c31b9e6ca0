"""The marks of the corners: ArUco, five squares by five in a dark frame."""

from functools import cache

DICTIONARY = "DICT_5X5_1000"
SIDE = 7
"""Squares of a mark, its frame included."""


@cache
def drawn(mark: int) -> list[str]:
    """Mark number `mark` as rows of 0 (light) and 1 (dark)."""
    import cv2  # only who prints sheets pays for it

    known = cv2.aruco.getPredefinedDictionary(getattr(cv2.aruco, DICTIONARY))
    picture = cv2.aruco.generateImageMarker(known, mark, SIDE)
    return ["".join("0" if light else "1" for light in row) for row in picture]
