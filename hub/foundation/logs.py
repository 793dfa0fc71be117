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
OURS = ("hub.", "chat.", "whatsapp_bridge.", "feedback.")
# What libraries say in other words, or with nothing constant in them.
SENTENCES = {
    "django.security": "A suspicious request was refused",
    "django.request": "A request was refused or failed",
    "asyncio": "The event loop has a complaint",
}
UNSAID = "A library's line whose text may quote somebody"
# Loggers with something to say of every request: only warnings pass.
TALKATIVE = (
    "django.request",
    "django.security",
    "daphne",
    "uvicorn",
    "channels_redis",
    "httpx",
    "httpcore",
    "fido2",
)


def keep_known_fields(
    _: Any, __: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    record = event.get("_record")
    always = {key: event[key] for key in ALWAYS if key in event}
    if record and not record.name.startswith(OURS):
        return always | constant_parts(record, event["event"])
    return always | {key: value for key, value in event.items() if key in FIELDS}


def constant_parts(record: logging.LogRecord, said: str) -> dict[str, Any]:
    """Of a library's line the template alone: what fills it may be a path, an address or an exception's text.

    Where template and text are the same, it may have been filled in before, and nothing of it is kept.
    """
    known = [text for name, text in SENTENCES.items() if record.name.startswith(name)]
    found = {"event": known[0] if known else UNSAID if said == record.msg else record.msg}
    status = getattr(record, "status_code", None)
    if isinstance(status, int):
        found["status"] = status
    match = getattr(getattr(record, "request", None), "resolver_match", None)
    if match:
        found["route"] = match.view_name
    task = getattr(record, "data", None)  # Celery's
    if isinstance(task, dict):
        found["task"] = task.get("name")
    return found


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
            "loggers": {name: {"level": "WARNING"} for name in TALKATIVE},
        }
    )
