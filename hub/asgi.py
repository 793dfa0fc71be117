import gc
import os
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
django_application = get_asgi_application()

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings

from chat.routing import practice_urlpatterns as practice_sockets
from chat.routing import websocket_urlpatterns as visitor_sockets
from hub.conversations.routing import websocket_urlpatterns as staff_sockets
from hub.foundation import bodies
from hub.foundation.origins import OwnOriginValidator
from hub.foundation.realtime import outbox
from whatsapp_bridge import intake

WEBHOOK = "/whatsapp/webhook/"
VISITOR = "/ws/chat/"
bodies.guard_daphne()


async def http(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """The webhook is answered before Django's middleware: it is the one path with a rate to hold."""
    outbox.attach()
    if scope["method"] == "POST" and scope["path"].startswith(WEBHOOK):
        await intake.application(scope, receive, send)
    else:
        await django_application(scope, bodies.bounded(scope, receive), send)


visitor_router = URLRouter(visitor_sockets)
staff_router = AuthMiddlewareStack(URLRouter(staff_sockets + practice_sockets))


async def sockets(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """A visitor's socket never meets the session: a cookie that happens to come along is not read."""
    outbox.attach()
    router: Any = visitor_router if scope["path"] == VISITOR else staff_router
    await router(scope, receive, send)


application = ProtocolTypeRouter(
    {"http": http, "websocket": OwnOriginValidator(sockets, settings.ALLOWED_HOSTS)}
)

# What has been loaded stays: looking through it for rubbish again and again would stop all sockets for a tenth of a second.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 100)
