"""Mail and pushes about lost seats: that something waits in the hub, not what."""

import json
import logging
import random
from collections import Counter
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from chat import client
from chat.client import Reply, Subscription
from chat.models import Notice, Push, PushDevice
from hub.foundation.clock import now
from hub.people import services as people
from hub.privacy.sealing import unseal

logger = logging.getLogger(__name__)
TEMPLATE = "chat/email/notice_{}.txt"
SUBSCRIPTION = "push-subscription"
# Whoever claims a push has this long to say what became of it; the job is ended before.
CLAIMED_FOR = timedelta(minutes=3)
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
MOST_ATTEMPTS = 12
LATER = (0, 429)


def mail_notices() -> int:
    """Everything not mailed yet, each claimed by one worker; a deaf mail server is asked again by the next sweep."""
    if settings.EMAIL_BACKEND.endswith(".dummy.EmailBackend"):
        return 0
    waiting = Notice.objects.standing(now()).filter(
        kind=Notice.Kind.SEAT_LOST, mailed_at=None, recipient__is_active=True
    )
    return sum(map(mail_notice, waiting.select_related("recipient").order_by("id")[:100]))


def mail_notice(notice: Notice) -> bool:
    row = Notice.objects.filter(pk=notice.pk)
    if not row.filter(mailed_at=None).update(mailed_at=now()):
        return False
    sent = people.mail_user(
        user=notice.recipient, template=TEMPLATE, path=reverse("roster:page")
    )
    if not sent:
        row.update(mailed_at=None)
    return sent


def push_notices() -> dict[str, int]:
    """Everything that is due, each claimed by one worker; a worker's death only delays what it had claimed."""
    if not client.public_key():
        return {}
    due = Push.objects.due(now()).select_related("notice__opening", "device__user")
    return dict(Counter(map(push_one, due.order_by("due_at", "id")[:50])))


def push_one(push: Push) -> str:
    row = Push.objects.filter(pk=push.pk, due_at=push.due_at)
    at = now()
    if not row.update(due_at=at + CLAIMED_FOR, attempts=F("attempts") + 1):
        return "claimed elsewhere"
    if not is_of_use(push, at):
        Push.objects.filter(pk=push.pk).delete()
        return "of no use"
    return record(push, send(push, at), at)


def is_of_use(push: Push, at: datetime) -> bool:
    notice, user = push.notice, push.device.user
    fresh = notice.dismissed_at is None and notice.opening.ends_at > at
    return fresh and user.is_active and user.pk == notice.recipient_id


def send(push: Push, at: datetime) -> Reply:
    opening, user = push.notice.opening, push.device.user
    sealed = unseal(push.device.subscription_sealed, purpose=SUBSCRIPTION)
    with translation.override(user.language):
        title = gettext("A shift has changed")
    path = reverse("roster:opening", args=[opening.public_id])
    return client.post(
        Subscription(*json.loads(sealed)),
        content=json.dumps({"title": title, "path": path}).encode(),
        topic=f"notice-{push.notice_id}",
        ttl=max(60, int((opening.ends_at - at).total_seconds())),
    )


def record(push: Push, reply: Reply, at: datetime) -> str:
    """What the service said of it. The row goes with the answer; the device, when nobody is there any more."""
    row = Push.objects.filter(pk=push.pk)
    if reply.status in (404, 410):
        PushDevice.objects.filter(pk=push.device_id).delete()
        return "device gone"
    if reply.status in LATER or reply.status >= 500:
        due_at = at + wait(push.attempts, reply.retry_after)
        if push.attempts + 1 < MOST_ATTEMPTS and due_at < push.notice.opening.ends_at:
            row.update(due_at=due_at)
            return "later"
    row.delete()
    if 200 <= reply.status < 300:
        return "pushed"
    logger.warning("A push did not go out", extra={"status": reply.status})
    return "given up"


def wait(attempts: int, asked: int) -> timedelta:
    """Doubles up to an hour, with jitter; never sooner than the service asks for."""
    full: timedelta = min(FIRST_WAIT * (1 << min(attempts, 12)), LONGEST_WAIT)
    spread: timedelta = full * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, guards nothing
    return max(spread, timedelta(seconds=asked))
