"""Read models of contact requests: the staff's `pages`, and the `asks` in a chat as client and worker see them."""

from hub.requests.selectors.asks import Consent, consent_of, events, may_be_asked, panel
from hub.requests.selectors.pages import (
    BOXES,
    Listing,
    Sheet,
    listing,
    purposes,
    sheet,
)

__all__ = [
    "BOXES",
    "Consent",
    "Listing",
    "Sheet",
    "consent_of",
    "events",
    "listing",
    "may_be_asked",
    "panel",
    "purposes",
    "sheet",
]
