from typing import Any

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "hub.records"
    label = "records"

    def ready(self) -> None:
        from hub.conversations import panels
        from hub.conversations.signals import conversation_closed
        from hub.records import checks, receivers, selectors  # noqa: F401 - checks register themselves

        def export_panel(conversation: Any, _user: Any) -> dict[str, Any] | None:
            export = selectors.current_export(conversation)
            return {"export": export} if export else None

        conversation_closed.connect(
            receivers.export_closed_conversation, dispatch_uid="records-export"
        )
        panels.register_events("records", selectors.events)
        panels.register(panels.Panel("records", "records/_panel.html", 60, export_panel))
