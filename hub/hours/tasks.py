from celery import shared_task

from hub.foundation.clock import now
from hub.hours import services


@shared_task
def generate_openings() -> dict[str, int]:
    return {"created": services.generate_openings(now=now())}
