from chat import client
from chat.models import PushDevice
from hub.people.models import User


def push_devices(user: User) -> list[PushDevice]:
    return list(PushDevice.objects.filter(user=user).order_by("created_at", "id"))


def push_key() -> str:
    """What a browser subscribes with; empty where web push is off."""
    return client.public_key()
