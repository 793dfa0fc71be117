"""Whose page may open a socket: a browser says its origin, and nothing else keeps a foreign page's socket out."""

from typing import Any
from urllib.parse import urlsplit

from channels.security.websocket import OriginValidator, WebsocketDenier
from django.conf import settings


class OwnOriginValidator(OriginValidator):
    """An allowed host is not enough: what another port serves, or plain HTTP beside TLS, is another page."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        headers = dict(scope.get("headers", []))
        if is_own(headers.get(b"origin", b""), headers.get(b"host", b"")):
            return await super().__call__(scope, receive, send)
        return await WebsocketDenier()(scope, receive, send)


def is_own(origin: bytes, host: bytes) -> bool:
    """The origin of the page that this very address serves, or a listed one of ours."""
    said = origin.decode("latin1").lower()
    if said in settings.CSRF_TRUSTED_ORIGINS:
        return True
    try:
        scheme, netloc, *_ = urlsplit(said)
    except ValueError:
        return False
    fits = scheme == "https" or (scheme == "http" and not settings.TLS)
    return fits and netloc == host.decode("latin1").lower()
