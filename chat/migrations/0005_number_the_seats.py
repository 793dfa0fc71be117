import uuid
from typing import Any

from django.db import migrations


def number(apps: Any, _: Any) -> None:
    """Places in the order in which the seats were given, and an address for each seat."""
    given: dict[int, int] = {}
    for seat in apps.get_model("chat", "Seat").objects.order_by("id").iterator():
        seat.place = given[seat.opening_id] = given.get(seat.opening_id, 0) + 1
        seat.public_id = uuid.uuid4()
        seat.save(update_fields=["place", "public_id"])


class Migration(migrations.Migration):

    dependencies = [
        ('chat', '0004_seats_have_a_life'),
    ]

    operations = [migrations.RunPython(number, migrations.RunPython.noop)]
