from django.apps import AppConfig


class WhatsAppBridgeConfig(AppConfig):
    name = "whatsapp_bridge"
    label = "whatsapp_bridge"

    def ready(self) -> None:
        from hub.conversations import panels, transports
        from hub.privacy.sources import register_retention, register_sealed
        from whatsapp_bridge import models, retention, selectors, transport

        transports.register("whatsapp", transport.WhatsApp())
        panels.register(
            panels.Panel("whatsapp", "whatsapp_bridge/_panel.html", 20, selectors.panel)
        )
        register_retention(retention.OldBodies())
        for model, field, purpose in (
            ("Connection", "token_sealed", models.TOKEN),
            ("Connection", "secret_sealed", models.SECRET),
            ("Connection", "second_secret_sealed", models.SECRET),
            ("WebhookBody", "body", models.BODY),
        ):
            register_sealed(model=f"whatsapp_bridge.{model}", field=field, purpose=purpose)
