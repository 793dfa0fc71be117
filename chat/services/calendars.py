import secrets

from django.db import transaction

from chat.models import CalendarLink
from hub.people.models import User
from hub.privacy.hashing import keyed_hash
from hub.privacy.services import record_access


@transaction.atomic
def renew_calendar(*, user: User) -> str:
    """A new secret, told this once; the link before it shows nothing from now on."""
    token = secrets.token_urlsafe(32)
    hashed = keyed_hash(token, purpose="calendar")
    CalendarLink.objects.update_or_create(user=user, defaults={"token_hash": hashed})
    record_access(by=user, action="renew_calendar", obj=user)
    return token


@transaction.atomic
def stop_calendar(*, user: User) -> None:
    CalendarLink.objects.filter(user=user).delete()
    record_access(by=user, action="stop_calendar", obj=user)
