"""Conversations for the load, made by the hub's own services: `python -m tests.load.stage 200` prints them.

Each is of a unit of its own with a pair of its own on duty, taken by one and followed by both. Two hundred
conversations before a single pair would measure that pair's lists.
"""

import json
import os
import secrets
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
django.setup()

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command

from chat import services as chat
from hub.conversations import services as conversations
from hub.foundation.clock import now
from hub.hours import services as hours
from hub.people.models import Unit, User, WorkerProfile
from tests.load.webhooks import CONNECTION, PHONE_NUMBER_ID, SECRET
from whatsapp_bridge import services as whatsapp


def worker(unit: Unit, number: int, name: str) -> User:
    user = User.objects.create_user(email=f"{name}{number}@example.org".lower(), unit=unit)
    WorkerProfile.objects.create(
        user=user, title=WorkerProfile.Title.SOCIAL_WORKER, first_name=name
    )
    return user


def session(user: User) -> str:
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def room(number: int) -> dict[str, object]:
    unit = Unit.objects.create(name=f"Unit {number}")
    at = now()
    opening = hours.running_between(
        unit=unit, now=at, starts_at=at, ends_at=at + timedelta(hours=8)
    )
    pair = [worker(unit, number, name) for name in ("Maija", "Matti")]
    for member in pair:
        chat.assign_seat(opening=opening, worker=member, by=None)
    token = secrets.token_urlsafe(32)
    conversation = chat.open_visit(opening, token, "fi", "", False, False).conversation
    conversations.take_conversation(conversation=conversation, by=pair[0])
    return {
        "conversation": str(conversation.public_id),
        "token": token,
        "sessions": [session(member) for member in pair],
    }


def connect_whatsapp() -> None:
    whatsapp.create_connection(
        name=CONNECTION,
        unit=Unit.objects.create(name="WhatsApp"),
        phone_number_id=PHONE_NUMBER_ID,
        token="load-access-token",
        app_secret=SECRET.decode(),
        verify_token="load-verify-token",
        enabled=True,
    )


if __name__ == "__main__":
    call_command("migrate", verbosity=0, interactive=False)
    connect_whatsapp()
    sys.stdout.write(json.dumps([room(number) for number in range(int(sys.argv[1]))]))
