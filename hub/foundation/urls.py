from django.urls import path

from hub.foundation import views

app_name = "foundation"
urlpatterns = [
    path("health/live", views.live, name="live"),
    path("health/ready", views.ready, name="ready"),
    path("metrics", views.metrics, name="metrics"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("brand.css", views.brand, name="brand"),
]
