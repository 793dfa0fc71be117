from django.apps import AppConfig


class YardstickConfig(AppConfig):
    name = "tests.load.yardstick"
    label = "yardstick"
