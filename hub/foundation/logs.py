"""Structured log lines of fixed texts and ids; what could name or quote a person never gets in."""

import logging
import logging.config
from collections.abc import MutableMapping
from typing import Any

import structlog

# The only fields a line may carry: whatever else a caller or a library attaches is dropped.
FIELDS = frozenset(
    {
        "action", "attempt", "code", "conversation_id", "count", "counts", "delivery_id", "digest",
        "event_type", "export_id", "kind", "method", "ms", "nudge", "opening_id", "outcome", "package_id",
        "pid", "queue", "reason", "route", "size", "state", "status", "task", "user_id", "webhook_id",
    }
)  # fmt: skip
ALWAYS = ("event", "level", "logger", "timestamp", "exception")
# Loggers whose texts quote requests, addresses or rows: only warnings pass, and without their arguments.
QUOTING = (
    "django.request",
    "django.security",
    "daphne",
    "uvicorn",
    "channels_redis",
    "httpx",
    "httpcore",
    "fido2",
)

SUSPICIOUS = "django.security"


def keep_known_fields(
    _: Any, __: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    record = event.get("_record")
    name = record.name if record else event.get("logger", "")
    if record and name.startswith(SUSPICIOUS):
        event["event"] = (
            "A suspicious request was refused"  # the text quotes the Host or the path
        )
    elif record and name.startswith(QUOTING):
        # The constant part alone: arguments may be paths or addresses.
        event["event"] = str(record.msg)
    return {key: value for key, value in event.items() if key in FIELDS or key in ALWAYS}


def short_exception(
    _: Any, __: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Class and places only: an exception's own text may quote a row or a message."""
    info = event.pop("exc_info", None)
    if isinstance(info, tuple) and info[0] is not None:
        event["exception"] = " < ".join([info[0].__name__, *places(info[2])])
    return event


def places(traceback: Any) -> list[str]:
    found: list[str] = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        found.append(
            f"{code.co_qualname if hasattr(code, 'co_qualname') else code.co_name}:{traceback.tb_lineno}"
        )
        traceback = traceback.tb_next
    return found[::-1][:12]


def configure(options: dict[str, Any]) -> None:
    shared: list[Any] = [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "json": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": shared,
                    "processors": [
                        short_exception,
                        keep_known_fields,
                        structlog.processors.JSONRenderer(ensure_ascii=False),
                    ],
                }
            },
            "handlers": {
                "console": {"class": "logging.StreamHandler", "formatter": "json"}
            },
            "root": {"handlers": ["console"], "level": options["level"]},
            "loggers": {name: {"level": "WARNING"} for name in QUOTING},
        }
    )
