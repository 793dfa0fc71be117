from celery import shared_task

from whatsapp_bridge import ingest


@shared_task
def process_webhooks() -> dict[str, int]:
    return ingest.run()
