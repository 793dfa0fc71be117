"""The one way to ask for work after a commit."""

import logging
from collections.abc import Callable
from typing import Any

from django.db import transaction

logger = logging.getLogger(__name__)


def after_commit(function: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
    """Call `function` once the open transaction has committed, and never let its failure reach the caller.

    A nudge may be lost (broker down, process killed); the row stays, and a beat sweep finds it.
    """

    def nudge() -> None:
        try:
            function(*args, **kwargs)
        except Exception:  # noqa: BLE001 - the work is in its row; a deaf broker must not fail a request
            name = getattr(function, "__qualname__", repr(function))
            logger.warning(
                "A nudge was lost; a sweep will find the row", extra={"nudge": name}
            )

    transaction.on_commit(nudge, robust=True)
