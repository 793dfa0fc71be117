import sys
from typing import Any

from django.core.management.base import BaseCommand

from demo import supervisor


class Command(BaseCommand):
    help = "Runs the whole hub with private engines, the simulators and demo data (what `make run` does)."
    requires_system_checks: list[str] = []

    def handle(self, *_: Any, **__: Any) -> None:
        sys.exit(supervisor.main())
