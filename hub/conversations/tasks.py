from celery import shared_task

from hub.conversations import delivery, scanning


@shared_task
def deliver_message(*, delivery_id: int) -> None:
    delivery.deliver(delivery_id=delivery_id)


@shared_task
def sweep_deliveries() -> dict[str, int]:
    waiting = delivery.find_work()
    for delivery_id in waiting:
        deliver_message.delay(delivery_id=delivery_id)
    return {"count": len(waiting)}


@shared_task
def scan_attachment(*, attachment_id: int) -> None:
    scanning.scan(attachment_id=attachment_id)


@shared_task
def sweep_attachments() -> dict[str, int]:
    waiting = scanning.find_work()
    for attachment_id in waiting:
        scan_attachment.delay(attachment_id=attachment_id)
    return {"count": len(waiting)}
