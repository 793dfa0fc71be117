from django.conf import settings
from django.http import HttpResponse


def framed(response: HttpResponse) -> HttpResponse:
    """The organisation's own sites may frame this page of the clients; nobody else. (What the decorators of
    django-csp and Django set, but read at each answer, so that the setting can change.)"""
    if settings.EMBED_ORIGINS:
        response.__dict__["_csp_replace"] = {"frame-ancestors": settings.EMBED_ORIGINS}
        response.__dict__["xframe_options_exempt"] = True
    return response
