"""From sealed bodies to messages and ticks: claim, read, store each event once, say how it went."""

import logging
import time
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists, F, OuterRef

from hub.conversations import services as conversations
from hub.conversations.models import Contact, Delivery, Identity, Message
from hub.foundation.clock import now
from hub.foundation.metrics import WEBHOOKS
from hub.privacy.sealing import SealBroken
from whatsapp_bridge import payloads, transport
from whatsapp_bridge.models import Connection, ParkedStatus, WebhookBody

logger = logging.getLogger(__name__)
BATCH = 20
SECONDS = 45  # then the next nudge or the beat goes on, well inside the task's time limit
TRY_AGAIN_AFTER = timedelta(minutes=2)
ATTEMPTS = 5
PARKING = timedelta(hours=1)
STATUSES = {
    "sent": Delivery.Status.SENT,
    "delivered": Delivery.Status.DELIVERED,
    "read": Delivery.Status.READ,
    "played": Delivery.Status.READ,
    "failed": Delivery.Status.FAILED,
}
# An event's fate: empty when it found its place, else the label of why not.
Fate = str


def run() -> dict[str, int]:
    deadline = time.monotonic() + SECONDS
    counts = {"processed": 0, "quarantined": 0}
    while time.monotonic() < deadline and (batch := claim(now())):
        for body in batch:
            counts[settle(body)] += 1
    counts["unparked"] = unpark()
    return counts


@transaction.atomic
def claim(at: datetime) -> list[WebhookBody]:
    """Up to a batch for this worker alone; a claim that nobody finished is free again after a while."""
    rows = WebhookBody.objects.claimable(at - TRY_AGAIN_AFTER).select_related("connection")
    batch = list(rows.select_for_update(skip_locked=True, of=("self",))[:BATCH])
    WebhookBody.objects.filter(pk__in=[body.pk for body in batch]).update(
        claimed_at=at, attempts=F("attempts") + 1
    )
    return batch


def settle(body: WebhookBody) -> str:
    labels = sorted(labels_of(body) - {""})
    state = WebhookBody.State.QUARANTINED if labels else WebhookBody.State.PROCESSED
    WebhookBody.objects.filter(pk=body.pk).update(state=state, label=",".join(labels)[:200])
    WEBHOOKS.labels(str(state)).inc()
    if labels:
        logger.warning(
            "A webhook was set aside",
            extra={"webhook_id": body.pk, "reason": ",".join(labels)},
        )
    return str(state)


def labels_of(body: WebhookBody) -> set[Fate]:
    if body.attempts >= ATTEMPTS:
        return {"gave_up"}
    try:
        events = payloads.parse(body.raw)
    except SealBroken:
        return {"seal_broken"}
    return {fate_of(event, body) for event in events}


def fate_of(event: payloads.Event, body: WebhookBody) -> Fate:
    """One poisoned event never stops another; a database that is away stops them all, until it is back."""
    try:
        connection = addressee(event, body.connection)
        if connection is None:
            return "other_number"
        return FATES[type(event)](event, connection, body)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception(
            "A WhatsApp event could not be stored", extra={"webhook_id": body.pk}
        )
        return "event_failed"


def addressee(event: payloads.Event, source: Connection) -> Connection | None:
    """The connection whose number the event names, if the same app's secret signs for it."""
    if not event.number_id or event.number_id == source.phone_number_id:
        return source
    found = Connection.objects.filter(phone_number_id=event.number_id, enabled=True).first()
    return found if found and found.shares_app_with(source) else None


def take_message(
    event: payloads.InboundMessage, connection: Connection, body: WebhookBody
) -> Fate:
    if event.group_id:
        return "group_message"
    if not event.number_id:
        return "no_number"
    if not event.person.known:
        return "no_sender"
    conversations.receive_message(
        channel="whatsapp",
        unit=connection.unit,
        contact=contact_of(event.person, connection),
        connection=connection.name,
        external_id=event.wamid,
        text=event.text,
        # A clock that runs ahead must not hold the answering window open.
        provider_at=min(event.at or body.received_at, body.received_at),
    )
    return ""


def contact_of(person: payloads.Person, connection: Connection) -> Contact:
    addresses = {
        str(Identity.Kind.BSUID): person.user_id,
        str(Identity.Kind.WA_ID): person.wa_id,
        str(Identity.Kind.PARENT_BSUID): person.parent_user_id,
    }
    return conversations.find_or_create_contact(
        unit=connection.unit,
        identities={kind: value for kind, value in addresses.items() if value},
        scope=connection.portfolio,
        name=person.name,
    )


def take_status(
    event: payloads.StatusChange, connection: Connection, body: WebhookBody
) -> Fate:
    status = STATUSES.get(event.status)
    if status is None:
        return "unknown_status"
    parked = ParkedStatus(
        connection=connection,
        wamid=event.wamid,
        callback=event.callback,
        status=status,
        code=event.code,
        parked_at=now(),
    )
    if not report(parked):
        ParkedStatus.objects.bulk_create([parked], ignore_conflicts=True)
    return ""


def report(parked: ParkedStatus) -> bool:
    delivery = delivery_of(parked)
    if delivery is None:
        return False
    failed = parked.status == Delivery.Status.FAILED
    conversations.record_delivery_status(
        delivery_id=delivery.pk,
        status=parked.status,
        error_code=str(parked.code or "") if failed else "",
        error_text=transport.sentence(parked.code) if failed else "",
    )
    return True


def delivery_of(parked: ParkedStatus) -> Delivery | None:
    """By our own mark, which is known before the provider answers; else by the provider's id."""
    deliveries = Delivery.objects.filter(
        message__conversation__connection=parked.connection.name
    )
    try:
        mark = uuid.UUID(parked.callback)
    except ValueError:
        mark = None
    found = deliveries.filter(public_id=mark).first() if mark else None
    return found or deliveries.filter(message__external_id=parked.wamid).first()


def unpark() -> int:
    """Reports that came before their message was known; its id is stored once the provider has answered."""
    known = Message.objects.filter(
        connection=OuterRef("connection__name"), external_id=OuterRef("wamid")
    )
    waiting = ParkedStatus.objects.filter(parked_at__gte=now() - PARKING).select_related(
        "connection"
    )
    done = [
        parked.pk
        for parked in waiting.filter(Exists(known)).order_by("id")
        if report(parked)
    ]
    ParkedStatus.objects.filter(pk__in=done).delete()
    return len(done)


def take_echo(event: payloads.Echo, connection: Connection, body: WebhookBody) -> Fate:
    return "echo"


def take_error(
    event: payloads.ProviderError, connection: Connection, body: WebhookBody
) -> Fate:
    return f"provider_error_{event.code or 0}"[:40]


def take_unhandled(
    event: payloads.Unhandled, connection: Connection, body: WebhookBody
) -> Fate:
    return event.label


FATES: dict[type[payloads.Event], Callable[[Any, Connection, WebhookBody], Fate]] = {
    payloads.InboundMessage: take_message,
    payloads.StatusChange: take_status,
    payloads.Echo: take_echo,
    payloads.ProviderError: take_error,
    payloads.Unhandled: take_unhandled,
}
