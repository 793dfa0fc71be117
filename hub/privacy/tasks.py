from celery import shared_task

from hub.foundation.clock import now
from hub.privacy import chain, retention


@shared_task
def purge() -> dict[str, int]:
    return retention.purge(now=now())


@shared_task
def verify_access_log() -> dict[str, int]:
    return {"count": chain.verify_access_log().count}
