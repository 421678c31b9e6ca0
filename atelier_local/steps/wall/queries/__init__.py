"""What screens, phones and pages of the wall show."""

from .activities import activities, on_screen, open_among, to_open
from .phones import Mine, mine, places
from .registers import Register, by_receipt, groups, register, spoken_of
from .voices import Voices, voices
from .votes import Asked, Chosen, Vote, asked, my_choices, vote_of
from .walls import Wall, cards, latest, to_read_over, ungrouped, wall_of

__all__ = [
    "Asked",
    "Chosen",
    "Mine",
    "Register",
    "Voices",
    "Vote",
    "Wall",
    "activities",
    "asked",
    "by_receipt",
    "cards",
    "groups",
    "latest",
    "mine",
    "my_choices",
    "on_screen",
    "open_among",
    "places",
    "register",
    "spoken_of",
    "to_open",
    "to_read_over",
    "ungrouped",
    "voices",
    "vote_of",
    "wall_of",
]
