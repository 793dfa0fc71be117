from django.db import transaction

from hub.conversations import tasks
from hub.conversations.models import Delivery
from hub.foundation.commit import after_commit
from hub.foundation.realtime import publish, staff_thread_group
from hub.people.models import User
from hub.privacy.services import record_access


@transaction.atomic
def record_delivery_status(
    *, delivery_id: int, status: str, error_code: str = "", error_text: str = ""
) -> bool:
    """A report from the provider; only a higher rank counts, so reports may come in any order, twice."""
    lower = [name for name, rank in Delivery.RANK.items() if rank < Delivery.RANK[status]]
    changed = Delivery.objects.filter(pk=delivery_id, status__in=lower).update(
        status=status, error_code=error_code, error_text=error_text
    )
    if changed:
        tell_ticks(Delivery.objects.select_related("message").get(pk=delivery_id))
    return bool(changed)


@transaction.atomic
def resolve_uncertain(*, delivery: Delivery, by: User, resend: bool) -> None:
    """A worker decides about a message of which nobody knows whether it left. Decided already: nothing happens."""
    status = Delivery.Status.QUEUED if resend else Delivery.Status.FAILED
    changed = Delivery.objects.filter(
        pk=delivery.pk, status=Delivery.Status.UNCERTAIN
    ).update(status=status, next_try_at=None)
    if not changed:
        return
    if resend:
        after_commit(tasks.deliver_message.delay, delivery_id=delivery.pk)
    record_access(by=by, action="resolve_delivery", obj=delivery)


def tell_ticks(delivery: Delivery) -> None:
    event = {
        "type": "thread.delivery",
        "seq": delivery.message.seq,
        "status": delivery.status,
    }
    after_commit(publish, staff_thread_group(delivery.message.conversation_id), event)
