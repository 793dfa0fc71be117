"""What people do in the chat, by noun: `visits`, `files`, `questions`, `returns`, `bans`, `duty`, its `diary` and `figures`, the `roster`, `swaps`, `notices`, `calendars`, `push`, `practice`."""

from chat.services.bans import (
    agree_ban,
    lift_ban,
    propose_ban,
    refuse_ban,
    withdraw_ban,
)
from chat.services.calendars import renew_calendar, stop_calendar
from chat.services.diary import write_entry
from chat.services.duty import (
    parting_words,
    set_away,
    tell_presence,
    tell_queue,
    tell_unit,
)
from chat.services.figures import export_opening, export_period
from chat.services.files import fetch_file, send_file
from chat.services.notices import dismiss_notice
from chat.services.practice import (
    add_trainee,
    close_practice,
    enter_practice,
    leave_feedback,
    leave_practice,
    open_practice,
    start_script,
)
from chat.services.push import add_device, remove_device
from chat.services.questions import Question, leave_question
from chat.services.returns import as_written, come_back, issue_code
from chat.services.roster import (
    assign_seat,
    cancel_absence,
    join_duty,
    remove_seat,
    report_absence,
    report_sick,
    sign_up,
    withdraw,
)
from chat.services.swaps import accept_swap, ask_swap, refuse_swap, withdraw_swap
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
    "Question",
    "accept_swap",
    "add_device",
    "add_trainee",
    "agree_ban",
    "as_written",
    "ask_swap",
    "assign_seat",
    "cancel_absence",
    "close_practice",
    "come_back",
    "delete",
    "dismiss_notice",
    "enter_practice",
    "export_opening",
    "export_period",
    "fetch_file",
    "issue_code",
    "join_duty",
    "leave",
    "leave_feedback",
    "leave_practice",
    "leave_question",
    "lift_ban",
    "open_practice",
    "open_visit",
    "parting_words",
    "post_message",
    "post_messages",
    "propose_ban",
    "refuse_ban",
    "refuse_swap",
    "remove_device",
    "remove_seat",
    "renew_calendar",
    "report_absence",
    "report_sick",
    "send_file",
    "set_away",
    "sign_up",
    "speak",
    "start_script",
    "start_visit",
    "stop_calendar",
    "survey_ticket",
    "tell_presence",
    "tell_queue",
    "tell_unit",
    "token_for",
    "vanish",
    "withdraw",
    "withdraw_ban",
    "withdraw_swap",
    "write_entry",
]
