from django.urls import include, path

from chat.views import duty, keeping, visitor

# In every language of the clients; hub.urls puts them under the languages' prefixes.
client_urlpatterns = (
    [
        path("chat/", visitor.page, name="page"),
        path("chat/start/", visitor.start, name="start"),
        path("chat/messages/", visitor.messages, name="messages"),
        path("chat/messages/list/", visitor.listing, name="list"),
        path("chat/leave/", visitor.leave, name="leave"),
        path("chat/code/", keeping.code, name="code"),
        path("chat/return/", keeping.come_back, name="return"),
        path("chat/copy/", keeping.copy, name="copy"),
        path("chat/delete/", keeping.delete, name="delete"),
        path("chat/exit/", visitor.exit_now, name="exit"),
    ],
    "chat",
)
duty_urlpatterns = (
    [
        path("", duty.room, name="room"),
        path("presence/", duty.presence, name="presence"),
        path("join/", duty.join, name="join"),
        path("alerts/", duty.alerts, name="alerts"),
        path("openings/", duty.openings, name="openings"),
        path("<uuid:public_id>/", duty.shift, name="shift"),
        path("<uuid:public_id>/diary/", duty.write, name="write"),
    ],
    "duty",
)
urlpatterns = [
    path("chat/status.json", visitor.status, name="chat_status"),
    path("chat/embed.js", visitor.embed, name="chat_embed"),
    path("staff/duty/", include(duty_urlpatterns)),
]
