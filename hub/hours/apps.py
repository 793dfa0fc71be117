from django.apps import AppConfig


class HoursConfig(AppConfig):
    name = "hub.hours"
    label = "hours"
