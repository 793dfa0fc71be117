from celery import shared_task

from feedback import rotation
from hub.foundation.clock import now


@shared_task
def mix_answers() -> dict[str, int]:
    return {"count": rotation.mix_answers(now=now())}
