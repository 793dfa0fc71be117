import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hub.conversations import tasks, transports
from hub.conversations.journal import Draft, Line, append, line_of
from hub.conversations.models import Contact, Conversation, Delivery, Message
from hub.conversations.services.threads import inbox_event, start_conversation, tell
from hub.foundation.clock import now
from hub.foundation.commit import after_commit
from hub.foundation.errors import DomainError, NotOpen
from hub.foundation.realtime import publish, unit_group
from hub.people.models import Unit, User
from hub.privacy.masking import mask_identifiers
from hub.privacy.services import record_access

MAX_CHARACTERS = 2000
# What may stand in a text beside letters: line ends and tabs. NUL would not even fit the database.
ALLOWED_CONTROLS = "\n\t"


def clean_text(text: str) -> str:
    """Trimmed text of 1 to 2000 characters without control characters, or a DomainError that says why.

    Marks of direction and joiners are not controls: right-to-left text and emoji are kept as typed.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        raise DomainError(_("Write a message before sending."), code="bad_frame")
    if len(text) > MAX_CHARACTERS:
        raise DomainError(
            _("The message is too long (2,000 characters at most)."), code="too_long"
        )
    if any(is_control(character) for character in text):
        raise DomainError(
            _("The message has characters that cannot be sent."), code="bad_frame"
        )
    return text


def is_control(character: str) -> bool:
    if character in ALLOWED_CONTROLS:
        return False
    return (
        ord(character) < 32
        or 0x7F <= ord(character) < 0xA0
        or 0xD800 <= ord(character) < 0xE000
    )


@transaction.atomic
def post_client_message(*, conversation_id: int, text: str, client_key: uuid.UUID) -> Line:
    """A visitor's message: identity codes masked before anything is stored.

    The same key again is the same message, whatever its text. Raises NotOpen once the thread has ended.
    """
    text = clean_text(text)
    conversation = Conversation.objects.select_for_update().get(pk=conversation_id)
    if known := by_key(conversation, client_key):
        return known
    if conversation.is_closed or conversation.client_left_at:
        raise NotOpen(_("This conversation has ended."), code="gone")
    masked = mask_identifiers(text)
    draft = Draft(
        author=Message.Author.CLIENT,
        text=masked.text,
        client_key=client_key,
        masked=masked.kinds,
    )
    _message, line = append(conversation, draft)
    after_commit(publish, unit_group(conversation.unit_id), message_event(conversation))
    return line


def by_key(conversation: Conversation, client_key: uuid.UUID) -> Line | None:
    message = conversation.messages.filter(client_key=client_key).first()
    if message is None:
        return None
    text = conversation.key().open(message.body, context=conversation.context(message.seq))
    return line_of(message, text)


def message_event(conversation: Conversation) -> dict[str, str | int]:
    return inbox_event(conversation) | {"event": "message"}


@transaction.atomic
def send_reply(
    *, conversation: Conversation, by: User, text: str, client_key: uuid.UUID
) -> Message:
    """A worker's reply. On an outside channel it also gets a Delivery row, and Celery a nudge.

    A form posted twice (same key) is one reply. The first to answer a waiting thread takes it.
    """
    text = clean_text(text)
    locked = Conversation.objects.select_for_update().get(pk=conversation.pk)
    known = locked.messages.filter(client_key=client_key).first()
    if known:
        return known
    if locked.is_closed:
        raise NotOpen(_("A closed conversation takes no reply."))
    if locked.status == Conversation.Status.WAITING:
        raise DomainError(_("Take the conversation before you answer."))
    transport = transports.get(locked.channel)
    refusal = transport.refusal(locked.pk, now())
    if refusal:
        raise DomainError(refusal)
    draft = Draft(author=Message.Author.WORKER, text=text, sender=by, client_key=client_key)
    message, _line = append(locked, draft)
    if transport.external:
        delivery = Delivery.objects.create(message=message)
        after_commit(tasks.deliver_message.delay, delivery_id=delivery.pk)
    record_access(by=by, action="reply", obj=locked)
    after_commit(publish, unit_group(locked.unit_id), message_event(locked))
    return message


@transaction.atomic
def add_note(
    *, conversation: Conversation, by: User, text: str, client_key: uuid.UUID
) -> Message:
    """An internal note: the client never sees it, no channel carries it."""
    text = clean_text(text)
    locked = Conversation.objects.select_for_update().get(pk=conversation.pk)
    known = locked.messages.filter(client_key=client_key).first()
    if known:
        return known
    if not locked.data_key:
        raise NotOpen(_("The content of this conversation has been destroyed."))
    draft = Draft(
        author=Message.Author.WORKER,
        kind=Message.Kind.NOTE,
        text=text,
        sender=by,
        client_key=client_key,
    )
    message, _line = append(locked, draft)
    record_access(by=by, action="note", obj=locked)
    return message


@transaction.atomic
def post_system_message(*, conversation_id: int, text: str) -> None:
    """A line of the service itself, in the client's language; the caller translates."""
    conversation = Conversation.objects.select_for_update().get(pk=conversation_id)
    if not conversation.is_closed:
        append(conversation, Draft(author=Message.Author.SYSTEM, text=text))


@transaction.atomic
def receive_message(
    *,
    channel: str,
    unit: Unit,
    contact: Contact,
    connection: str,
    external_id: str,
    text: str,
    provider_at: datetime,
    language: str = "fi",
) -> Message | None:
    """An identified client's message from outside; None when this id was stored already.

    Goes to the client's unclosed thread, or opens one in `unit`, whose number was written to: with the client's
    named worker when that unit is theirs, else in its queue. Locks the contact, so that two arriving at once
    make one thread. The caller masks nothing: identity codes are masked here.
    """
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    if Message.objects.filter(connection=connection, external_id=external_id).exists():
        return None
    conversation = unclosed_thread(contact, connection) or open_thread(
        channel, unit, contact, connection, language
    )
    masked = mask_identifiers(text.replace("\x00", "�"))
    draft = Draft(
        author=Message.Author.CLIENT,
        text=masked.text,
        masked=masked.kinds,
        connection=connection,
        external_id=external_id,
        provider_at=provider_at,
    )
    message, _line = append(conversation, draft)
    tell(conversation)
    return message


def unclosed_thread(contact: Contact, connection: str) -> Conversation | None:
    return (
        Conversation.objects.select_for_update()
        .filter(contact=contact, connection=connection)
        .unclosed()
        .first()
    )


def open_thread(
    channel: str, unit: Unit, contact: Contact, connection: str, language: str
) -> Conversation:
    named = contact.named_worker
    if named and not (named.is_active and named.unit_id == unit.pk):
        named = None
    return start_conversation(
        channel=channel,
        unit=unit,
        contact=contact,
        connection=connection,
        language=language,
        assignee=named,
        routing=Conversation.Routing.NAMED_WORKER if named else Conversation.Routing.QUEUE,
    )
