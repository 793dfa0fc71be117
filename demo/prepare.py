"""Brings the database up to date and seeds the demo, in one process: starting Django twice would cost a second.
With `static` as its word it first collects the files that pages load, as production does."""

import os
import sys

import django
from django.conf import settings
from django.core.management import call_command


def prepare() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    django.setup()
    if settings.HASHED_STATIC and "static" in sys.argv:
        call_command(
            "collectstatic", verbosity=0, interactive=False, ignore_patterns=["django_htmx"]
        )
    call_command("migrate", verbosity=0, interactive=False)
    call_command("seed_demo")


if __name__ == "__main__":
    prepare()
