"""Read models of the chat, by page: the `visits` of clients, the workers' `duty` page, `roster` and `calendars`."""

from chat.selectors.calendars import calendar_of
from chat.selectors.duty import DutyRoom, duty_room
from chat.selectors.roster import (
    WEEK,
    OpeningPage,
    Roster,
    gaps,
    notices,
    opening_page,
    roster,
)
from chat.selectors.visits import Room, answerers, find_visitor, last_seq, panel, room

__all__ = [
    "WEEK",
    "DutyRoom",
    "OpeningPage",
    "Room",
    "Roster",
    "answerers",
    "calendar_of",
    "duty_room",
    "find_visitor",
    "gaps",
    "last_seq",
    "notices",
    "opening_page",
    "panel",
    "room",
    "roster",
]
