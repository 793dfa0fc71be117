from django.urls import path

from chat.views import duty, visitor

app_name = "chat"
# In every language of the clients.
client_urlpatterns = [
    path("chat/", visitor.page, name="page"),
    path("chat/start/", visitor.start, name="start"),
    path("chat/messages/", visitor.messages, name="messages"),
    path("chat/messages/list/", visitor.listing, name="list"),
    path("chat/leave/", visitor.leave, name="leave"),
    path("chat/exit/", visitor.exit_now, name="exit"),
]
urlpatterns = [
    path("chat/status.json", visitor.status, name="status"),
    path("staff/duty/", duty.room, name="duty"),
    path("staff/duty/presence/", duty.presence, name="presence"),
]
