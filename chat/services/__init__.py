"""What people do in the chat, by noun: `visits`, `returns` and `duty`."""

from chat.services.duty import (
    assign_seat,
    parting_words,
    set_away,
    tell_door,
    tell_presence,
    tell_queue,
)
from chat.services.returns import come_back, issue_code
from chat.services.visits import (
    delete,
    leave,
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
    "leave",
    "parting_words",
    "post_message",
    "post_messages",
    "set_away",
    "speak",
    "start_visit",
    "survey_ticket",
    "tell_door",
    "tell_presence",
    "tell_queue",
    "token_for",
    "vanish",
]
