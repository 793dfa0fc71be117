from celery import shared_task

from chat import watch
from hub.foundation.clock import now


@shared_task
def look_round() -> dict[str, int]:
    return watch.look_round(now=now())
