"""A deployment that would collect threads it cannot deliver says so before it starts."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from hub.records.transport import ADAPTERS, Unconfigured, record_system


@register(Tags.security, deploy=True)
def record_system_is_configured(**_: Any) -> list[CheckMessage]:
    try:
        record_system()
    except Unconfigured:
        names = ", ".join(sorted(ADAPTERS))
        hint = f"Set RECORD_SYSTEM_ADAPTER ({names}), RECORD_SYSTEM_URL and RECORD_SYSTEM_TOKEN."
        return [Error("The record system is not configured", hint=hint, id="records.E001")]
    if not settings.RECORD_SYSTEM_ACK_SECRET:
        return [
            Error(
                "RECORD_SYSTEM_ACK_SECRET is missing: no acknowledgement can be trusted",
                id="records.E002",
            )
        ]
    return []
