"""The frame of a page as plain values: the band of an Atelier, the menu of its rooms.

What is drawn depends on nothing else than these values and they are the same from page to page, so
that each frame is drawn once and kept by what it says: it cannot be out of date. Maps too, few of
them: each weighs some tens of kilobytes, and as much again in the outlines it is kept by.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

KEPT, MAPS = 2048, 64
"""Frames: the band and the menus, one a room, of a hundred Ateliers last seen. Maps: those of the
territories last seen.
"""


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of the Atelier: behind (`done`), under way (`here`) or ahead (`later`)."""

    label: str
    state: str
    url: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """What stands above every page of an Atelier."""

    name: str
    url: str
    facts: str
    fictitious: bool
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A room in the side menu: open, or `later`; `count` is what stands at its right."""

    label: str
    url: str
    current: bool = False
    state: str = "open"
    count: str = ""


@lru_cache(KEPT)
def drawn(template: str, **values: Hashable) -> SafeString:
    """A template that reads nothing but these values."""
    return render_to_string(template, values)


@lru_cache(MAPS)
def mapped(template: str, **values: Hashable) -> SafeString:
    """The same for a map, which never drives a frame out."""
    return render_to_string(template, values)
