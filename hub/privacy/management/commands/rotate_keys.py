from typing import Any

from django.core.management.base import BaseCommand

from hub.privacy.rotation import rotate_all


class Command(BaseCommand):
    help = "Reseal everything with the newest of SEALING_KEYS; then the old ones can be removed."

    def handle(self, *args: Any, **options: Any) -> None:
        for column, count in rotate_all().items():
            self.stdout.write(f"{column}: {count} resealed")
