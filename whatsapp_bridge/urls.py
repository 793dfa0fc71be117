from django.urls import path

from whatsapp_bridge import views

app_name = "whatsapp_bridge"
urlpatterns = [path("whatsapp/webhook/<slug:name>/", views.webhook, name="webhook")]
