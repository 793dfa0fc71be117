from django.db import transaction

from hub.people.models import Unit, User
from hub.privacy.sealing import seal
from hub.privacy.services import record_access
from whatsapp_bridge.models import SECRET, Connection


@transaction.atomic
def create_connection(
    *,
    name: str,
    unit: Unit,
    phone_number_id: str,
    token: str,
    app_secret: str,
    verify_token: str,
    base_url: str = "https://graph.facebook.com",
    display_number: str = "",
    enabled: bool = False,
    by: User | None = None,
) -> Connection:
    """A number, off unless the caller says otherwise. Its secrets are sealed and never shown again.

    The same name again brings the row up to date.
    """
    connection, _created = Connection.objects.update_or_create(
        name=name,
        defaults={
            "unit": unit,
            "phone_number_id": phone_number_id,
            "base_url": base_url,
            "display_number": display_number,
            "enabled": enabled,
            **Connection.sealed(token=token, secret=app_secret, verify_token=verify_token),
        },
    )
    record_access(by=by, action="whatsapp_connection", obj=connection)
    return connection


@transaction.atomic
def change_app_secret(*, connection: Connection, app_secret: str, by: User | None) -> None:
    """The new secret counts at once, and the one before it stays good until the next change."""
    Connection.objects.filter(pk=connection.pk).update(
        secret_sealed=seal(app_secret.encode(), purpose=SECRET),
        second_secret_sealed=connection.secret_sealed,
    )
    record_access(by=by, action="whatsapp_secret", obj=connection)
