"""What the emergency card says, and who is called by it."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hub.conversations.models import Conversation, EmergencyCall, Summons
from hub.people.models import User


@dataclass(frozen=True, slots=True)
class Ready:
    """A sentence to be sent as it is: what it is for in the worker's language, its text in the client's."""

    name: str
    label: object
    text: str


@dataclass(frozen=True, slots=True, repr=False)
class Card:
    phone: str
    ready: list[Ready]
    call: EmergencyCall | None


def emergency_card(conversation: Conversation) -> Card:
    return Card(
        phone=emergency_phone(conversation),
        ready=ready_sentences(conversation),
        call=standing_call(conversation),
    )


def emergency_phone(conversation: Conversation) -> str:
    """Of the social emergency service: the municipality's own, else the unit's, else the organisation's; may be empty."""
    place = conversation.municipality
    default: str = settings.ORGANISATION_EMERGENCY_PHONE
    return (
        (place.emergency_phone if place else "")
        or conversation.unit.emergency_phone
        or default
    )


def ready_sentences(conversation: Conversation) -> list[Ready]:
    phone = emergency_phone(conversation)
    with translation.override(conversation.language):
        danger = gettext(
            "If you are in immediate danger, call 112. We cannot help in an emergency through chat."
        )
        where = gettext(
            "Where are you just now? Tell the address, or what you see around you. We cannot see where you are."
        )
        unable = gettext(
            "If you cannot call yourself, tell us where you are and we call 112 for you. Or ask somebody near you to call."
        )
        service = gettext(
            "The social emergency service helps at any hour. Its number is %(phone)s."
        )
    ready = [
        Ready("112", _("Call 112"), danger),
        Ready("where", _("Where are you?"), where),
        Ready("unable", _("When the client cannot call"), unable),
        Ready("service", _("Social emergency service"), service % {"phone": phone}),
    ]
    return ready if phone else ready[:-1]


def standing_call(conversation: Conversation) -> EmergencyCall | None:
    return conversation.emergency_calls.standing().with_names().first()


def calls_to(user: User) -> list[Summons]:
    """To which conversations colleagues call this worker, the oldest first: stands on every page of theirs."""
    called = Summons.objects.unanswered_by(user).select_related(
        "call__caller__profile", "call__conversation__contact"
    )
    return list(called.order_by("id"))
