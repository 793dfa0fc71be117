"""Mail about lost seats: that something waits in the hub, not what."""

from django.conf import settings
from django.urls import reverse

from chat.models import Notice
from hub.foundation.clock import now
from hub.people import services as people

TEMPLATE = "chat/email/notice_{}.txt"


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
