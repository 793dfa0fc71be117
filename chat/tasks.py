from celery import shared_task

from chat import delivery


@shared_task
def mail_notices() -> dict[str, int]:
    return {"mailed": delivery.mail_notices()}
