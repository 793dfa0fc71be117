"""The access log cannot be rewritten quietly: the database refuses, and the chain would show it."""

import uuid
from functools import partial

import pytest
from django.db import DatabaseError, connection, transaction

from hub.conversations.models import Conversation
from hub.people.models import User
from hub.privacy.chain import FIRST, verify_access_log
from hub.privacy.models import AccessEntry
from hub.privacy.services import record_access
from tests.conversations.crowd import at_once


def forge(statement: str) -> None:
    """What somebody with the rights of the table's owner could do."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE privacy_accessentry DISABLE TRIGGER USER")
        cursor.execute(statement)
        cursor.execute("ALTER TABLE privacy_accessentry ENABLE TRIGGER USER")


@pytest.fixture
def entries(maija: User) -> list[AccessEntry]:
    return [
        record_access(by=maija, action="view", ground=str(number)) for number in range(5)
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE privacy_accessentry SET action = 'nothing'",
        "UPDATE privacy_accessentry SET at = at",
        "DELETE FROM privacy_accessentry",
        "TRUNCATE privacy_accessentry",
        "TRUNCATE privacy_accessentry CASCADE",
    ],
)
def test_the_database_refuses_to_change_or_remove_a_line(
    entries: list[AccessEntry], statement: str
) -> None:
    with (
        pytest.raises(DatabaseError, match="append only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert AccessEntry.objects.count() == 5
    assert verify_access_log().intact


def test_the_models_own_ways_are_refused_too(entries: list[AccessEntry]) -> None:
    entries[0].action = "nothing"
    with pytest.raises(DatabaseError), transaction.atomic():
        entries[0].save()
    with pytest.raises(DatabaseError), transaction.atomic():
        entries[0].delete()


def test_an_empty_log_is_whole(db: None) -> None:
    verdict = verify_access_log()

    assert (verdict.intact, verdict.count, verdict.head) == (True, 0, FIRST)


def test_an_untouched_log_is_whole(entries: list[AccessEntry]) -> None:
    verdict = verify_access_log()

    assert (verdict.intact, verdict.count, verdict.head) == (True, 5, entries[-1].digest)


@pytest.mark.parametrize("column", AccessEntry.COVERED)
def test_a_changed_line_is_found(entries: list[AccessEntry], column: str) -> None:
    value = {
        "at": "at + interval '1 microsecond'",
        "actor_id": "NULL",
        "unit_id": "NULL",
        "previous": f"'{'f' * 64}'",
    }.get(column, "'other'")

    forge(f"UPDATE privacy_accessentry SET {column} = {value} WHERE id = {entries[2].pk}")

    assert verify_access_log().broken_at == entries[2].pk


def test_a_missing_line_is_found(entries: list[AccessEntry]) -> None:
    forge(f"DELETE FROM privacy_accessentry WHERE id = {entries[2].pk}")

    assert verify_access_log().broken_at == entries[3].pk


def test_a_missing_first_line_is_found(entries: list[AccessEntry]) -> None:
    forge(f"DELETE FROM privacy_accessentry WHERE id = {entries[0].pk}")

    assert verify_access_log().broken_at == entries[1].pk


def test_swapped_lines_are_found(entries: list[AccessEntry]) -> None:
    first, second = entries[1].pk, entries[2].pk

    forge(f"UPDATE privacy_accessentry SET id = -1 WHERE id = {first}")
    forge(f"UPDATE privacy_accessentry SET id = {first} WHERE id = {second}")
    forge(f"UPDATE privacy_accessentry SET id = {second} WHERE id = -1")

    assert verify_access_log().broken_at == first


@pytest.mark.django_db(transaction=True)
def test_four_who_write_at_once_keep_one_chain(maija: User) -> None:
    def write() -> None:
        for _ in range(10):
            record_access(by=maija, action="view")

    assert at_once(*[partial(write)] * 4) == [None] * 4
    verdict = verify_access_log()
    assert (verdict.intact, verdict.count) == (True, 40)


def test_what_did_not_happen_is_not_in_the_log(maija: User) -> None:
    @transaction.atomic
    def fail() -> None:
        record_access(by=maija, action="view")
        raise LookupError

    with pytest.raises(LookupError):
        fail()

    assert not AccessEntry.objects.exists()


def test_a_line_says_who_what_and_which(maija: User, waiting: Conversation) -> None:
    entry = record_access(by=maija, action="view", obj=waiting, ground="client asked")

    assert (entry.actor_id, entry.role, entry.unit_id) == (
        maija.pk,
        "worker",
        maija.unit_id,
    )
    assert (entry.object_type, uuid.UUID(entry.object_id)) == (
        "conversation",
        waiting.public_id,
    )
