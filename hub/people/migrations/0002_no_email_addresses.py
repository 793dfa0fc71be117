"""A worker's address is the administrator's word, in `User` alone: one unverified row barred the second factor."""

from typing import Any

from django.db import migrations


def delete_email_addresses(apps: Any, _: Any) -> None:
    apps.get_model("account", "EmailAddress").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [migrations.RunPython(delete_email_addresses, migrations.RunPython.noop)]
