"""What screens, phones and pages of the wall show."""

from .activities import (
    Planned,
    activities,
    against_changing,
    as_written,
    neighbour,
    on_screen,
    open_among,
    planned,
    to_open,
)
from .attendance import attendance, present
from .billets import Billet, billets
from .latest import Latest, latest
from .phones import Mine, base_plate, mine, places
from .photographs import lent
from .questions import questions, shown, supported
from .registers import Register, by_receipt, groups, register, spoken_of, whole_register
from .replaying import Replay, replay, shown_cards
from .rundown import Rundown, rundown
from .running import spells
from .screens import Preview, preview, screen
from .sorting import Bench, Proposal, bench
from .standing import Hall, Phone, Standing, borne, hall_of, phones
from .undoing import Undoable, is_taken_up, last_act, undoable
from .voices import Voices, voices
from .votes import Asked, Chosen, Vote, asked, gathered, my_choices, vote_of
from .walls import Desk, Wall, cards, desk, pinned, put_on_map, ungrouped, wall_of

__all__ = [
    "Asked",
    "Bench",
    "Billet",
    "Chosen",
    "Desk",
    "Hall",
    "Latest",
    "Mine",
    "Phone",
    "Planned",
    "Preview",
    "Proposal",
    "Register",
    "Replay",
    "Rundown",
    "Standing",
    "Undoable",
    "Voices",
    "Vote",
    "Wall",
    "activities",
    "against_changing",
    "as_written",
    "asked",
    "attendance",
    "base_plate",
    "bench",
    "billets",
    "borne",
    "by_receipt",
    "cards",
    "desk",
    "gathered",
    "groups",
    "hall_of",
    "is_taken_up",
    "last_act",
    "latest",
    "lent",
    "mine",
    "my_choices",
    "neighbour",
    "on_screen",
    "open_among",
    "phones",
    "pinned",
    "places",
    "planned",
    "present",
    "preview",
    "put_on_map",
    "questions",
    "register",
    "replay",
    "rundown",
    "screen",
    "shown",
    "shown_cards",
    "spells",
    "spoken_of",
    "supported",
    "to_open",
    "undoable",
    "ungrouped",
    "voices",
    "vote_of",
    "wall_of",
    "whole_register",
]
