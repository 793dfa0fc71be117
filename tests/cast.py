"""The people of the tests: a pair, their supervisor, an administrator, an auditor, and Eero from elsewhere."""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client

from chat import services as chat
from chat.models import VisitorSession
from hub.conversations import services as conversations
from hub.conversations.models import Contact, Conversation
from hub.foundation.clock import now
from hub.hours.models import Opening
from hub.people import presence
from hub.people.models import Unit, User
from hub.people.services import create_worker

SignIn = Callable[[User], Client]
begin_with_themes = import_module("hub.conversations.migrations.0010_default_themes").begin


@pytest.fixture
def unit(db: None) -> Unit:
    return Unit.objects.create(name="Aikuissosiaalityö")


@pytest.fixture
def other_unit(db: None) -> Unit:
    return Unit.objects.create(name="Toinen yksikkö")


def person(unit: Unit, first_name: str, role: str, title: str) -> User:
    return create_worker(
        email=f"{first_name.lower()}@example.org",
        password="a long word of theirs",
        unit=unit,
        role=role,
        title=title,
        first_name=first_name,
        last_name="Salainen",
    )


@pytest.fixture
def maija(unit: Unit) -> User:
    return person(unit, "Maija", "worker", "social_worker")


@pytest.fixture
def matti(unit: Unit) -> User:
    return person(unit, "Matti", "worker", "social_instructor")


@pytest.fixture
def leena(unit: Unit) -> User:
    return person(unit, "Leena", "supervisor", "leading_social_worker")


@pytest.fixture
def aino(unit: Unit) -> User:
    return person(unit, "Aino", "admin", "service_adviser")


@pytest.fixture
def otto(unit: Unit) -> User:
    return person(unit, "Otto", "auditor", "service_adviser")


@pytest.fixture
def eero(other_unit: Unit) -> User:
    return person(other_unit, "Eero", "worker", "social_worker")


@pytest.fixture
def sign_in() -> SignIn:
    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def opening(unit: Unit) -> Opening:
    """Runs since an hour, for an hour and a half."""
    at = now()
    return Opening.objects.create(
        unit=unit,
        starts_at=at - timedelta(hours=1),
        ends_at=at + timedelta(minutes=90),
        last_entry_at=at + timedelta(minutes=80),
    )


@pytest.fixture
def pair(opening: Opening, maija: User, matti: User) -> list[User]:
    """Maija and Matti at the desk: the door is open."""
    for worker in (maija, matti):
        chat.assign_seat(opening=opening, worker=worker, by=None)
        presence.beat(worker.pk)
    return [maija, matti]


@pytest.fixture
def visit(pair: list[User]) -> tuple[VisitorSession, str]:
    """A visitor who waits, and their token."""
    return chat.start_visit(language="fi")


@pytest.fixture
def waiting(unit: Unit) -> Conversation:
    return conversations.start_conversation(channel="chat", unit=unit)


@pytest.fixture
def running(unit: Unit, matti: User) -> Conversation:
    """A chat that Matti answers."""
    return conversations.start_conversation(channel="chat", unit=unit, assignee=matti)


@pytest.fixture
def contact(unit: Unit) -> Contact:
    return conversations.find_or_create_contact(
        unit=unit, identities={"bsuid": "FI.1", "wa_id": "358401234567"}, name="Kaisa"
    )


@pytest.fixture
def themes(db: None) -> None:
    """As a new installation has them: tests with transactions of their own leave empty tables behind."""
    begin_with_themes(apps, None)
