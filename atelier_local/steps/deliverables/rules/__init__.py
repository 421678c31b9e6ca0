"""What each document needs before it is put to the colleges, frozen, corrected, published."""

from .acts import (
    MOST_WORDS,
    against_closing,
    against_commenting,
    against_correcting,
    against_dropping,
    against_ending_production,
    against_meeting,
    against_moving,
    against_publishing,
    against_taking_back,
    against_unknown,
    against_writing,
)
from .completeness import Facts, gaps, missing
from .ease import FEWEST, MEANING, Ease, ease, easiest_last, hard
from .pages import BUDGET, PAGES, Spent, spent, warnings_on_pages
from .pictures import against_printing, against_showing, against_taking_up, rows, width_of
from .places import PLACES, WORDS_ALONE, axis_words, places
from .years import spread

__all__ = [
    "BUDGET",
    "FEWEST",
    "MEANING",
    "MOST_WORDS",
    "PAGES",
    "PLACES",
    "WORDS_ALONE",
    "Ease",
    "Facts",
    "Spent",
    "against_closing",
    "against_commenting",
    "against_correcting",
    "against_dropping",
    "against_ending_production",
    "against_meeting",
    "against_moving",
    "against_printing",
    "against_publishing",
    "against_showing",
    "against_taking_back",
    "against_taking_up",
    "against_unknown",
    "against_writing",
    "axis_words",
    "ease",
    "easiest_last",
    "gaps",
    "hard",
    "missing",
    "places",
    "rows",
    "spent",
    "spread",
    "warnings_on_pages",
    "width_of",
]
