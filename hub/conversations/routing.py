from django.urls import path

from hub.conversations.consumers import StaffSocket

websocket_urlpatterns = [path("ws/staff/", StaffSocket.as_asgi())]
