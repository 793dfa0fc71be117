"""Counters for the watch-keepers: routes and outcomes, never persons."""

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Counter("hub_requests", "Answered HTTP requests", ["route", "method", "status"])
REQUEST_SECONDS = Histogram("hub_request_seconds", "Time to answer", ["route"])
SOCKETS = Gauge("hub_sockets", "Open sockets", ["kind"])
MESSAGES = Counter("hub_messages", "Messages committed", ["kind", "author"])
WEBHOOKS = Counter("hub_webhooks", "Webhooks by outcome", ["outcome"])
