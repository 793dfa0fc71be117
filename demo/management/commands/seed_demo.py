from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from demo import seed, trial
from hub.foundation.clock import now


class Command(BaseCommand):
    help = "Made-up people, a running opening, a WhatsApp number and the trial's statistics, for demo mode only."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.HUB_DEMO:
            raise CommandError(
                "seed_demo works only in demo mode (HUB_DEMO=1): it sets known passwords"
            )
        seed.seed(now=now())
        trial.seed_trial()
