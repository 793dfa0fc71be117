"""What people do with conversations, by noun: `threads`, `messages`, `handovers`, `emergencies`, `questions`, `subjects`, the list of `themes`, `contacts`, `deliveries`."""

from hub.conversations.services.contacts import (
    find_or_create_contact,
    name_worker,
)
from hub.conversations.services.deliveries import (
    record_delivery_status,
    resend_failed,
    resolve_uncertain,
)
from hub.conversations.services.emergencies import (
    answer_call,
    call_pair,
    end_call,
    say_ready,
    set_emergency_numbers,
)
from hub.conversations.services.handovers import (
    accept_handover,
    expire_offers,
    offer_handover,
    refuse_handover,
    withdraw_handover,
)
from hub.conversations.services.messages import (
    ClientPost,
    add_note,
    post_client_message,
    post_client_messages,
    post_system_message,
    receive_message,
    send_reply,
)
from hub.conversations.services.questions import leave_question
from hub.conversations.services.subjects import (
    add_theme,
    remove_theme,
    set_municipality,
)
from hub.conversations.services.themes import add_theme_to_list, change_theme
from hub.conversations.services.threads import (
    change_language,
    client_left,
    client_returned,
    close_conversation,
    delete_for_client,
    dismiss_client,
    end_unanswered,
    follow_thread,
    let_return,
    mark_exported,
    mark_read_by,
    read_up_to,
    start_conversation,
    take_conversation,
    view_thread,
)

__all__ = [
    "ClientPost",
    "accept_handover",
    "add_note",
    "add_theme",
    "add_theme_to_list",
    "answer_call",
    "call_pair",
    "change_language",
    "change_theme",
    "client_left",
    "client_returned",
    "close_conversation",
    "delete_for_client",
    "dismiss_client",
    "end_call",
    "end_unanswered",
    "expire_offers",
    "find_or_create_contact",
    "follow_thread",
    "leave_question",
    "let_return",
    "mark_exported",
    "mark_read_by",
    "name_worker",
    "offer_handover",
    "post_client_message",
    "post_client_messages",
    "post_system_message",
    "read_up_to",
    "receive_message",
    "record_delivery_status",
    "refuse_handover",
    "remove_theme",
    "resend_failed",
    "resolve_uncertain",
    "say_ready",
    "send_reply",
    "set_emergency_numbers",
    "set_municipality",
    "start_conversation",
    "take_conversation",
    "view_thread",
    "withdraw_handover",
]
