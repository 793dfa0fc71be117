from celery import shared_task

from hub.people import delivery


@shared_task
def mail_password_link(*, user_id: int | None) -> None:
    delivery.mail_password_link(user_id=user_id)
