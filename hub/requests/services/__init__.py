"""What people do with contact requests, by noun: the `requests` themselves, their `details`, the `asks` in a chat."""

from hub.requests.services.asks import (
    ask_permission,
    forget_asks,
    give_consent,
    refuse_ask,
    take_back_consent,
    withdraw_ask,
)
from hub.requests.services.details import holds_code
from hub.requests.services.requests import (
    close_request,
    leave_request,
    mark_urgent,
    reassign_request,
    record_offer,
    record_try,
    take_request,
    view_request,
)

__all__ = [
    "ask_permission",
    "close_request",
    "forget_asks",
    "give_consent",
    "holds_code",
    "leave_request",
    "mark_urgent",
    "reassign_request",
    "record_offer",
    "record_try",
    "refuse_ask",
    "take_back_consent",
    "take_request",
    "view_request",
    "withdraw_ask",
]
