import uuid

from django.conf import settings

from chat.models import VisitorSession
from chat.services.visits import WAIT
from hub.conversations import services as conversations
from hub.conversations.journal import Line
from hub.conversations.selectors import takes_attachments
from hub.conversations.services import File
from hub.conversations.services.attachments import OFF
from hub.foundation.errors import DomainError, TooFast
from hub.foundation.limits import too_many


def send_file(*, session: VisitorSession, data: bytes, client_key: uuid.UUID) -> Line:
    """A visitor's file, at a person's pace: opening one takes the hub longer than any text.

    Where files are off nothing is counted: that refusal is the one to say.
    """
    if not takes_attachments(session.conversation):
        raise DomainError(OFF, code="off")
    (hasty,) = too_many(
        [f"file:{session.conversation_id}"],
        most=settings.CHAT_ATTACHMENTS_PER_TEN_MINUTES,
        seconds=600,
    )
    if hasty:
        raise TooFast(WAIT)
    return conversations.post_client_attachment(
        conversation_id=session.conversation_id, data=data, client_key=client_key
    )


def fetch_file(*, session: VisitorSession, seq: int) -> File:
    return conversations.fetch_attachment(conversation=session.conversation, seq=seq)
