from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "hub.privacy"
    label = "privacy"

    def ready(self) -> None:
        from hub.privacy import checks  # noqa: F401 - registers the deployment checks
