import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hub.conversations import client, selectors, tasks
from hub.conversations.cleaning import Cleaned, Unclean, clean
from hub.conversations.journal import Draft, Line, append, line_of
from hub.conversations.models import (
    Attachment,
    AttachmentSwitch,
    Conversation,
    Message,
)
from hub.conversations.services.messages import check_open, message_event, open_body
from hub.foundation.commit import after_commit
from hub.foundation.errors import DomainError, NotOpen, TooFast
from hub.foundation.realtime import publish, unit_group
from hub.people.models import Unit, User
from hub.privacy.services import record_access

OFF = _("Files cannot be sent in this conversation.")
WAIT = _("Too many at once. Wait a moment and try again; your text is kept.")
REFUSALS = {
    "empty": _("The file is empty."),
    "kind": _("Only pictures (JPEG, PNG, WebP) and PDF documents can be sent."),
    "locked": _("The document is locked with a password. Send it without one."),
    "broken": _("The file could not be opened. It may be damaged."),
}


@dataclass(frozen=True, slots=True, repr=False)
class File:
    name: str
    media_type: str
    data: bytes


def post_client_attachment(
    *, conversation_id: int, data: bytes, client_key: uuid.UUID
) -> Line:
    """A visitor's file: cleaned before anything of it is stored, scanned after. The same key again is the same file."""
    conversation = Conversation.objects.get(pk=conversation_id)
    known = known_line(conversation, client_key)
    if known:
        return known
    check_sent_by_client(conversation)
    check_count(conversation, Message.Author.CLIENT)
    cleaned = cleaned_or_refused(data)
    draft = Draft(
        author=Message.Author.CLIENT,
        kind=Message.Kind.ATTACHMENT,
        text="",
        client_key=client_key,
    )
    return keep(conversation_id, draft, cleaned, check_sent_by_client)


def send_attachment(
    *, conversation: Conversation, by: User, data: bytes, client_key: uuid.UUID
) -> Line:
    """A worker's file; the client gets it once it has been scanned."""
    known = known_line(conversation, client_key)
    if known:
        return known
    check_sent_by_worker(conversation)
    check_count(conversation, Message.Author.WORKER)
    cleaned = cleaned_or_refused(data)
    draft = Draft(
        author=Message.Author.WORKER,
        kind=Message.Kind.ATTACHMENT,
        text="",
        sender=by,
        client_key=client_key,
    )
    return keep(conversation.pk, draft, cleaned, check_sent_by_worker)


def check_sent_by_client(conversation: Conversation) -> None:
    if not selectors.takes_attachments(conversation):
        raise DomainError(OFF, code="off")
    check_open(conversation)


def check_sent_by_worker(conversation: Conversation) -> None:
    if not selectors.gives_attachments(conversation):
        raise DomainError(OFF, code="off")
    if conversation.status == Conversation.Status.WAITING:
        raise DomainError(_("Take the conversation before you answer."))
    if conversation.is_closed:
        raise NotOpen(_("A closed conversation takes no reply."))


def check_count(conversation: Conversation, author: str) -> None:
    sent = conversation.messages.filter(kind=Message.Kind.ATTACHMENT, author=author)
    if sent.count() >= settings.CHAT_ATTACHMENTS_PER_CONVERSATION:
        raise DomainError(_("No more files can be sent in this conversation."), code="many")


def cleaned_or_refused(data: bytes) -> Cleaned:
    """Takes seconds, so the connection goes back to the pool first; the next query takes another."""
    largest = settings.CHAT_ATTACHMENT_MEGABYTES * 1024 * 1024
    if len(data) > largest:
        raise DomainError(too_large(), code="large")
    if not connection.in_atomic_block:
        connection.close()
    try:
        return clean(data, largest=largest)
    except Unclean as unclean:
        if unclean.code == "busy":
            raise TooFast(WAIT) from None
        words = too_large() if unclean.code == "large" else REFUSALS[unclean.code]
        raise DomainError(words, code=unclean.code) from None


def too_large() -> object:
    return _("The file is too large (%(megabytes)s MB at most).") % {
        "megabytes": settings.CHAT_ATTACHMENT_MEGABYTES
    }


