"""Visits of the statistics: what happened in each, at which moment."""

import uuid
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from chat.models import VisitorSession
from hub.conversations import services as conversations
from hub.conversations.models import Conversation
from hub.hours.models import Opening
from hub.people.models import Unit, User

HELSINKI = ZoneInfo("Europe/Helsinki")


def wednesday(unit: Unit, day: int = 4, month: int = 10, **fields: Any) -> Opening:
    """13-15 of 2017, by the clock of the place."""
    starts_at = datetime(2017, month, day, 13, tzinfo=HELSINKI)
    ends_at = starts_at + timedelta(hours=2)
    times = {"starts_at": starts_at, "ends_at": ends_at, "last_entry_at": ends_at}
    return Opening.objects.create(unit=unit, **times | fields)


def visit(
    opening: Opening,
    *,
    taken: float | None = 60,
    answered: float | None = None,
    lasted: float | None = 600,
    left: float | None = None,
    by: User | None = None,
    decision: str = "advice",
    **fields: Any,
) -> Conversation:
    """Began with its opening; the numbers are seconds from then, but `lasted`, which is from being taken."""
    thread = conversations.start_conversation(
        channel="chat", unit=opening.unit, assignee=by if taken is not None else None
    )
    VisitorSession.objects.create(
        conversation=thread, opening=opening, token_hash=uuid.uuid4().hex
    )
    at = opening.starts_at

    def moment(seconds: float | None) -> datetime | None:
        return None if seconds is None else at + timedelta(seconds=seconds)

    ended = (taken or 0) + (lasted or 0)
    closed: dict[str, Any] = {
        "status": "closed",
        "closed_at": moment(ended),
        "decision": decision,
    }
    Conversation.objects.filter(pk=thread.pk).update(
        **{
            "created_at": at,
            "taken_at": moment(taken),
            "first_answer_at": moment(answered),
            "client_left_at": moment(left),
            "last_message_at": moment(ended),
        }
        | (closed if lasted is not None else {})
        | fields
    )
    thread.refresh_from_db()
    return thread
