from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "hub.foundation"
    label = "foundation"

    def ready(self) -> None:
        from hub.foundation import checks  # noqa: F401 - checks register themselves
