"""Brings the database up to date and seeds the demo, in one process: starting Django twice would cost a second."""

import os

import django
from django.core.management import call_command


def prepare() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("seed_demo")


if __name__ == "__main__":
    prepare()
