"""What people do with conversations, by noun: `threads`, `messages`, `contacts`, `deliveries`."""

from hub.conversations.services.contacts import (
    find_or_create_contact,
    name_worker,
)
from hub.conversations.services.deliveries import (
    record_delivery_status,
    resend_failed,
    resolve_uncertain,
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
from hub.conversations.services.threads import (
    change_language,
    client_left,
    client_returned,
    close_conversation,
    delete_for_client,
    follow_thread,
    let_return,
    mark_exported,
    mark_read_by,
    start_conversation,
    take_conversation,
    view_thread,
)

__all__ = [
    "ClientPost",
    "add_note",
    "change_language",
    "client_left",
    "client_returned",
    "close_conversation",
    "delete_for_client",
    "find_or_create_contact",
    "follow_thread",
    "let_return",
    "mark_exported",
    "mark_read_by",
    "name_worker",
    "post_client_message",
    "post_client_messages",
    "post_system_message",
    "receive_message",
    "record_delivery_status",
    "resend_failed",
    "resolve_uncertain",
    "send_reply",
    "start_conversation",
    "take_conversation",
    "view_thread",
]
