from django.urls import path

from hub.records import views

app_name = "records"
urlpatterns = [
    path("records/ack/", views.acknowledge, name="acknowledge"),
    path("staff/exports/", views.export_list, name="list"),
    path("staff/exports/<uuid:public_id>/document/", views.document, name="document"),
    path("staff/exports/<uuid:public_id>/package/", views.package, name="package"),
    path("staff/exports/<uuid:public_id>/retry/", views.retry, name="retry"),
]
