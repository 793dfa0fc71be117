"""The provider's HTTP interface: one post, and what can be told from its answer or its silence."""

from functools import cache
from typing import Any

import httpx

TIMEOUT = httpx.Timeout(10, connect=5, read=20)
# The request surely did not leave.
NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
)
GATEWAY_GAVE_UP = 504


class GraphError(Exception):
    """`sent`: False when nothing left, None when nobody knows, True when the provider refused it."""

    def __init__(
        self, *, code: int | None = None, status: int = 0, sent: bool | None
    ) -> None:
        super().__init__(code, status)
        self.code = code
        self.status = status
        self.sent = sent


@cache
def session() -> httpx.Client:
    """One per process, made at the first use: connections are kept, redirects are not followed."""
    return httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False)


def post_message(*, url: str, auth: dict[str, str], message: dict[str, Any]) -> str:
    """The provider's message id. There is no idempotency key, so silence after sending is not an answer."""
    try:
        response = session().post(url, json=message, headers=auth)
    except NOT_SENT:
        raise GraphError(sent=False) from None
    except httpx.HTTPError:
        raise GraphError(sent=None) from None
    if response.status_code != httpx.codes.OK:
        raise refusal(response)
    return message_id(response)


def refusal(response: httpx.Response) -> GraphError:
    status = response.status_code
    sent = None if status == GATEWAY_GAVE_UP else True
    return GraphError(code=error_code(response), status=status, sent=sent)


def error_code(response: httpx.Response) -> int | None:
    try:
        code = response.json()["error"]["code"]
    except (ValueError, KeyError, TypeError):
        return None
    return code if isinstance(code, int) else None


def message_id(response: httpx.Response) -> str:
    """An answer of 200 without an id may still have sent the message."""
    try:
        found = response.json()["messages"][0]["id"]
    except (ValueError, KeyError, TypeError, IndexError):
        raise GraphError(status=response.status_code, sent=None) from None
    if not isinstance(found, str) or not 0 < len(found) <= 255:
        raise GraphError(status=response.status_code, sent=None)
    return found
