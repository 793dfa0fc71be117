import json
import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chat import client
from chat.client import Subscription
from chat.delivery import SUBSCRIPTION
from chat.models import PushDevice
from hub.foundation.errors import DomainError
from hub.people.models import User
from hub.privacy.hashing import keyed_hash, keyed_hashes
from hub.privacy.sealing import seal
from hub.privacy.services import record_access

MOST_DEVICES = 10


@transaction.atomic
def add_device(*, user: User, subscription: Subscription) -> PushDevice:
    """The same browser again is the same device, and whoever turned it on last is whose notices it shows."""
    if not client.public_key():
        raise DomainError(_("Notices on a device are not in use here."))
    if not client.is_allowed(subscription.endpoint) or not client.is_usable(subscription):
        raise DomainError(
            _("Notices cannot be sent to this browser. Try another browser, or read them by e-mail.")
        )  # fmt: skip
    hashes = keyed_hashes(subscription.endpoint, purpose="push-endpoint")
    PushDevice.objects.filter(endpoint_hash__in=hashes).exclude(user=user).delete()
    others = PushDevice.objects.filter(user=user).exclude(endpoint_hash__in=hashes)
    if others.count() >= MOST_DEVICES:
        raise DomainError(_("You have many devices already. Remove one of them first."))
    known = PushDevice.objects.filter(endpoint_hash__in=hashes).first()
    device, made = PushDevice.objects.update_or_create(
        endpoint_hash=known.endpoint_hash if known else hashed(subscription),
        defaults={"user": user, "subscription_sealed": sealed(subscription)},
    )
    if made:
        record_access(by=user, action="add_push_device", obj=user)
    return device


def hashed(subscription: Subscription) -> str:
    return keyed_hash(subscription.endpoint, purpose="push-endpoint")


def sealed(subscription: Subscription) -> bytes:
    words = [subscription.endpoint, subscription.p256dh, subscription.auth]
    return seal(json.dumps(words).encode(), purpose=SUBSCRIPTION)


@transaction.atomic
def remove_device(*, user: User, public_id: uuid.UUID | str) -> None:
    """Anybody else's, or one that is gone already, changes nothing."""
    gone, _rows = PushDevice.objects.filter(user=user, public_id=public_id).delete()
    if gone:
        record_access(by=user, action="remove_push_device", obj=user)
