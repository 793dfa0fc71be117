from celery import shared_task

from chat import delivery, rehearsal, watch
from hub.foundation.clock import now


@shared_task
def look_round() -> dict[str, int]:
    return watch.look_round(now=now())


@shared_task
def mail_notices() -> dict[str, int]:
    return {"mailed": delivery.mail_notices()}


@shared_task
def play_scripts() -> dict[str, int]:
    return {"moved": rehearsal.play()}


@shared_task
def push_notices() -> dict[str, int]:
    return delivery.push_notices()
