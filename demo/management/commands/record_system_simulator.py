from typing import Any

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from demo.record_system.acknowledging import Options
from demo.record_system.app import application


class Command(BaseCommand):
    help = "Runs a made-up client record system beside the demo hub."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=settings.HUB_PORT + 2)

    def handle(self, *_: Any, **options: Any) -> None:
        if not settings.HUB_DEMO:
            raise CommandError(
                "The record system simulator runs in demo mode only (HUB_DEMO=1)."
            )
        system = application(
            settings.HUB_VAR / "record-system",
            Options(
                token=settings.RECORD_SYSTEM_TOKEN,
                ack_url=f"http://127.0.0.1:{settings.HUB_PORT}/records/ack/",
                ack_secret=settings.RECORD_SYSTEM_ACK_SECRET,
            ),
        )
        uvicorn.run(
            system,
            host="127.0.0.1",
            port=options["port"],
            log_level="warning",
            access_log=False,
        )
