"""Read models of the chat, by page: the `visits` of clients, their `questions` and `words`, the workers' `duty`, `alerts`, `shifts`, their `figures` and the `facts` of these, the `roster`, `calendars`, `push`."""

from chat.selectors.alerts import alerts
from chat.selectors.calendars import calendar_of
from chat.selectors.duty import DutyRoom, duty_room
from chat.selectors.facts import (
    held_openings,
    opening_years,
    openings_between,
    questions_between,
    sat_in,
)
from chat.selectors.figures import Figures, figures
from chat.selectors.push import push_devices, push_key
from chat.selectors.questions import promise
from chat.selectors.roster import (
    WEEK,
    OpeningPage,
    Roster,
    gaps,
    notices,
    opening_page,
    roster,
)
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
    "WEEK",
    "DutyRoom",
    "Figures",
    "OpeningPage",
    "Room",
    "Roster",
    "Shift",
    "alerts",
    "answerers",
    "calendar_of",
    "copy_of",
    "diary",
    "duty_room",
    "figures",
    "find_visitor",
    "gaps",
    "held_openings",
    "last_seq",
    "notices",
    "opening_page",
    "opening_years",
    "openings_between",
    "panel",
    "past_openings",
    "promise",
    "push_devices",
    "push_key",
    "questions_between",
    "room",
    "roster",
    "sat_in",
    "shift",
    "unanswered",
]
