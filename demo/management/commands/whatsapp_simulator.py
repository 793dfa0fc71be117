from typing import Any

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from demo.whatsapp_phone.app import application
from demo.whatsapp_phone.options import Options


class Command(BaseCommand):
    help = "Runs a made-up WhatsApp with clients' phones beside the demo hub."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=settings.HUB_PORT + 1)

    def handle(self, *_: Any, **options: Any) -> None:
        if not settings.HUB_DEMO:
            raise CommandError(
                "The WhatsApp simulator runs in demo mode only (HUB_DEMO=1)."
            )
        simulator = application(
            settings.HUB_VAR / "whatsapp-phone" / "phones.sqlite3",
            Options(
                webhook_url=f"http://127.0.0.1:{settings.HUB_PORT}/whatsapp/webhook/demo/"
            ),
        )
        uvicorn.run(
            simulator,
            host="127.0.0.1",
            port=options["port"],
            log_level="warning",
            access_log=False,
        )
