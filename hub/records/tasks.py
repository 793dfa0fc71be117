from celery import shared_task

from hub.foundation.clock import now
from hub.records import delivery


@shared_task
def deliver_export(*, export_id: int) -> None:
    delivery.deliver_export(export_id=export_id)


@shared_task
def sweep_exports() -> dict[str, int]:
    due = delivery.sweep(now=now())
    for export_id in due:
        deliver_export.delay(export_id=export_id)
    return {"count": len(due)}
