from typing import Any

from django.core.management.base import BaseCommand

from hub.foundation.clock import now
from hub.hours import generation


class Command(BaseCommand):
    help = "Make the dated openings of the coming weeks from the weekly rules."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{generation.generate_openings(now=now())} openings made")
