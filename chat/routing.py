from django.urls import path

from chat.consumers import PracticeSocket, VisitorSocket

websocket_urlpatterns = [path("ws/chat/", VisitorSocket.as_asgi())]
# Behind the session: whoever practises is signed in.
practice_urlpatterns = [path("ws/practice/", PracticeSocket.as_asgi())]
