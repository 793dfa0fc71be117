from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from chat.urls import client_urlpatterns as chat_client
from feedback.urls import client_urlpatterns as feedback_client
from hub import pages
from hub.requests.urls import client_urlpatterns as requests_client

urlpatterns = [
    path("", include("hub.foundation.urls")),
    path("staff/", pages.staff_home, name="staff_home"),
    path("staff/language/", pages.language, name="staff_language"),
    path("staff/keys/", pages.keys, name="staff_keys"),
    path("accounts/", include("hub.people.urls")),
    path("", include("chat.urls")),
    path("", include("feedback.urls")),
    path("", include("hub.hours.urls")),
    path("", include("hub.conversations.urls")),
    path("", include("hub.records.urls")),
    path("", include("hub.guidance.urls")),
    path("", include("hub.requests.urls")),
    path("", include("whatsapp_bridge.urls")),
    *i18n_patterns(
        path("", pages.front, name="front"),
        path("privacy/", pages.privacy, name="privacy"),
        path("accessibility/", pages.accessibility, name="accessibility"),
        path("", include(chat_client)),
        path("", include(feedback_client)),
        path("", include(requests_client)),
        prefix_default_language=False,
    ),
]

handler400 = "hub.pages.unreceived"
handler403 = "hub.pages.forbidden"
handler404 = "hub.pages.not_found"
handler500 = "hub.pages.broken"
