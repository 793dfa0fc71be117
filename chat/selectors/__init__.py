"""Read models of the chat, by page: `about` it in more languages, the `visits` of clients, their `questions` and `words`, the workers' `duty`, `alerts`, `bans`, `shifts`, their `figures` and the `facts` of these, the `roster`, `calendars`, `push`, `practice`."""

from chat.selectors.about import HoursAbroad, hours_abroad
from chat.selectors.alerts import Standing, alerts, standing
from chat.selectors.bans import (
    ban_events,
    ban_of_token,
    ban_on,
    ban_panel,
    banned,
    end_of,
    lengths,
    may_lift,
    opening_of,
    second_persons,
)
from chat.selectors.calendars import calendar_of
from chat.selectors.duty import DutyRoom, duty_room
from chat.selectors.embedding import embedding_findings, embedding_lines
from chat.selectors.facts import (
    held_openings,
    opening_years,
    openings_between,
    questions_between,
    sat_in,
)
from chat.selectors.figures import Figures, figures
from chat.selectors.news import News, news, news_ticket
from chat.selectors.practice import (
    PracticeRoom,
    feedback_page,
    my_practice,
    practice_page,
    practice_room,
)
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
    "HoursAbroad",
    "News",
    "OpeningPage",
    "PracticeRoom",
    "Room",
    "Roster",
    "Shift",
    "Standing",
    "alerts",
    "answerers",
    "ban_events",
    "ban_of_token",
    "ban_on",
    "ban_panel",
    "banned",
    "calendar_of",
    "copy_of",
    "diary",
    "duty_room",
    "embedding_findings",
    "embedding_lines",
    "end_of",
    "feedback_page",
    "figures",
    "find_visitor",
    "gaps",
    "held_openings",
    "hours_abroad",
    "last_seq",
    "lengths",
    "may_lift",
    "my_practice",
    "news",
    "news_ticket",
    "notices",
    "opening_of",
    "opening_page",
    "opening_years",
    "openings_between",
    "panel",
    "past_openings",
    "practice_page",
    "practice_room",
    "promise",
    "push_devices",
    "push_key",
    "questions_between",
    "room",
    "roster",
    "sat_in",
    "second_persons",
    "shift",
    "standing",
    "unanswered",
]
