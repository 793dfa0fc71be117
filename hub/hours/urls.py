from django.urls import include, path

from hub.hours import views

openings = (
    [
        path("", views.listing, name="list"),
        path("rules/new/", views.add_rule, name="add_rule"),
        path("rules/<uuid:public_id>/", views.change_rule, name="change_rule"),
        path("rules/<uuid:public_id>/end/", views.end_rule, name="end_rule"),
        path("exceptions/new/", views.add_exception, name="add_exception"),
        path(
            "exceptions/<uuid:public_id>/remove/",
            views.remove_exception,
            name="remove_exception",
        ),
        path("<uuid:public_id>/close/", views.close, name="close"),
        path("<uuid:public_id>/reopen/", views.reopen, name="reopen"),
    ],
    "openings",
)
urlpatterns = [
    path("chat/hours.json", views.hours, name="chat_hours"),
    path("admin/openings/", include(openings)),
]
