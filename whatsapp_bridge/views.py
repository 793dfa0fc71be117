import re

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.views.decorators.http import require_GET

from hub.foundation.audience import Audience, audience
from whatsapp_bridge.models import Connection

# Anything else would let a stranger have us say their words.
CHALLENGE = re.compile(r"[0-9A-Za-z_-]{1,200}")


@audience(Audience.PROVIDER)
@require_GET
def webhook(request: HttpRequest, name: str) -> HttpResponse:
    """The provider asks whether this address is ours. Events are posted to `intake`, before Django."""
    connection = Connection.objects.filter(name=name, enabled=True).first()
    challenge = request.GET.get("hub.challenge", "")
    asked = request.GET.get("hub.mode") == "subscribe" and CHALLENGE.fullmatch(challenge)
    token = request.GET.get("hub.verify_token", "")
    if connection is None or not asked or not connection.is_verified_by(token):
        return HttpResponseForbidden("no", content_type="text/plain")
    return HttpResponse(challenge, content_type="text/plain")
