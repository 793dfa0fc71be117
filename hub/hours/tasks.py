from celery import shared_task

from hub.foundation.clock import now
from hub.hours import generation


@shared_task
def generate_openings() -> dict[str, int]:
    return {"created": generation.generate_openings(now=now())}
