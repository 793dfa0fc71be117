"""The one way out to the channel layer: committed facts and hints, at most once, best effort.

Every receiver can recover without them (by sequence, or by asking the page again).
"""

import logging
from collections.abc import Mapping
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

logger = logging.getLogger(__name__)


def thread_group(conversation_id: int) -> str:
    """Who follows one conversation live, the visitor included: only what a client may see goes here."""
    return f"thread.{conversation_id}"


def staff_thread_group(conversation_id: int) -> str:
    """The staff side of one conversation: internal notes and delivery ticks go only here."""
    return f"staff-thread.{conversation_id}"


def unit_group(unit_id: int) -> str:
    return f"unit.{unit_id}"


def user_group(user_id: int) -> str:
    return f"user.{user_id}"


def publish(group: str, event: Mapping[str, Any]) -> None:
    """Send `event` (its `type` names the consumer's handler) to a group; a dead layer is only logged."""
    layer = get_channel_layer()
    assert layer is not None
    try:
        async_to_sync(layer.group_send)(group, dict(event))
    except Exception:  # noqa: BLE001 - receivers resume by sequence; a dead layer must not fail a commit
        logger.warning(
            "The channel layer did not take an event", extra={"event_type": event["type"]}
        )
