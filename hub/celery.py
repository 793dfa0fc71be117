import os

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings
from kombu.transport.redis import Channel, QoS

from hub.foundation.logs import configure

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
app = Celery("hub")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


class ForgetfulQoS(QoS):
    """Nudges taken over a connection that is gone are neither handed back nor acknowledged: rows are swept.

    kombu tries both over what it has closed already, and the worker ends at that.
    """

    restore_at_shutdown = False

    def ack(self, delivery_tag: str) -> None:
        if not self.channel.closed:
            super().ack(delivery_tag)


Channel.QoS = ForgetfulQoS


@setup_logging.connect
def keep_django_logging(**_: object) -> None:
    """Celery would otherwise install its own handlers, whose lines quote task arguments."""
    configure(settings.LOGGING)
