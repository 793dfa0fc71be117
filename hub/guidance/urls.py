from django.urls import path

from hub.guidance import views

app_name = "guidance"
urlpatterns = [
    path("staff/answers/", views.bank, name="bank"),
    path("staff/answers/search/", views.search, name="search"),
    path("staff/answers/new/", views.add, name="add"),
    path("staff/answers/<uuid:public_id>/", views.edit, name="edit"),
    path("staff/answers/<uuid:public_id>/retire/", views.retire, name="retire"),
]
