import os

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings

from hub.foundation.logs import configure

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
app = Celery("hub")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_django_logging(**_: object) -> None:
    """Celery would otherwise install its own handlers, whose lines quote task arguments."""
    configure(settings.LOGGING)
