from django.urls import path

from hub.requests.views import clients, staff

# In every language of the clients; hub.urls puts them under the languages' prefixes.
client_urlpatterns = (
    [path("contact-request/", clients.page, name="page")],
    "contact",
)
app_name = "requests"
urlpatterns = [
    path("staff/requests/", staff.listing, name="list"),
    path("staff/requests/<uuid:public_id>/", staff.sheet, name="sheet"),
    path("staff/requests/<uuid:public_id>/take/", staff.take, name="take"),
    path("staff/requests/<uuid:public_id>/assign/", staff.assign, name="assign"),
    path("staff/requests/<uuid:public_id>/urgent/", staff.urgent, name="urgent"),
    path("staff/requests/<uuid:public_id>/outcome/", staff.outcome, name="outcome"),
]
