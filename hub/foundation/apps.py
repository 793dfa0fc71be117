from django.apps import AppConfig
from django.conf import settings


class FoundationConfig(AppConfig):
    name = "hub.foundation"
    label = "foundation"

    def ready(self) -> None:
        from hub.foundation import checks  # noqa: F401 - checks register themselves

        if settings.SENTRY_DSN:
            from hub.foundation import reports

            reports.start(settings.SENTRY_DSN)
