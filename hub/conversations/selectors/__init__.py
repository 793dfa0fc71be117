"""Read models of the console and of whoever shows a thread, by noun."""

from hub.conversations.selectors.attachments import (
    Keeping,
    attachment_keeping,
    attachment_line,
    attachments_of,
    gives_attachments,
    takes_attachments,
)
from hub.conversations.selectors.emergencies import (
    calls_to,
    emergency_card,
    ready_sentences,
)
from hub.conversations.selectors.subjects import (
    Subjects,
    municipalities_named,
    subjects_of,
    themes_named,
)
from hub.conversations.selectors.threads import (
    BOXES,
    box_counts,
    client_label,
    follow,
    heard_after,
    in_box,
    inbox_rows,
    name_to_client,
    offers_to,
    receivers,
    standing_offer,
    thread_events,
    thread_lines,
    timeline,
    waiting_count,
)

__all__ = [
    "BOXES",
    "Keeping",
    "Subjects",
    "attachment_keeping",
    "attachment_line",
    "attachments_of",
    "box_counts",
    "calls_to",
    "client_label",
    "emergency_card",
    "follow",
    "gives_attachments",
    "heard_after",
    "in_box",
    "inbox_rows",
    "municipalities_named",
    "name_to_client",
    "offers_to",
    "ready_sentences",
    "receivers",
    "standing_offer",
    "subjects_of",
    "takes_attachments",
    "themes_named",
    "thread_events",
    "thread_lines",
    "timeline",
    "waiting_count",
]
