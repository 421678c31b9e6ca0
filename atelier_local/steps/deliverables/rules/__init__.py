"""What each document needs before it is put to the colleges, frozen, corrected, published."""

from .acts import (
    MOST_WORDS,
    against_closing,
    against_commenting,
    against_correcting,
    against_dropping,
    against_ending_production,
    against_explaining,
    against_meeting,
    against_moving,
    against_overwriting,
    against_publishing,
    against_taking_back,
    against_unfounded,
    against_unknown,
    against_writing,
)
from .completeness import Facts, gaps, missing
from .ease import FEWEST, MEANING, Ease, ease, easiest_last, hard
from .moves import Moved, Parts, moved
from .pages import BUDGET, PAGES, Spent, spent, warnings_on_pages
from .pictures import against_printing, against_showing, against_taking_up, rows, width_of
from .places import LONGEST_KEY, PLACES, WORDS_ALONE, axis_words, bare, fresh_key, named_in, places
from .running import clock, ran
from .teams import untaken
from .years import spread

__all__ = [
    "BUDGET",
    "FEWEST",
    "LONGEST_KEY",
    "MEANING",
    "MOST_WORDS",
    "PAGES",
    "PLACES",
    "WORDS_ALONE",
    "Ease",
    "Facts",
    "Moved",
    "Parts",
    "Spent",
    "against_closing",
    "against_commenting",
    "against_correcting",
    "against_dropping",
    "against_ending_production",
    "against_explaining",
    "against_meeting",
    "against_moving",
    "against_overwriting",
    "against_printing",
    "against_publishing",
    "against_showing",
    "against_taking_back",
    "against_taking_up",
    "against_unfounded",
    "against_unknown",
    "against_writing",
    "axis_words",
    "bare",
    "clock",
    "ease",
    "easiest_last",
    "fresh_key",
    "gaps",
    "hard",
    "missing",
    "moved",
    "named_in",
    "places",
    "ran",
    "rows",
    "spent",
    "spread",
    "untaken",
    "warnings_on_pages",
    "width_of",
]
