from django.apps import AppConfig


class WhatsappBridgeConfig(AppConfig):
    name = "whatsapp_bridge"
    label = "whatsapp_bridge"
