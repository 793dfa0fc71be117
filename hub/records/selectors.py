from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Q
from django.utils import translation
from django.utils.translation import gettext as _

from hub.conversations.models import Attachment, Conversation, Message
from hub.conversations.panels import Event
from hub.people.models import User
from hub.privacy.masking import mask_identifiers, mask_name
from hub.records.models import Export
from hub.records.packaging import (
    Client,
    Content,
    File,
    Line,
    Organisation,
    Professional,
)

PAGE = 50
LANGUAGE = "fi"  # of the record


@dataclass(frozen=True, slots=True)
class ListPage:
    """Each export that counts is in one of the three figures."""

    exports: list[Export]
    arrived: int
    on_the_way: int
    troubled: int
    more: bool


def list_page(user: User, *, before: int | None = None) -> ListPage:
    """The newest exports that the user may see, and how many need an eye. `before`: the last id seen."""
    mine = Export.objects.visible_to(user)
    rows = mine.for_list()
    found = list((rows.filter(pk__lt=before) if before else rows)[: PAGE + 1])
    stuck = Q(state=Export.State.REJECTED) | Q(state__in=Export.UNSETTLED) & ~Q(trouble="")
    figures = mine.aggregate(
        arrived=Count("id", filter=Q(state=Export.State.ACCEPTED)),
        on_the_way=Count("id", filter=Q(state__in=Export.UNSETTLED, trouble="")),
        troubled=Count("id", filter=stuck),
    )
    return ListPage(exports=found[:PAGE], more=len(found) > PAGE, **figures)


def current_export(conversation: Conversation) -> Export | None:
    """What the thread page tells: the export that counts now."""
    exports = Export.objects.filter(conversation=conversation).defer("sealed")
    return (
        exports.exclude(state__in=["voided", "replaced"])
        .order_by("-version", "-id")
        .first()
    )


def events(conversation: Conversation) -> list[Event]:
    """When the client record had it, under which document."""
    accepted = Export.objects.filter(
        conversation=conversation, state=Export.State.ACCEPTED
    ).exclude(settled_at=None)
    words = _("Exported to the client record, document %(document)s")
    return [
        Event(f"exported-{version}", at, words % {"document": document})
        for version, at, document in accepted.values_list(
            "version", "settled_at", "receiver_document_id"
        )
        if at
    ]


def organisation(conversation: Conversation) -> Organisation:
    return Organisation(
        settings.ORGANISATION_NAME,
        conversation.unit.name,
        settings.ORGANISATION_BUSINESS_ID,
        settings.ORGANISATION_EMAIL,
    )


def content_of(export: Export) -> Content:
    """The thread as the record gets it: no internal notes, identifiers masked, professionals by title."""
    conversation = export.conversation
    messages = list(
        conversation.messages.exclude(kind=Message.Kind.NOTE)
        .select_related("sender__profile", "attachment")
        .order_by("seq")
    )
    with translation.override(LANGUAGE):
        return Content(
            organisation=organisation(conversation),
            conversation=conversation.public_id,
            version=export.version,
            serial=export.pk,
            channel=conversation.channel,
            language=conversation.language,
            started_at=conversation.created_at,
            ended_at=conversation.closed_at or export.created_at,
            created_at=export.created_at,
            created_by=name_of(export.created_by)
            if export.created_by
            else _("Automatically"),
            client=client_of(conversation),
            professionals=professionals(messages),
            lines=lines(conversation, messages),
        )


def client_of(conversation: Conversation) -> Client:
    municipality = conversation.municipality.code if conversation.municipality else ""
    if conversation.contact is None:
        return Client(municipality=municipality)
    return Client(
        reference=conversation.contact.public_id,
        name=mask_name(conversation.contact.name),
        municipality=municipality,
        identification="phone_number_match",
    )


def professionals(messages: list[Message]) -> tuple[Professional, ...]:
    senders = {message.sender_id: message.sender for message in messages if message.sender}
    return tuple(
        professional(senders[pk]) for pk in sorted(senders, key=lambda pk: pk or 0)
    )


def professional(user: User) -> Professional:
    profile = getattr(user, "profile", None)
    if profile is None:
        return Professional(str(user.get_role_display()), "")
    return Professional(
        profile.get_title_display(), f"{profile.first_name} {profile.last_name}".strip()
    )


def lines(conversation: Conversation, messages: list[Message]) -> tuple[Line, ...]:
    key = conversation.key()
    return tuple(
        Line(
            id=message.pk,
            seq=message.seq,
            sent_at=message.provider_at or message.created_at,
            received_at=message.created_at,
            role=message.author,
            display=display(message),
            text=mask_identifiers(
                key.open(message.body, context=conversation.context(message.seq))
            ).text,
            file=file_of(conversation, message),
        )
        for message in messages
    )


def file_of(conversation: Conversation, message: Message) -> File | None:
    """Only what a scanner has passed goes to the record."""
    attachment: Attachment | None = getattr(message, "attachment", None)
    if attachment is None:
        return None
    key, data = conversation.key(), None
    message.conversation = conversation
    attachment.message = message
    if attachment.state == Attachment.State.CLEAN and attachment.sealed is not None:
        data = key.open_bytes(attachment.sealed, context=attachment.context)
    return File(
        name=key.open(message.body, context=conversation.context(message.seq)),
        media_type=attachment.media_type,
        size=attachment.size,
        data=data,
        withheld="" if data is not None else str(attachment.state),
    )


def awaits_scan(conversation: Conversation) -> bool:
    """A file of it is with the scanner at this moment: the package waits, not for long."""
    return Attachment.objects.filter(
        message__conversation=conversation, state=Attachment.State.WAITING
    ).exists()


def display(message: Message) -> str:
    """The name that stood on the message: title and first name, as the client saw it."""
    if message.author == Message.Author.WORKER:
        return name_of(message.sender) if message.sender else _("Worker")
    return _("Client") if message.author == Message.Author.CLIENT else _("System")


def name_of(user: User) -> str:
    profile = getattr(user, "profile", None)
    return profile.public_name if profile else str(user.get_role_display())
