"""Preparing activities, letting people in, laying cards, closing the register."""

from .closing import close_workshop, number_late
from .photographs import bring_photo
from .preparing import (
    PREPARED,
    Asking,
    correct_activity,
    leave_behind,
    move_activity,
    prepare_activity,
    take_along,
    withdraw_activity,
)
from .questions import ask, dismiss_question, reply, show_question, support
from .rescuing import HandedIn, hand_in
from .running import (
    close_activity,
    command_screen,
    count_by_hand,
    count_people,
    open_activity,
    reveal_activity,
    run_timer,
    stop_timer,
    vote,
)
from .saying import Said, contribute, contribute_all, join, lay
from .sorting import group, hide, join_group, pin, show, show_all, undo, unpin

__all__ = [
    "PREPARED",
    "Asking",
    "HandedIn",
    "Said",
    "ask",
    "bring_photo",
    "close_activity",
    "close_workshop",
    "command_screen",
    "contribute",
    "contribute_all",
    "correct_activity",
    "count_by_hand",
    "count_people",
    "dismiss_question",
    "group",
    "hand_in",
    "hide",
    "join",
    "join_group",
    "lay",
    "leave_behind",
    "move_activity",
    "number_late",
    "open_activity",
    "pin",
    "prepare_activity",
    "reply",
    "reveal_activity",
    "run_timer",
    "show",
    "show_all",
    "show_question",
    "stop_timer",
    "support",
    "take_along",
    "undo",
    "unpin",
    "vote",
    "withdraw_activity",
]
