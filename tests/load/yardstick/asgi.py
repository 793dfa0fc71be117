import os

from django.core.asgi import get_asgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.load.yardstick.settings"
http = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter
from django.http import HttpRequest, HttpResponse
from django.urls import path

from tests.load.yardstick.consumers import TutorialConsumer


def ready(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [path("health/ready", ready)]
application = ProtocolTypeRouter(
    {
        "http": http,
        "websocket": URLRouter([path("ws/<str:room>/", TutorialConsumer.as_asgi())]),
    }
)
