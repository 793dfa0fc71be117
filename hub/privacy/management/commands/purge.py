import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from hub.foundation.clock import now
from hub.privacy import retention


class Command(BaseCommand):
    help = "Destroy what is past its retention period; with --dry-run only count it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        counts = retention.count_due(now=now()) if dry_run else retention.purge(now=now())
        self.stdout.write(json.dumps(counts))
