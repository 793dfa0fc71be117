from django.urls import path

from chat.consumers import VisitorSocket

websocket_urlpatterns = [path("ws/chat/", VisitorSocket.as_asgi())]
