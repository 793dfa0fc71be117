"""Crashes to Sentry: where they happened and of what class. Nobody's words, names or addresses go along.

Everything worth a report is logged as an error with its exception, by Django, Daphne, Celery or ourselves; so
logging is the only source, and none of the SDK's own integrations looks at requests, queries or arguments.
"""

from typing import Any

import sentry_sdk
from django.core.exceptions import SuspiciousOperation
from sentry_sdk.integrations.logging import LoggingIntegration
from sentry_sdk.transport import Transport
from sentry_sdk.types import Event, Hint

from hub.foundation.errors import DomainError
from hub.foundation.logs import OURS

KEPT = ("event_id", "timestamp", "level", "platform", "logger", "release", "environment")
KEPT_OF_FRAME = ("filename", "function", "module", "lineno", "in_app")


def start(dsn: str, transport: type[Transport] | None = None) -> None:
    sentry_sdk.init(
        dsn,
        transport=transport,
        integrations=[
            LoggingIntegration(
                level=None, sentry_logs_level=None, capture_sentry_logs=False
            )
        ],
        default_integrations=False,
        auto_enabling_integrations=False,
        auto_session_tracking=False,
        send_client_reports=False,
        propagate_traces=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        include_local_variables=False,
        include_source_context=False,
        ignore_errors=[DomainError, SuspiciousOperation],
        before_send=known_parts,
    )


def known_parts(event: Event, _: Hint) -> Event | None:
    """A new event of listed parts alone: what a later SDK adds stays at home. An exception's text may quote a row."""
    raised = event.get("exception", {}).get("values", [])
    if not raised and not event.get("logger", "").startswith(OURS):
        return None
    found: dict[str, Any] = {name: event[name] for name in KEPT if name in event}  # type: ignore[literal-required]
    found["exception"] = {"values": [class_and_places(one) for one in raised]}
    return found  # type: ignore[return-value]


def class_and_places(raised: dict[str, Any]) -> dict[str, Any]:
    frames = (raised.get("stacktrace") or {}).get("frames", [])
    places = [
        {name: frame[name] for name in KEPT_OF_FRAME if name in frame} for frame in frames
    ]
    return {
        "type": raised.get("type"),
        "module": raised.get("module"),
        "stacktrace": {"frames": places},
    }
