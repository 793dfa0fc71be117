"""A question left while nobody was there to answer it: a thread of the chat that waits for the next shift."""

import uuid
from datetime import datetime

from django.db import transaction

from hub.conversations.journal import Line
from hub.conversations.models import Conversation
from hub.conversations.services.messages import post_client_message
from hub.conversations.services.threads import tell
from hub.foundation.clock import now
from hub.people.models import Unit
from hub.privacy.sealing import DataKey


@transaction.atomic
def leave_question(
    *,
    unit: Unit,
    language: str,
    text: str,
    client_key: uuid.UUID,
    answer_due_at: datetime | None,
) -> tuple[Conversation, Line]:
    """A question is its first message: without one that can be stored there is no thread either."""
    conversation = Conversation.objects.create(
        channel=Conversation.Channel.CHAT,
        unit=unit,
        language=language,
        is_question=True,
        answer_due_at=answer_due_at,
        client_may_return=True,
        data_key=DataKey.new().wrapped(),
        last_message_at=now(),
    )
    line = post_client_message(
        conversation_id=conversation.pk, text=text, client_key=client_key
    )
    conversation.refresh_from_db()
    tell(conversation)
    return conversation, line
