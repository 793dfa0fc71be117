"""Seals the TOTP secrets and recovery seeds that were stored as allauth makes them."""

from collections.abc import Callable
from typing import Any

from django.db import migrations

from hub.privacy.sealing import seal_text, unseal_text

NAMES = ("secret", "seed")
PURPOSE = "second-factor"


def rewrite(apps: Any, change: Callable[..., str]) -> None:
    rows = apps.get_model("mfa", "Authenticator").objects.exclude(type="webauthn")
    for row in rows.select_for_update().order_by("pk"):
        changed = {
            name: change(row.data[name], purpose=PURPOSE)
            for name in NAMES
            if name in row.data
        }
        row.data = row.data | changed
        row.save(update_fields=["data"])


def seal(apps: Any, _: Any) -> None:
    rewrite(apps, seal_text)


def unseal(apps: Any, _: Any) -> None:
    rewrite(apps, unseal_text)


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0002_append_only"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(seal, unseal)]