@transaction.atomic
def keep(
    conversation_id: int,
    draft: Draft,
    cleaned: Cleaned,
    check: Callable[[Conversation], None],
) -> Line:
    """Message, sealed file and nudge in one transaction; what was asked before the cleaning is asked again."""
    locked = Conversation.objects.select_for_update().get(pk=conversation_id)
    known = known_line(locked, draft.client_key)
    if known:
        return known
    check(locked)
    check_count(locked, draft.author)
    scanned = client.is_configured()
    attachment = Attachment(
        media_type=cleaned.media_type,
        size=len(cleaned.data),
        state=Attachment.State.WAITING if scanned else Attachment.State.HELD,
    )
    named = Draft(
        author=draft.author,
        kind=draft.kind,
        text=neutral_name(locked, attachment),
        sender=draft.sender,
        client_key=draft.client_key,
        attachment=attachment,
    )
    _message, line = append(locked, named)
    attachment.sealed = locked.key().seal_bytes(cleaned.data, context=attachment.context)
    attachment.save(force_insert=True)
    if scanned:
        after_commit(tasks.scan_attachment.delay, attachment_id=attachment.pk)
    if draft.sender:
        record_access(by=draft.sender, action="send_file", obj=locked)
    after_commit(publish, unit_group(locked.unit_id), message_event(locked))
    return line


def neutral_name(conversation: Conversation, attachment: Attachment) -> str:
    """`tiedosto-3.jpg`: the sender's own name for it may tell whose it is, and is not kept."""
    with translation.override(conversation.language):
        stem = gettext("file")
    ending = Attachment.KINDS[attachment.media_type]
    return f"{stem}-{conversation.last_seq + 1}.{ending}"


def known_line(conversation: Conversation, key: uuid.UUID | None) -> Line | None:
    message = (
        conversation.messages.select_related("sender__profile", "attachment")
        .defer("attachment__sealed")
        .filter(client_key=key)
        .first()
    )
    if message is None:
        return None
    with translation.override(conversation.language):
        return line_of(
            message,
            open_body(conversation, message),
            attachment=getattr(message, "attachment", None),
        )


@transaction.atomic
def read_attachment(
    *, conversation: Conversation, seq: int, by: User, unscanned: bool = False
) -> File:
    """For a worker, and in the access log. What no scanner has passed comes only to who asks for it as such."""
    states = [Attachment.State.HELD if unscanned else Attachment.State.CLEAN]
    found = opened(conversation, seq, states)
    ground = "unscanned" if unscanned else ""
    record_access(by=by, action="download_file", obj=conversation, ground=ground)
    return found


def preview_attachment(*, conversation: Conversation, seq: int) -> File:
    """A scanned picture, as a part of the thread whose viewing is logged already."""
    found = opened(conversation, seq, [Attachment.State.CLEAN])
    if not found.media_type.startswith("image/"):
        raise DomainError(_("There is no such file."), code="gone")
    return found


def fetch_attachment(*, conversation: Conversation, seq: int) -> File:
    """For the client: a worker's, once scanned."""
    states = [Attachment.State.CLEAN]
    return opened(conversation, seq, states, author=Message.Author.WORKER)


def opened(conversation: Conversation, seq: int, states: Sequence[str], **of: str) -> File:
    message = (
        conversation.messages.select_related("attachment")
        .filter(seq=seq, attachment__state__in=states, **of)
        .first()
    )
    sealed = message.attachment.sealed if message else None
    if message is None or sealed is None or not conversation.data_key:
        raise DomainError(_("There is no such file."), code="gone")
    message.conversation = conversation
    attachment = message.attachment
    attachment.message = message
    data = conversation.key().open_bytes(sealed, context=attachment.context)
    return File(open_body(conversation, message), attachment.media_type, data)


@transaction.atomic
def switch_attachments(*, unit: Unit, channel: str, on: bool, by: User | None) -> None:
    """From now on; files that came before stay with their conversations."""
    row, _created = AttachmentSwitch.objects.update_or_create(
        unit=unit, channel=channel, defaults={"on": on}
    )
    action = "switch_files_on" if on else "switch_files_off"
    record_access(by=by, action=action, obj=row)
