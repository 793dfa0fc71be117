from django.apps import AppConfig


class RequestsConfig(AppConfig):
    name = "hub.requests"
    label = "requests"

    def ready(self) -> None:
        from hub.conversations import panels
        from hub.privacy.sources import register_retention, register_sealed
        from hub.requests import checks, receivers, selectors  # noqa: F401 - checks register themselves
        from hub.requests.retention import LooseAsks, SettledRequests

        register_sealed(
            model="requests.ContactRequest", field="data_key", purpose="data-key"
        )
        register_retention(SettledRequests())
        register_retention(LooseAsks())
        panels.register(
            panels.Panel("consent", "requests/_panel.html", 30, selectors.panel)
        )
        panels.register_events("consent", selectors.events)
        panels.register_act("ask-consent", receivers.asked)
        panels.register_act("withdraw-consent", receivers.withdrawn)
