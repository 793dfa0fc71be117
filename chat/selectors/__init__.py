"""Read models of the chat, by page: the `visits` of clients, the workers' `duty` page."""

from chat.selectors.duty import DutyRoom, duty_room
from chat.selectors.visits import (
    Room,
    answerers,
    copy_of,
    find_visitor,
    last_seq,
    panel,
    room,
)

__all__ = [
    "DutyRoom",
    "Room",
    "answerers",
    "copy_of",
    "duty_room",
    "find_visitor",
    "last_seq",
    "panel",
    "room",
]
