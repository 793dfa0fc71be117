"""Why a conversation was not recorded is the worker's words about a client: sealed, and read on the thread's page."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

from hub.conversations import services
from hub.conversations.models import Conversation
from hub.people.models import Unit, User
from tests.cast import SignIn

PLAIN = "0002_reason_sealed"


def migrate(name: str = "") -> MigrationExecutor:
    """Back to a migration, or forward to the newest."""
    executor = MigrationExecutor(connection)
    newest = executor.loader.graph.leaf_nodes()  # tables of rooms above went back too
    executor.migrate([("conversations", name)] if name else newest)
    return executor


@pytest.fixture
def thread_page(unit: Unit, matti: User, sign_in: SignIn) -> Iterator[tuple[Client, str]]:
    thread = services.start_conversation(channel="chat", unit=unit, assignee=matti)
    services.close_conversation(
        conversation=thread, by=matti, decision="not_recordable", reason="Väärä numero"
    )
    yield sign_in(matti), f"/staff/c/{thread.public_id}/"
    migrate()


@pytest.mark.django_db(transaction=True)
def test_a_reason_from_before_is_sealed_and_still_shown(
    thread_page: tuple[Client, str],
) -> None:
    client, page = thread_page
    before = migrate(PLAIN).loader.project_state([("conversations", PLAIN)]).apps
    (plain,) = before.get_model("conversations", "Conversation").objects.all()
    assert (plain.decision_reason, plain.reason_sealed) == ("Väärä numero", None)

    migrate()

    sealed = bytes(Conversation.objects.get().reason_sealed or b"")
    assert sealed
    assert "Väärä numero".encode() not in sealed
    assert "Väärä numero" in client.get(page).content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_reason_whose_thread_was_destroyed_goes_too(
    thread_page: tuple[Client, str],
) -> None:
    migrate(PLAIN)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE conversations_conversation SET data_key = ''")

    migrate()

    assert Conversation.objects.get().reason_sealed is None
