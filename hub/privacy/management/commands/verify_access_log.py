from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hub.privacy import chain


class Command(BaseCommand):
    help = "Check the hash chain of the access log; exit code 1 when it is broken."

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = chain.verify_access_log()
        if not verdict.intact:
            raise CommandError(f"The chain breaks at entry {verdict.broken_at}")
        self.stdout.write(f"{verdict.count} entries, chain intact, head {verdict.head}")
