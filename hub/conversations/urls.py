from django.urls import path

from hub.conversations import views

app_name = "console"
urlpatterns = [
    path("staff/inbox/", views.inbox, name="inbox"),
    path("staff/waiting/", views.waiting, name="waiting"),
    path("staff/c/<uuid:public_id>/", views.thread, name="thread"),
    path("staff/c/<uuid:public_id>/take/", views.take, name="take"),
    path("staff/c/<uuid:public_id>/reply/", views.reply, name="reply"),
    path("staff/c/<uuid:public_id>/close/", views.close, name="close"),
    path("staff/c/<uuid:public_id>/deliveries/<int:seq>/", views.resolve, name="resolve"),
]
