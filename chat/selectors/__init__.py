"""Read models of the chat, by page: the `visits` of clients and their `words`, the workers' `duty` page, `alerts`, `shifts`."""

from chat.selectors.alerts import alerts
from chat.selectors.duty import DutyRoom, duty_room
from chat.selectors.shifts import Shift, diary, past_openings, shift
from chat.selectors.visits import (
    Room,
    answerers,
    copy_of,
    find_visitor,
    last_seq,
    panel,
    room,
)
from chat.selectors.words import unanswered

__all__ = [
    "DutyRoom",
    "Room",
    "Shift",
    "alerts",
    "answerers",
    "copy_of",
    "diary",
    "duty_room",
    "find_visitor",
    "last_seq",
    "panel",
    "past_openings",
    "room",
    "shift",
    "unanswered",
]
