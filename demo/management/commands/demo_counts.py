import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from demo import counts


class Command(BaseCommand):
    help = "One JSON object of row counts, for whoever checks the demo from outside."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.HUB_DEMO:
            raise CommandError("demo_counts works only in demo mode (HUB_DEMO=1)")
        self.stdout.write(json.dumps(counts.count()))
