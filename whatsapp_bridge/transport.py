"""How a reply leaves by WhatsApp, when it may, and what each refusal means for the worker."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from hub.conversations.models import Conversation, Identity
from hub.conversations.transports import Outbound, TransportError
from whatsapp_bridge import client
from whatsapp_bridge.models import Connection
from whatsapp_bridge.window import window_closes

PHONE = re.compile(r"[0-9]{7,15}")


@dataclass(frozen=True, slots=True)
class Reaction:
    sentence: Any
    permanent: bool = True


CLOSED = Reaction(_("More than 24 hours have passed since the client's last message. WhatsApp does not let us write now: call, or wait for the client."))  # fmt: skip
CHANNEL = Reaction(_("WhatsApp does not accept messages from this number now. The administrator has to act; use another way to reach the client."))  # fmt: skip
UNREACHABLE = Reaction(_("WhatsApp could not deliver the message to this client. Use another way to reach them."))  # fmt: skip
IDENTITY = Reaction(_("The client's WhatsApp identity has changed. Make sure who it is in another way before you write again."))  # fmt: skip
BUSY = Reaction(_("WhatsApp is busy. The message is sent again soon."), permanent=False)
BROKEN = Reaction(
    _("WhatsApp refused the message. Try another way, and tell the administrator.")
)
TEMPLATE = Reaction(_("The message template cannot be used. Tell the administrator."))
MEDIA = Reaction(_("WhatsApp did not accept the file. Try another file type."))
MARKETING = Reaction(_("WhatsApp does not deliver this message to the client now. Use another way to reach them."))  # fmt: skip
UNCERTAIN = _("It is not known whether the message left. Check with the client before you send it again.")  # fmt: skip


def reactions(*groups: tuple[Reaction, Iterable[int]]) -> dict[int, Reaction]:
    return {code: reaction for reaction, codes in groups for code in codes}


REACTIONS = reactions(
    (CLOSED, (131047, 470)),
    (
        CHANNEL,
        (
            0,
            190,
            3,
            10,
            131005,
            368,
            131031,
            131048,
            131042,
            131044,
            131045,
            133010,
            131037,
        ),
    ),
    (CHANNEL, range(200, 300)),
    (UNREACHABLE, (131026, 130497, 131021, 131030, 131035, 131036, 131062)),
    (IDENTITY, (137000,)),
    (BUSY, (4, 80007, 130429, 131056, 131057, 133004, 131016, 2, 1, 131000, 135000)),
    (TEMPLATE, (132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016)),
    (MEDIA, (131051, 131052, 131053)),
    (MARKETING, (131049, 131050, 130472, 131063, 131064)),
)


def sentence(code: int | None) -> str:
    """What the worker is told of a message that failed on its way, when nothing more will be tried."""
    reaction = REACTIONS.get(code or -1, BROKEN)
    return str(reaction.sentence if reaction.permanent else UNREACHABLE.sentence)


class WhatsApp:
    external = True

    def refusal(self, conversation_id: int, now: datetime) -> object | None:
        conversation = Conversation.objects.only("contact_id", "connection").get(
            pk=conversation_id
        )
        if not Connection.objects.filter(
            name=conversation.connection, enabled=True
        ).exists():
            off: object = CHANNEL.sentence
            return off
        closes = window_closes(conversation)
        closed: object = CLOSED.sentence
        return None if closes and now < closes else closed

    def pair(self, conversation_id: int) -> set[int]:
        return set()

    def deliver(self, outbound: Outbound) -> str:
        connection = Connection.objects.filter(
            name=outbound.connection, enabled=True
        ).first()
        if connection is None:
            raise TransportError(CHANNEL.sentence, code="off", permanent=True)
        try:
            return client.post_message(
                url=connection.messages_url,
                auth=connection.auth,
                message=text_message(outbound),
            )
        except client.GraphError as error:
            raise translated(error) from None


def text_message(outbound: Outbound) -> dict[str, Any]:
    # A line of the service itself has no sender, and names in it whom it is about.
    sender = [f"{outbound.sender_name}:"] if outbound.sender_name else []
    body = "\n".join([*sender, outbound.text])
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **address(outbound.contact_id),
        "type": "text",
        "text": {"body": body, "preview_url": False},
        "biz_opaque_callback_data": str(outbound.delivery_id),
    }


def address(contact_id: int | None) -> dict[str, str]:
    """A number goes in `to` with its plus; a user id there would be dropped without a word."""
    found = Identity.objects.filter(contact_id=contact_id or 0).order_by("id")
    values = {identity.kind: identity.value for identity in found}
    phone = values.get(Identity.Kind.WA_ID) or values.get(Identity.Kind.PHONE) or ""
    if PHONE.fullmatch(phone.lstrip("+")):
        return {"to": f"+{phone.lstrip('+')}"}
    if user_id := values.get(Identity.Kind.BSUID):
        return {"recipient": user_id}
    raise TransportError(UNREACHABLE.sentence, code="no_address", permanent=True)


def translated(error: client.GraphError) -> TransportError:
    code = str(error.code or error.status or "")
    if error.sent is None:
        return TransportError(UNCERTAIN, code=code or "timeout", uncertain=True)
    if error.sent is False:
        return TransportError(BUSY.sentence, code=code or "connect")
    passing = error.status >= 500 or error.status == 429
    reaction = REACTIONS.get(error.code if error.code is not None else -1)
    reaction = reaction or (BUSY if passing else BROKEN)
    return TransportError(reaction.sentence, code=code, permanent=reaction.permanent)
