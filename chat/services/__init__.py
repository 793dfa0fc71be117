"""What people do in the chat, by noun: `visits`, `returns`, `duty` and its `diary`."""

from chat.services.diary import write_entry
from chat.services.duty import (
    assign_seat,
    join_duty,
    parting_words,
    set_away,
    tell_presence,
    tell_queue,
)
from chat.services.returns import come_back, issue_code
from chat.services.visits import (
    delete,
    leave,
    open_visit,
    post_message,
    post_messages,
    speak,
    start_visit,
    survey_ticket,
    token_for,
    vanish,
)

__all__ = [
    "assign_seat",
    "come_back",
    "delete",
    "issue_code",
    "join_duty",
    "leave",
    "open_visit",
    "parting_words",
    "post_message",
    "post_messages",
    "set_away",
    "speak",
    "start_visit",
    "survey_ticket",
    "tell_presence",
    "tell_queue",
    "token_for",
    "vanish",
    "write_entry",
]
