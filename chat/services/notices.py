from collections.abc import Iterable

from chat import client, tasks
from chat.models import Notice, Push, PushDevice
from hub.foundation.clock import now
from hub.foundation.commit import after_commit
from hub.foundation.realtime import publish, user_group
from hub.hours.models import Opening
from hub.people.models import User


def notify(kind: str, *, opening: Opening, to: Iterable[User], about: User) -> None:
    """Stands in each reader's console until put away; a lost seat is mailed and pushed too."""
    rows = [Notice(recipient=r, kind=kind, opening=opening, about=about) for r in to]
    for notice in Notice.objects.bulk_create(rows):
        event = {"type": "staff.event", "event": "notice"}
        after_commit(publish, user_group(notice.recipient_id), event)
    if rows and kind == Notice.Kind.SEAT_LOST:
        after_commit(tasks.mail_notices.delay)
        push(rows)


def push(notices: list[Notice]) -> None:
    """To each device of each reader."""
    if not client.public_key():
        return
    to = {notice.recipient_id: notice for notice in notices}
    devices = PushDevice.objects.filter(user_id__in=to)
    waiting = [Push(notice=to[device.user_id], device=device) for device in devices]
    if Push.objects.bulk_create(waiting):
        after_commit(tasks.push_notices.delay)


def dismiss_notice(*, notice_id: int, by: User) -> None:
    """Anybody else's, or one put away already, changes nothing."""
    Notice.objects.filter(pk=notice_id, recipient=by, dismissed_at=None).update(
        dismissed_at=now()
    )
