"""What people do in the chat, by noun: `visits`, `duty` and its `diary`."""

from chat.services.diary import write_entry
from chat.services.duty import (
    assign_seat,
    join_duty,
    parting_words,
    set_away,
    tell_presence,
    tell_queue,
    tell_unit,
)
from chat.services.visits import (
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
    "tell_unit",
    "token_for",
    "vanish",
    "write_entry",
]
