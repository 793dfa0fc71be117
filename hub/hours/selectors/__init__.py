"""Read models of the openings: the `plan`, the page of their `keepers`, the hours as `clients` read them, and
`deadlines` in working days."""

from hub.hours.selectors.clients import client_hours, service_hours
from hub.hours.selectors.deadlines import deadline
from hub.hours.selectors.keepers import Keeping, keeping
from hub.hours.selectors.plan import coming_days, plan

__all__ = [
    "Keeping",
    "client_hours",
    "coming_days",
    "deadline",
    "keeping",
    "plan",
    "service_hours",
]
