from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "hub.foundation"
    label = "foundation"
