import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from hub.conversations import tasks, transports
from hub.conversations.journal import Draft, Line, append, append_all, line_of
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


# By rising id, so that two batches never wait for each other.
LOCK = "SELECT * FROM conversations_conversation WHERE id = ANY(%s) ORDER BY id FOR UPDATE"
Place = tuple[int, uuid.UUID | None]


@dataclass(frozen=True, slots=True, repr=False)
class ClientPost:
    """What a visitor sends. The same key again is the same message, whatever its text."""

    conversation_id: int
    client_key: uuid.UUID
    text: str

    @property
    def place(self) -> Place:
        return self.conversation_id, self.client_key


def post_client_message(*, conversation_id: int, text: str, client_key: uuid.UUID) -> Line:
    """One visitor's message; raises NotOpen once the thread has ended."""
    answer = post_client_messages([ClientPost(conversation_id, client_key, text)])[0]
    if isinstance(answer, DomainError):
        raise answer
    return answer


def post_client_messages(posts: list[ClientPost]) -> list[Line | DomainError]:
    """Visitors' messages, of any threads, in one transaction; identity codes masked before anything is stored.

    Answers in order: what was stored (now or before, under the same key), or why this one was refused. A refusal
    does not touch the others. Hardly any key comes twice, so the database's own constraint is asked first.
    """
    try:
        return store(posts)
    except IntegrityError:
        return store(posts, repeated=True)


@transaction.atomic
def store(posts: list[ClientPost], *, repeated: bool = False) -> list[Line | DomainError]:
    ids = {post.conversation_id for post in posts}
    rows = Conversation.objects.raw(LOCK, [list(ids)])
    locked = {row.pk: row for row in rows}
    answers: dict[Place, Line | DomainError] = {}
    if repeated:
        answers |= known_lines(locked, posts)
    entries: dict[Place, tuple[Conversation, Draft]] = {}
    for post in posts:
        if post.place not in answers and post.place not in entries:
            conversation = locked.get(post.conversation_id)
            try:
                entries[post.place] = check_open(conversation), draft_of(post)
            except DomainError as error:
                answers[post.place] = error
    if answers and not repeated:
        # Stored once, refused by now: the same message asked after again.
        answers |= known_lines(locked, [post for post in posts if post.place in answers])
    stored = append_all(list(entries.values()))
    answers |= zip(entries, (line for _message, line in stored), strict=True)
    for conversation in {entry[0].pk: entry[0] for entry in entries.values()}.values():
        after_commit(publish, unit_group(conversation.unit_id), message_event(conversation))
    return [answers[post.place] for post in posts]


def check_open(conversation: Conversation | None) -> Conversation:
    if conversation is None or conversation.is_closed or conversation.client_left_at:
        raise NotOpen(_("This conversation has ended."), code="gone")
    return conversation


def draft_of(post: ClientPost) -> Draft:
    masked = mask_identifiers(clean_text(post.text))
    return Draft(
        author=Message.Author.CLIENT,
        text=masked.text,
        client_key=post.client_key,
        masked=masked.kinds,
    )


def known_lines(
    conversations: dict[int, Conversation], posts: list[ClientPost]
) -> dict[Place, Line]:
    messages = Message.objects.filter(
        conversation__in=conversations, client_key__in={post.client_key for post in posts}
    )
    return {
        (message.conversation_id, message.client_key): line_of(
            message, open_body(conversations[message.conversation_id], message)
        )
        for message in messages
    }


def open_body(conversation: Conversation, message: Message) -> str:
    return conversation.key().open(message.body, context=conversation.context(message.seq))


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
