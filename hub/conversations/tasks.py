from celery import shared_task

from hub.conversations import delivery


@shared_task
def deliver_message(*, delivery_id: int) -> None:
    delivery.deliver(delivery_id=delivery_id)


@shared_task
def sweep_deliveries() -> dict[str, int]:
    waiting = delivery.find_work()
    for delivery_id in waiting:
        deliver_message.delay(delivery_id=delivery_id)
    return {"count": len(waiting)}
