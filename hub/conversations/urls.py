from django.urls import path

from hub.conversations.views import inbox, thread

app_name = "console"
urlpatterns = [
    path("staff/inbox/", inbox.inbox, name="inbox"),
    path("staff/waiting/", inbox.waiting, name="waiting"),
    path("staff/c/<uuid:public_id>/", thread.thread, name="thread"),
    path("staff/c/<uuid:public_id>/take/", thread.take, name="take"),
    path("staff/c/<uuid:public_id>/reply/", thread.reply, name="reply"),
    path("staff/c/<uuid:public_id>/close/", thread.close, name="close"),
    path("staff/c/<uuid:public_id>/deliveries/<int:seq>/", thread.resolve, name="resolve"),
]
